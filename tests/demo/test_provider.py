"""The mock provider: its jobs go on by time, and its answers are the same every time."""

from metrics_check.demo.lps.comparison import Comparison, Group
from metrics_check.demo.lps.provider import JobStatus, MockProvider

URL = "http://127.0.0.1:1/callbacks"


def comparison(first: str, second: str) -> Comparison:
    """Of these two texts."""
    group = Group("batch_api", "mock", "m1")
    return Comparison("c", "user", group, (first, second), URL, queued_at=0.0)


class Clock:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_job_goes_from_scheduled_over_running_to_completed() -> None:
    clock = Clock()
    provider = MockProvider(clock=clock)
    job = provider.submit([comparison("a", "b")])
    found = []
    for _ in range(4):
        found.append((provider.status(job), provider.winners(job)))
        clock.seconds += 0.06
    assert found == [
        (JobStatus.SCHEDULED, (None,)),
        (JobStatus.RUNNING, (None,)),
        (JobStatus.RUNNING, (None,)),
        (JobStatus.COMPLETED, (0,)),
    ]


def test_a_job_is_cancelled_unless_it_has_ended() -> None:
    clock = Clock()
    provider = MockProvider(clock=clock)
    first = provider.submit([comparison("a", "b")])
    clock.seconds += 1
    second = provider.submit([comparison("a", "b")])
    for job in (first, second):
        provider.cancel(job)
    clock.seconds += 1
    assert [provider.status(job) for job in (first, second)] == [
        JobStatus.COMPLETED,
        JobStatus.CANCELLED,
    ]


def test_the_order_of_two_essays_does_not_matter_and_blank_ones_have_no_winner() -> None:
    asked = [comparison("a", "b"), comparison("b", "a"), comparison(" ", "\n")]
    assert MockProvider().complete(asked) == (0, 1, None)
