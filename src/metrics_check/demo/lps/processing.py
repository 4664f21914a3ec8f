"""The three queue processing modes: one comparison a call, a bundle a call, a batch job."""

from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from metrics_check.demo.lps.comparison import Comparison, Result
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.lps.provider import Provider, ProviderFailed
from metrics_check.demo.lps.publisher import Publisher
from metrics_check.demo.lps.queue import ComparisonQueue
from metrics_check.record import record

BUNDLE_SIZE = 64
JOB_SIZE = 128
# How long a bundle or job is held open for more of its group.
LINGER_SECONDS = 0.1
EXPIRES_AFTER_SECONDS = 900.0


@record
class Parts:
    """What processing works with. `clock` gives seconds, `expires_after` is in them."""

    queue: ComparisonQueue
    provider: Provider
    publisher: Publisher
    metrics: Metrics
    clock: Callable[[], float]
    mode: str
    expires_after: float = EXPIRES_AFTER_SECONDS


def process(parts: Parts) -> None:
    """Works on the queue for ever, by the mode of the service."""
    limit, work = _MODES[parts.mode]
    linger = LINGER_SECONDS if limit > 1 else 0.0
    while True:
        taken = parts.queue.take(limit, linger_seconds=linger)
        started = parts.clock()
        fresh = tuple(each for each in taken if not _is_expired(each, parts, now=started))
        for late in set(taken) - set(fresh):
            _expire(late, parts, now=started)
        if fresh:
            work(fresh, parts, started)


def _is_expired(comparison: Comparison, parts: Parts, *, now: float) -> bool:
    return now - comparison.queued_at > parts.expires_after


def _expire(comparison: Comparison, parts: Parts, *, now: float) -> None:
    parts.metrics.expiries.count(
        provider=comparison.provider, queue_processing_mode=parts.mode, expiry_reason="ttl"
    )
    _finish(comparison, parts, result=Result.EXPIRED, winner=None, started=now)


def _call(comparisons: Sequence[Comparison], parts: Parts, started: float) -> None:
    """One call to the provider for these."""
    _finish_all(comparisons, parts, work=parts.provider.complete, started=started)


def _bundle(comparisons: Sequence[Comparison], parts: Parts, started: float) -> None:
    provider, model = comparisons[0].group
    parts.metrics.bundle_calls.count(provider=provider, model=model)
    parts.metrics.bundle_items.observe(len(comparisons), provider=provider, model=model)
    _call(comparisons, parts, started)


def _job(comparisons: Sequence[Comparison], parts: Parts, started: float) -> None:
    """Schedules a job; it runs beside the queue, which goes on."""
    provider, model = comparisons[0].group
    parts.metrics.jobs.count(provider=provider, model=model, status="scheduled")
    parts.metrics.job_items.observe(len(comparisons), provider=provider, model=model)
    Thread(target=_run_job, args=(comparisons, parts, started), daemon=True).start()


def _run_job(comparisons: Sequence[Comparison], parts: Parts, started: float) -> None:
    provider, model = comparisons[0].group
    is_done = _finish_all(comparisons, parts, work=parts.provider.run_job, started=started)
    status = "completed" if is_done else "failed"
    parts.metrics.job_seconds.observe(parts.clock() - started, provider=provider, model=model)
    parts.metrics.jobs.count(provider=provider, model=model, status=status)


def _finish_all(
    comparisons: Sequence[Comparison],
    parts: Parts,
    *,
    work: Callable[[Sequence[Comparison]], tuple[int, ...]],
    started: float,
) -> bool:
    """Whether the provider did it; every comparison is finished either way."""
    winners: Sequence[int | None]
    try:
        winners, result = work(comparisons), Result.SUCCESS
    except ProviderFailed:
        winners, result = [None] * len(comparisons), Result.FAILURE
    for comparison, winner in zip(comparisons, winners, strict=True):
        _finish(comparison, parts, result=result, winner=winner, started=started)
    return result is Result.SUCCESS


def _finish(
    comparison: Comparison, parts: Parts, *, result: Result, winner: int | None, started: float
) -> None:
    parts.metrics.wait.observe(
        started - comparison.queued_at,
        queue_processing_mode=parts.mode,
        result=parts.metrics.told(result),
    )
    parts.publisher.publish(comparison, result=result, winner=winner)


_Work = Callable[[Sequence[Comparison], Parts, float], None]
# How many comparisons are taken at once, and what is done with them.
_MODES: Mapping[str, tuple[int, _Work]] = {
    "batch_api": (JOB_SIZE, _job),
    "per_request": (1, _call),
    "serial_bundle": (BUNDLE_SIZE, _bundle),
}
