"""What a fault puts in the place of a sound part of the LLM Provider Service.

`metrics_check.demo.faults` says what each does. Two are not here: `down` and `restart` are done
to the process.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from prometheus_client import CollectorRegistry

from metrics_check.demo.instrument import exposition
from metrics_check.demo.lps.comparison import Comparison, Ending
from metrics_check.demo.lps.metrics import CALLBACK_LABELS, Naming
from metrics_check.demo.lps.parts import Parts
from metrics_check.demo.lps.provider import Job, JobStatus, MockProvider, Winners
from metrics_check.demo.lps.publisher import Publish
from metrics_check.demo.web import Answer, Call

# Over the two minutes that the profiles allow, under the time after which a comparison expires.
LATE_SECONDS = 300.0
_INF_BUCKET = re.compile(rb'(?m)^llm_provider_queue_wait_time_seconds_bucket\{.*le="\+Inf".*\n')
_LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"


class EndlessProvider:
    """Its jobs come to `status` and stay so; calls are answered as by the sound one."""

    def __init__(self, status: JobStatus) -> None:
        self._sound = MockProvider()
        self._status = status

    def complete(self, comparisons: Sequence[Comparison]) -> Winners:
        """See `Provider`."""
        return self._sound.complete(comparisons)

    def submit(self, comparisons: Sequence[Comparison]) -> Job:
        """See `Provider`."""
        return self._sound.submit(comparisons)

    def status(self, job: Job) -> JobStatus:
        """See `Provider`."""
        sound = self._sound.status(job)
        return self._status if sound is JobStatus.COMPLETED else sound

    def winners(self, job: Job) -> Winners:
        """See `Provider`."""
        return (None,) * len(job.comparisons)

    def cancel(self, job: Job) -> None:
        """See `Provider`."""
        self._sound.cancel(job)


def _never(publish: Publish) -> Publish:
    def stay_silent(ending: Ending) -> None:
        """Sends nothing."""

    return stay_silent


def _first_sent(times: int) -> Callable[[Publish], Publish]:
    def publishing(publish: Publish) -> Publish:
        # Several threads publish, and one of them gets the first number.
        numbers = count()

        def stumble(ending: Ending) -> None:
            for _ in range(times if next(numbers) == 0 else 1):
                publish(ending)

        return stumble

    return publishing


def _late() -> float:
    return time.monotonic() - LATE_SECONDS


def _without_inf_bucket(registry: CollectorRegistry, call: Call) -> Answer:
    answer = exposition(registry, call)
    return replace(answer, body=_INF_BUCKET.sub(b"", answer.body))


def _login_page(_: CollectorRegistry, __: Call) -> Answer:
    return Answer(200, _LOGIN_PAGE, "text/html; charset=utf-8")


BROKEN: Mapping[str, Parts] = {
    "bad-value": Parts(Naming(success="ok")),
    "double-callback": Parts(publishing=_first_sent(2)),
    "drop-label": Parts(Naming(callback_labels=("queue_processing_mode",))),
    "fail-jobs": Parts(provider=EndlessProvider(JobStatus.FAILED)),
    "html": Parts(page=_login_page),
    "identity-label": Parts(Naming(callback_labels=(*CALLBACK_LABELS, "user_id"))),
    "lose-callback": Parts(publishing=_first_sent(0)),
    "missing-bucket": Parts(page=_without_inf_bucket),
    "no-callbacks": Parts(publishing=_never),
    "rename-metric": Parts(Naming(jobs="llm_provider_batch_api_job")),
    "slow-queue": Parts(arrival=_late),
    "stuck-job": Parts(provider=EndlessProvider(JobStatus.SCHEDULED)),
    "wrong-type": Parts(Naming(measures_wait=False)),
}
