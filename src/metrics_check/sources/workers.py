"""Running reads at the same time, each within its deadline, whatever hangs."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, Never, TypeVar

from metrics_check.record import record
from metrics_check.sources.deadline import Deadline

T = TypeVar("T")

MAX_WORKERS = 32
# How long a read that was cut may take to say so itself.
GRACE_SECONDS = 0.25


@record
class Job(Generic[T]):
    """One read: `run` is given its deadline, `overrun` makes the result of one that did not end.

    `seconds` of infinity: it may take as long as it likes.
    """

    run: Callable[[Deadline], T]
    overrun: Callable[[], T]
    seconds: float


@dataclass(slots=True)
class _Running(Generic[T]):
    job: Job[T]
    deadline: Deadline
    wakes_at: float
    is_cut: bool = False


_Ending = Callable[[], T]


def run_all(jobs: Sequence[Job[T]], *, max_workers: int = MAX_WORKERS) -> tuple[T, ...]:
    """The results of all jobs, in order; what a job raises is raised here.

    A job that has not ended by its deadline is cut, and then left behind in its daemon thread:
    name resolution cannot be interrupted.
    """
    waiting = deque(enumerate(jobs))
    running: dict[int, _Running[T]] = {}
    results: dict[int, T] = {}
    ended: SimpleQueue[tuple[int, _Ending[T]]] = SimpleQueue()
    while waiting or running:
        while waiting and len(running) < max_workers:
            index, job = waiting.popleft()
            running[index] = _start(job, index=index, ended=ended)
        try:
            index, ending = ended.get(timeout=_next_wake(running.values()))
        except Empty:
            results |= _end_late(running)
            continue
        if running.pop(index, None) is not None:
            results[index] = ending()
    return tuple(results[index] for index in range(len(jobs)))


def _start(job: Job[T], *, index: int, ended: SimpleQueue[tuple[int, _Ending[T]]]) -> _Running[T]:
    deadline = Deadline(job.seconds)
    Thread(
        target=_work, args=(job, deadline), kwargs={"index": index, "ended": ended}, daemon=True
    ).start()
    return _Running(job, deadline, time.monotonic() + job.seconds)


def _work(
    job: Job[T],
    deadline: Deadline,
    *,
    index: int,
    ended: SimpleQueue[tuple[int, _Ending[T]]],
) -> None:
    try:
        result = job.run(deadline)
    # Not swallowed: it is raised in the thread that waits.
    except BaseException as error:
        ended.put((index, partial(_raise, error)))
    else:
        ended.put((index, lambda: result))


def _raise(error: BaseException) -> Never:
    raise error


def _next_wake(running: Iterable[_Running[T]]) -> float | None:
    wakes_at = min(entry.wakes_at for entry in running)
    return None if wakes_at == math.inf else max(0.0, wakes_at - time.monotonic())


def _end_late(running: dict[int, _Running[T]]) -> dict[int, T]:
    """Cuts what is over its time; the results of what was cut and still has not ended."""
    now = time.monotonic()
    late = {index: entry for index, entry in running.items() if entry.wakes_at <= now}
    for entry in late.values():
        entry.deadline.cut()
        entry.wakes_at = now + GRACE_SECONDS
    gone = {index: entry for index, entry in late.items() if entry.is_cut}
    for index, entry in late.items():
        entry.is_cut = True
        if index in gone:
            del running[index]
    return {index: entry.job.overrun() for index, entry in gone.items()}
