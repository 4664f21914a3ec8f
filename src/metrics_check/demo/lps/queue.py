"""The queue: bounded, in order, given out in groups that may share a call to the provider."""

import time
from collections import deque
from collections.abc import Sequence
from threading import Condition

from metrics_check.demo.lps.comparison import Comparison

CAPACITY = 1000


class QueueFull(Exception):
    """There is no room for all of what was to be put in, so none of it was."""


class ComparisonQueue:
    """Comparisons that wait."""

    def __init__(self) -> None:
        self._waiting: deque[Comparison] = deque()
        self._changed = Condition()

    def depth(self) -> float:
        """How many wait."""
        return len(self._waiting)

    def put(self, comparisons: Sequence[Comparison]) -> None:
        """Adds all of them, or raises `QueueFull`."""
        with self._changed:
            if len(self._waiting) + len(comparisons) > CAPACITY:
                raise QueueFull(f"the queue holds at most {CAPACITY} comparisons")
            self._waiting.extend(comparisons)
            self._changed.notify_all()

    def take(self, limit: int, *, linger_seconds: float) -> tuple[Comparison, ...]:
        """The first one and those of its group, at most `limit`. Waits for the first for ever, and
        that long for more.
        """
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting))
            self._linger(limit, until=time.monotonic() + linger_seconds)
            group = self._waiting[0].group
            taken = tuple(each for each in self._waiting if each.group == group)[:limit]
            chosen = set(map(id, taken))
            self._waiting = deque(each for each in self._waiting if id(each) not in chosen)
            return taken

    def _linger(self, limit: int, *, until: float) -> None:
        while len(self._waiting) < limit and (left := until - time.monotonic()) > 0:
            self._changed.wait(left)
