"""The three queue processing modes: one comparison a call, a bundle a call, a batch job."""

import time
from collections.abc import Callable, Mapping, Sequence

from metrics_check.demo.lps.comparison import Comparison, Ending, Group, Result
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.lps.provider import Job, JobStatus, Provider, Winners
from metrics_check.demo.lps.publisher import Publish
from metrics_check.demo.lps.queue import ComparisonQueue
from metrics_check.record import record

BUNDLE_SIZE = 64
# Small, so that a little work makes several jobs.
JOB_SIZE = 8
# How many comparisons of a group are taken at once, by mode.
LIMITS: Mapping[str, int] = {"batch_api": JOB_SIZE, "per_request": 1, "serial_bundle": BUNDLE_SIZE}
EXPIRES_AFTER_SECONDS = 900.0
# The highest bucket of a job's duration; what takes longer is given up.
JOB_LIMIT_SECONDS = 300.0
_POLL_SECONDS = 0.01


@record
class Work:
    """What processing works with. `clock` gives seconds, as `expires_after` is."""

    queue: ComparisonQueue
    provider: Provider
    publish: Publish
    metrics: Metrics
    clock: Callable[[], float] = time.monotonic
    expires_after: float = EXPIRES_AFTER_SECONDS
    job_limit: float = JOB_LIMIT_SECONDS


def work_for_ever(work: Work) -> None:
    """Takes from the queue and processes what it takes, again and again."""
    while True:
        process(work.queue.take(), work)


def process(taken: Sequence[Comparison], work: Work) -> None:
    """Brings comparisons of one group to their end, each with its callback."""
    started = work.clock()
    late = [each for each in taken if started - each.queued_at > work.expires_after]
    fresh = [each for each in taken if started - each.queued_at <= work.expires_after]
    for each in late:
        work.metrics.expiries.count(**_labels(each.group), expiry_reason="ttl")
        _finish(Ending(each, Result.EXPIRED), work, started=started)
    if fresh:
        winners = _MODES[fresh[0].group.mode](fresh, work)
        for each, winner in zip(fresh, winners, strict=True):
            result = Result.FAILURE if winner is None else Result.SUCCESS
            _finish(Ending(each, result, winner), work, started=started)


def _finish(ending: Ending, work: Work, *, started: float) -> None:
    waited = started - ending.comparison.queued_at
    labels = _labels(ending.comparison.group)
    work.metrics.wait.observe(waited, **labels, result=work.metrics.told(ending.result))
    work.publish(ending)
    work.queue.finish_one()


def _call(comparisons: Sequence[Comparison], work: Work) -> Winners:
    return work.provider.complete(comparisons)


def _bundle(comparisons: Sequence[Comparison], work: Work) -> Winners:
    labels = _labels(comparisons[0].group)
    work.metrics.bundle_calls.count(**labels)
    work.metrics.bundle_items.observe(len(comparisons), **labels)
    return work.provider.complete(comparisons)


def _job(comparisons: Sequence[Comparison], work: Work) -> Winners:
    labels = _labels(comparisons[0].group)
    started = work.clock()
    job = work.provider.submit(comparisons)
    work.metrics.jobs.count(**labels, status=JobStatus.SCHEDULED)
    work.metrics.job_items.observe(len(comparisons), **labels)
    ended = _await_end(job, work, until=started + work.job_limit)
    work.metrics.jobs.count(**labels, status=ended)
    work.metrics.job_seconds.observe(work.clock() - started, **labels)
    return work.provider.winners(job)


def _await_end(job: Job, work: Work, *, until: float) -> JobStatus:
    """How a job ends: by itself, or cancelled when it took too long."""
    while not (status := work.provider.status(job)).has_ended:
        if work.clock() >= until:
            work.provider.cancel(job)
        time.sleep(_POLL_SECONDS)
    return status


def _labels(group: Group) -> dict[str, str]:
    """What metrics may tell of a comparison: never whose it is."""
    return {
        "provider": group.provider,
        "model": group.model,
        "queue_processing_mode": group.mode,
    }


_MODES: Mapping[str, Callable[[Sequence[Comparison], Work], Winners]] = {
    "batch_api": _job,
    "per_request": _call,
    "serial_bundle": _bundle,
}
