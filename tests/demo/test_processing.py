"""Processing by each mode: how comparisons end, and what is counted."""

from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry

from metrics_check.demo.lps.comparison import Comparison, Ending, Group
from metrics_check.demo.lps.metrics import Metrics, Naming
from metrics_check.demo.lps.processing import EXPIRES_AFTER_SECONDS, LIMITS, Work, process
from metrics_check.demo.lps.provider import MockProvider
from metrics_check.demo.lps.queue import ComparisonQueue

NOW = 5000.0
WAIT = "llm_provider_queue_wait_time_seconds"
EXPIRY = "llm_provider_queue_expiry_total"
ENDED = ("completed", "failed", "cancelled")
ESSAYS, BLANK = ("a", "b"), (" ", "\n")


@dataclass
class Processed:
    """What came of processing: endings in order, and the metrics."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    endings: list[Ending] = field(default_factory=list)
    unfinished: int = -1

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)

    def ended(self) -> list[tuple[str, str, int | None]]:
        """Id, result and winner of each."""
        return [(each.comparison.id, each.result.value, each.winner) for each in self.endings]

    def statuses(self) -> dict[str, float | None]:
        """How many jobs were counted by status."""
        name, model = "llm_provider_batch_api_jobs_total", {"provider": "mock", "model": "m1"}
        return {each: self.value(name, **model, status=each) for each in ("scheduled", *ENDED)}


def processed(
    mode: str, *essays: tuple[str, str], ages: tuple[float, ...] = (), job_limit: float = 60.0
) -> Processed:
    """Comparisons of these essays, which have waited so long, by a provider whose clock stands
    still where a job may take no time.
    """
    done = Processed()
    queue = ComparisonQueue(LIMITS, clock=lambda: NOW)
    metrics = Metrics(done.registry, depth=queue.depth, naming=Naming())
    provider = MockProvider() if job_limit else MockProvider(clock=lambda: NOW)
    work = Work(
        queue,
        provider,
        done.endings.append,
        metrics,
        clock=lambda: NOW,
        job_limit=job_limit,
    )
    group = Group(mode, "mock", "m1")
    url = "http://127.0.0.1:1/callbacks"
    queued_at = [NOW - age for age in ages or (1.0,) * len(essays)]
    taken = [
        Comparison(f"c{n}", "user", group, pair, url, at)
        for n, (pair, at) in enumerate(zip(essays, queued_at, strict=True))
    ]
    queue.put(taken)
    process(taken, work)
    done.unfinished = queue.unfinished()
    return done


@pytest.mark.parametrize("mode", LIMITS)
def test_each_comparison_ends_once(mode: str) -> None:
    done = processed(mode, ESSAYS, ("b", "a"), BLANK)
    assert done.ended() == [("c0", "success", 0), ("c1", "success", 1), ("c2", "failure", None)]
    counts = {
        result: done.value(f"{WAIT}_count", queue_processing_mode=mode, result=result)
        for result in ("success", "failure", "expired")
    }
    assert counts == {"success": 2, "failure": 1, "expired": None}
    assert done.value(f"{WAIT}_sum", queue_processing_mode=mode, result="success") == 2
    assert done.unfinished == 0


def test_a_bundle_is_one_call() -> None:
    done = processed("serial_bundle", ESSAYS, ESSAYS, ESSAYS)
    labels = {"provider": "mock", "model": "m1"}
    items = "llm_provider_serial_bundle_items_per_call"
    assert done.value("llm_provider_serial_bundle_calls_total", **labels) == 1
    assert (done.value(f"{items}_count", **labels), done.value(f"{items}_sum", **labels)) == (1, 3)
    assert done.statuses() == dict.fromkeys(("scheduled", *ENDED))


def test_a_job_counts_as_scheduled_and_by_how_it_ends() -> None:
    done = processed("batch_api", ESSAYS, BLANK)
    assert done.statuses() == {"scheduled": 1, "completed": 1, "failed": None, "cancelled": None}
    labels = {"provider": "mock", "model": "m1"}
    assert done.value("llm_provider_batch_api_items_per_job_sum", **labels) == 2
    assert done.value("llm_provider_batch_api_job_duration_seconds_count", **labels) == 1


def test_a_job_that_takes_too_long_is_cancelled() -> None:
    done = processed("batch_api", ESSAYS, ESSAYS, job_limit=0.0)
    assert done.statuses() == {"scheduled": 1, "completed": None, "failed": None, "cancelled": 1}
    assert done.ended() == [("c0", "failure", None), ("c1", "failure", None)]


@pytest.mark.parametrize("mode", LIMITS)
def test_what_waited_too_long_expires(mode: str) -> None:
    late = EXPIRES_AFTER_SECONDS + 1
    done = processed(mode, ESSAYS, ESSAYS, ESSAYS, ages=(late, EXPIRES_AFTER_SECONDS, late))
    assert sorted(done.ended()) == [
        ("c0", "expired", None),
        ("c1", "success", 0),
        ("c2", "expired", None),
    ]
    expired = {"provider": "mock", "queue_processing_mode": mode, "expiry_reason": "ttl"}
    assert done.value(EXPIRY, **expired) == 2
    wait = {"queue_processing_mode": mode, "result": "expired"}
    assert done.value(f"{WAIT}_sum", **wait) == 2 * late


def test_nothing_is_called_where_all_has_expired() -> None:
    done = processed("batch_api", ESSAYS, ages=(EXPIRES_AFTER_SECONDS + 1,))
    assert done.ended() == [("c0", "expired", None)]
    assert done.statuses() == dict.fromkeys(("scheduled", *ENDED))
