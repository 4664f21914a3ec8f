"""What a fault puts in the place of a sound part of the LLM Provider Service.

Each function gives the part that belongs to a fault, and the sound one to every other.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from threading import Event

from prometheus_client import CollectorRegistry

from metrics_check.demo.instrument import exposition
from metrics_check.demo.lps.comparison import Comparison, Result
from metrics_check.demo.lps.metrics import Metrics, Naming
from metrics_check.demo.lps.processing import EXPIRES_AFTER_SECONDS
from metrics_check.demo.lps.provider import MockProvider, Provider, ProviderFailed
from metrics_check.demo.lps.publisher import CallbackPublisher, Publisher
from metrics_check.demo.web import Answer, Call

# The slow queue's clock: a tenth of a second in the queue is five minutes.
_SPEED = 3000
_INF_BUCKET = re.compile(rb'(?m)^llm_provider_batch_api_items_per_job_bucket\{.*le="\+Inf".*\n')
_LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
_SOUND = Naming()
_NAMINGS: Mapping[str, Naming] = {
    "bad-value": replace(_SOUND, success="ok"),
    "drop-label": replace(_SOUND, callback_labels=("queue_processing_mode",)),
    "identity-label": replace(_SOUND, callback_labels=(*_SOUND.callback_labels, "user_id")),
    "rename-metric": replace(_SOUND, jobs="llm_provider_batch_api_job"),
    "wrong-type": replace(_SOUND, measures_wait=False),
}


def naming_of(fault: str) -> Naming:
    """How the metrics are called."""
    return _NAMINGS.get(fault, _SOUND)


def clock_of(fault: str) -> Callable[[], float]:
    """The clock of the service."""
    if fault == "slow-queue":
        return lambda: time.monotonic() * _SPEED
    return time.monotonic


def expiry_of(fault: str) -> float:
    """After how long a comparison expires: in a slow queue never, or none would be left."""
    return float("inf") if fault == "slow-queue" else EXPIRES_AFTER_SECONDS


def provider_of(fault: str) -> Provider:
    """The provider."""
    sound = MockProvider()
    if fault == "fail-jobs":
        return _FailingProvider(sound)
    return _StuckProvider(sound) if fault == "stuck-job" else sound


def publisher_of(fault: str, metrics: Metrics, *, mode: str) -> Publisher:
    """Who sends the callbacks."""
    sound = CallbackPublisher(metrics, mode=mode)
    if fault == "no-callbacks":
        return _SilentPublisher()
    first_sent = {"double-callback": 2, "lose-callback": 0}.get(fault, 1)
    return sound if first_sent == 1 else _StumblingPublisher(sound, first_sent=first_sent)


def page_of(fault: str, registry: CollectorRegistry, call: Call) -> Answer:
    """What `/metrics` answers."""
    if fault == "html":
        return Answer(200, _LOGIN_PAGE, "text/html; charset=utf-8")
    answer = exposition(registry, call)
    if fault == "missing-bucket":
        return replace(answer, body=_INF_BUCKET.sub(b"", answer.body))
    return answer


class _FailingProvider:
    def __init__(self, sound: Provider) -> None:
        self.complete = sound.complete

    def run_job(self, comparisons: Sequence[Comparison]) -> tuple[int, ...]:
        raise ProviderFailed(f"the provider refuses the job of {len(comparisons)}")


class _StuckProvider:
    """The first job never ends."""

    def __init__(self, sound: Provider) -> None:
        self.complete = sound.complete
        self._run_job = sound.run_job
        self._jobs = count()

    def run_job(self, comparisons: Sequence[Comparison]) -> tuple[int, ...]:
        if next(self._jobs) == 0:
            Event().wait()
        return self._run_job(comparisons)


class _SilentPublisher:
    def publish(self, comparison: Comparison, *, result: Result, winner: int | None) -> None:
        """Sends nothing."""


class _StumblingPublisher:
    """Sends the first callback another number of times than once."""

    def __init__(self, sound: Publisher, *, first_sent: int) -> None:
        self._sound = sound
        self._times = first_sent

    def publish(self, comparison: Comparison, *, result: Result, winner: int | None) -> None:
        times, self._times = self._times, 1
        for _ in range(times):
            self._sound.publish(comparison, result=result, winner=winner)
