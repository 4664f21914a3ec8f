"""Answers that are kept, and questions that come back to themselves."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_NEVER = 1_000_000


class Memory:
    """Keeps answers. One that was cut off, since it depends on one that is open, is not kept.

    `is_exhausted`: there was more than it may follow, and something was not looked at.
    """

    def __init__(self, *, deepest: int, most: int) -> None:
        self.is_exhausted = False
        self._deepest, self._left = deepest, most
        self._kept: dict[object, object] = {}
        self._open: dict[object, int] = {}
        # How far down the open question is that an answer since then was cut off by.
        self._cut = _NEVER

    def answer(self, key: object, find: Callable[[], T], *, otherwise: Callable[[], T]) -> T:
        """What `find` gives, once for a key; `otherwise` where it is asked while it is open."""
        if key in self._kept:
            return self._kept[key]  # type: ignore[return-value]  # a key has one kind of answer
        depth = len(self._open)
        if key in self._open:
            self._cut = min(self._cut, self._open[key])
            return otherwise()
        self._left -= 1
        if depth >= self._deepest or self._left < 0:
            self.is_exhausted = True
            return otherwise()
        self._open[key] = depth
        try:
            found = find()
        except RecursionError:
            # What one question needs of Python's own stack is not bounded by their number.
            self.is_exhausted = True
            return otherwise()
        finally:
            del self._open[key]
        if self._cut >= depth:
            self._cut = _NEVER
            self._kept[key] = found
        return found
