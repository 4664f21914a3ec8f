"""The mock provider: compares two texts by a rule, and takes its time."""

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from hashlib import sha256
from itertools import count
from typing import Protocol

from metrics_check.demo.lps.comparison import Comparison
from metrics_check.record import record

CALL_SECONDS = 0.02
# After its submission a job is scheduled for so long, then it runs; it ends after so long.
JOB_RUNS_AFTER_SECONDS = 0.05
JOB_ENDS_AFTER_SECONDS = 0.15


class JobStatus(StrEnum):
    """Where a batch job is."""

    PENDING = "pending"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def has_ended(self) -> bool:
        """Whether the job stays as it is."""
        return self in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}


@record
class Job:
    """A batch job, as who submitted it knows it. `submitted_at` is of the provider's clock."""

    number: int
    comparisons: tuple[Comparison, ...]
    submitted_at: float


# The winner (0 or 1) of each comparison, in order; None where the provider could not tell.
Winners = tuple[int | None, ...]


class Provider(Protocol):
    """Compares, at once or by a job."""

    def complete(self, comparisons: Sequence[Comparison]) -> Winners:
        """The winners, by one call that takes its time."""

    def submit(self, comparisons: Sequence[Comparison]) -> Job:
        """A job that will compare these."""

    def status(self, job: Job) -> JobStatus:
        """Where a job is now."""

    def winners(self, job: Job) -> Winners:
        """What came of a job that has ended."""

    def cancel(self, job: Job) -> None:
        """Gives up a job; one that has ended stays as it is."""


class MockProvider:
    """Says which of two essays wins: the same one every time. Of two blank ones none does."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._cancelled: set[int] = set()

    def complete(self, comparisons: Sequence[Comparison]) -> Winners:
        """See `Provider`."""
        time.sleep(CALL_SECONDS)
        return _winners(comparisons)

    def submit(self, comparisons: Sequence[Comparison]) -> Job:
        """See `Provider`."""
        return Job(next(self._numbers), tuple(comparisons), self._clock())

    def status(self, job: Job) -> JobStatus:
        """See `Provider`."""
        if job.number in self._cancelled:
            return JobStatus.CANCELLED
        age = self._clock() - job.submitted_at
        if age < JOB_RUNS_AFTER_SECONDS:
            return JobStatus.SCHEDULED
        return JobStatus.RUNNING if age < JOB_ENDS_AFTER_SECONDS else JobStatus.COMPLETED

    def winners(self, job: Job) -> Winners:
        """See `Provider`."""
        is_done = self.status(job) is JobStatus.COMPLETED
        return _winners(job.comparisons) if is_done else (None,) * len(job.comparisons)

    def cancel(self, job: Job) -> None:
        """See `Provider`."""
        if not self.status(job).has_ended:
            self._cancelled.add(job.number)


def _winners(comparisons: Sequence[Comparison]) -> Winners:
    return tuple(_winner(each.essays) for each in comparisons)


def _winner(essays: tuple[str, str]) -> int | None:
    if not "".join(essays).strip():
        return None
    first, second = (sha256(essay.encode()).digest() for essay in essays)
    return 0 if first >= second else 1
