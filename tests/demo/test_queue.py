"""The queue: what is taken together, in which order, how much it holds, and when."""

import pytest

from metrics_check.demo.lps.comparison import Comparison, Group
from metrics_check.demo.lps.processing import LIMITS
from metrics_check.demo.lps.queue import CAPACITY, LINGER_SECONDS, ComparisonQueue, QueueFull

NOW = 1000.0
JOBS, BUNDLES, SINGLES = (
    Group(mode, "mock", "m1") for mode in ("batch_api", "serial_bundle", "per_request")
)
OTHER_MODEL = Group("serial_bundle", "mock", "m2")


def comparisons(group: Group, *, size: int, queued_at: float = NOW) -> list[Comparison]:
    """So many of a group, numbered from 0."""
    url = "http://127.0.0.1:1/callbacks"
    return [
        Comparison(f"{n}", "user", group, ("a", "b"), url, queued_at=queued_at) for n in range(size)
    ]


def takes(*waiting: list[Comparison], times: int) -> list[tuple[str, str, int]]:
    """Mode, model and size of what is taken when all of these have waited long enough."""
    queue = ComparisonQueue(LIMITS, clock=lambda: NOW + LINGER_SECONDS)
    for each in waiting:
        queue.put(each)
    taken = [queue.take() for _ in range(times)]
    assert queue.depth() == 0
    return [(each[0].group.mode, each[0].group.model, len(each)) for each in taken]


def test_a_bundle_has_at_most_64_of_one_model() -> None:
    waiting = (comparisons(BUNDLES, size=70), comparisons(OTHER_MODEL, size=3))
    assert takes(*waiting, times=3) == [
        ("serial_bundle", "m1", 64),
        ("serial_bundle", "m1", 6),
        ("serial_bundle", "m2", 3),
    ]


def test_a_job_has_at_most_8_and_modes_do_not_mix() -> None:
    waiting = (comparisons(JOBS, size=20), comparisons(SINGLES, size=2))
    assert takes(*waiting, times=5) == [
        ("batch_api", "m1", 8),
        ("batch_api", "m1", 8),
        ("batch_api", "m1", 4),
        ("per_request", "m1", 1),
        ("per_request", "m1", 1),
    ]


def test_a_group_is_given_out_in_order() -> None:
    queue = ComparisonQueue(LIMITS, clock=lambda: NOW)
    asked = comparisons(JOBS, size=16)
    for each in asked:
        queue.put([each])
    assert [*queue.take(), *queue.take()] == asked


def test_a_group_that_is_not_full_is_held_open_for_more() -> None:
    passing = iter([NOW, NOW, NOW + LINGER_SECONDS])
    queue = ComparisonQueue(LIMITS, clock=lambda: next(passing))
    first = comparisons(BUNDLES, size=1)
    queue.put(first)
    assert queue.take() == tuple(first)
    assert list(passing) == []


def test_it_holds_1000_and_takes_all_of_a_request_or_nothing() -> None:
    queue = ComparisonQueue(LIMITS, clock=lambda: NOW)
    queue.put(comparisons(JOBS, size=CAPACITY - 1))
    with pytest.raises(QueueFull) as raised:
        queue.put(comparisons(BUNDLES, size=2))
    assert str(raised.value) == "the queue holds at most 1000 comparisons"
    assert (queue.depth(), queue.unfinished()) == (999, 999)
    queue.put(comparisons(BUNDLES, size=1))
    assert queue.depth() == CAPACITY


def test_what_was_taken_is_unfinished_until_it_ends() -> None:
    queue = ComparisonQueue(LIMITS, clock=lambda: NOW)
    queue.put(comparisons(JOBS, size=8))
    queue.take()
    assert (queue.depth(), queue.unfinished()) == (0, 8)
    queue.finish_one()
    assert queue.unfinished() == 7
