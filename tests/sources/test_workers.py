"""Jobs run together, in order, and never beyond their time."""

import math
import time
from threading import Event, Lock

import pytest

from metrics_check.sources.deadline import Deadline
from metrics_check.sources.workers import Job, run_all


def instant(value: object) -> Job[object]:
    """A job that ends at once."""

    def run(deadline: Deadline) -> object:
        return value

    return Job(run, overrun=lambda: "late", seconds=5)


def test_results_are_in_order() -> None:
    assert run_all([instant(number) for number in range(100)]) == tuple(range(100))


def test_no_jobs() -> None:
    assert run_all([]) == ()


def test_no_more_at_once_than_allowed() -> None:
    lock, running, most = Lock(), [0], [0]

    def run(deadline: Deadline) -> object:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1
        return None

    run_all([Job(run, lambda: None, seconds=5)] * 20, max_workers=4)
    assert most == [4]


def test_what_hangs_is_left_behind() -> None:
    over = Event()

    def run(deadline: Deadline) -> object:
        return over.wait(30)

    hanging = Job(run, overrun=lambda: "late", seconds=0.1)
    begin = time.monotonic()
    found = run_all([hanging, instant("a"), hanging, instant("b")], max_workers=1)
    over.set()
    assert found == ("late", "a", "late", "b")
    assert time.monotonic() - begin < 5


def test_what_is_cut_may_say_so_itself() -> None:
    def run(deadline: Deadline) -> object:
        while not deadline.is_over:
            time.sleep(0.01)
        return "cut"

    assert run_all([Job(run, lambda: "late", seconds=0.1)]) == ("cut",)


def test_without_a_deadline() -> None:
    assert run_all([Job(lambda deadline: deadline.left(), lambda: 0.0, math.inf)]) == (math.inf,)


def test_what_a_job_raises_is_raised() -> None:
    def run(deadline: Deadline) -> object:
        raise LookupError("a bug")

    with pytest.raises(LookupError, match="a bug"):
        run_all([instant(1), Job(run, lambda: None, seconds=5)])
