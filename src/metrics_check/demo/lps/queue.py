"""The queue: bounded, in order, given out in groups that may share a call to the provider."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from threading import Condition

from metrics_check.demo.lps.comparison import Comparison, Group

CAPACITY = 1000
# How long a group is held open for more that may share its call.
LINGER_SECONDS = 0.1


class QueueFull(Exception):
    """There is no room for all of what was to be put in, so none of it was."""


class ComparisonQueue:
    """Comparisons that wait. `limits` says by mode how many a group may have."""

    def __init__(self, limits: Mapping[str, int], *, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._waiting: dict[Group, deque[Comparison]] = {}
        self._unfinished = 0
        self._changed = Condition()

    def depth(self) -> int:
        """How many wait."""
        with self._changed:
            return self._depth()

    def unfinished(self) -> int:
        """How many did not end yet: those that wait, and those that are worked on."""
        with self._changed:
            return self._unfinished

    def put(self, comparisons: Sequence[Comparison]) -> None:
        """Adds all of them, or raises `QueueFull`."""
        with self._changed:
            if self._depth() + len(comparisons) > CAPACITY:
                raise QueueFull(f"the queue holds at most {CAPACITY} comparisons")
            for each in comparisons:
                self._waiting.setdefault(each.group, deque()).append(each)
            self._unfinished += len(comparisons)
            self._changed.notify_all()

    def take(self) -> tuple[Comparison, ...]:
        """Comparisons of one group, as many as may share a call, in the order in which they came.

        Waits for ever for the first of a group, and a little for more.
        """
        with self._changed:
            while True:
                held = {group: self._held_seconds(group) for group in self._waiting}
                for group, seconds in held.items():
                    if seconds <= 0:
                        return self._taken(group)
                self._changed.wait(min(held.values(), default=None))

    def finish_one(self) -> None:
        """Notes that one of those taken has ended, its callback sent."""
        with self._changed:
            self._unfinished -= 1

    def _depth(self) -> int:
        return sum(map(len, self._waiting.values()))

    def _held_seconds(self, group: Group) -> float:
        """How long a group is still held open."""
        waiting, limit = self._waiting[group], self._limits[group.mode]
        if len(waiting) >= limit:
            return 0.0
        return waiting[0].queued_at + LINGER_SECONDS - self._clock()

    def _taken(self, group: Group) -> tuple[Comparison, ...]:
        waiting, limit = self._waiting[group], self._limits[group.mode]
        taken = tuple(waiting.popleft() for _ in range(min(limit, len(waiting))))
        if not waiting:
            del self._waiting[group]
        return taken
