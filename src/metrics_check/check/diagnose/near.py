"""Metric names near to one that is not there: misspelled, reordered, singular for plural.

Bounded: one cheap pass over all names by their words, then a real comparison of the best few.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest

# A person compares three; more is a list to search.
MOST_NAMES = 3

_COMPARED = 60
# Below this the names have little more in common than a prefix (tried on node and Go metrics).
_LEAST_LIKENESS = 0.75
_COUNTER = "_total"
_LEAST_LIKENESS_OF_COUNTERS = 0.5
# Names of one service share their first words; what is much less alike than the best is no clue.
_MUCH_LESS = 0.1
_SHARED_ENDS = 3
_NEAR_LENGTH = 3
_MAX_LENGTH = 200
_SEPARATORS = str.maketrans(":.-", "___")


def near_names(name: str, *, names: Iterable[str]) -> tuple[str, ...]:
    """At most three of the names, the nearest first; equal ones in alphabetical order."""
    if len(name) > _MAX_LENGTH:
        return ()
    words = _words(name)
    rough = ((_shared(words, name=name, other=other), other) for other in names if other != name)
    compared = nlargest(_COMPARED, (pair for pair in rough if pair[0] > (0.0, 0)))
    scored = [(_likeness(name, other), other) for _, other in compared]
    best = max((score for score, _ in scored), default=0.0)
    least = max(best - _MUCH_LESS, _LEAST_LIKENESS)
    close = sorted((-score, other) for score, other in scored if score >= least)
    return tuple(other for _, other in close[:MOST_NAMES])


@lru_cache(maxsize=1 << 16)
def _words(name: str) -> frozenset[str]:
    """The words of a name, lower case and singular. Kept: each absent metric asks for all names."""
    lowered = name.translate(_SEPARATORS).lower()
    return frozenset(word.removesuffix("s") or word for word in lowered.split("_") if word)


def _shared(words: frozenset[str], *, name: str, other: str) -> tuple[float, int]:
    """How alike two names look at a glance: the share of common words, then the length."""
    if len(other) > _MAX_LENGTH:
        return (0.0, 0)
    distance = abs(len(name) - len(other))
    found = _words(other)
    common = len(words & found)
    if 2 * common >= len(words):
        return (common / len(words | found), -distance)
    # One misspelled word of one or two: the ends still agree, or nearly the whole length does.
    ends = (
        name[:_SHARED_ENDS] == other[:_SHARED_ENDS],
        name[-_SHARED_ENDS:] == other[-_SHARED_ENDS:],
    )
    is_candidate = distance <= _NEAR_LENGTH and any(ends)
    return (0.01, -distance) if is_candidate else (0.0, 0)


def _likeness(name: str, other: str) -> float:
    """1 for the same words in any order, else the better of both comparisons by letters.

    0 where only the end that every counter has is alike.
    """
    ends = name.removesuffix(_COUNTER), other.removesuffix(_COUNTER)
    if ends[0] != name and ends[1] != other and _ratio(*ends) < _LEAST_LIKENESS_OF_COUNTERS:
        return 0.0
    ours, theirs = "_".join(sorted(_words(name))), "_".join(sorted(_words(other)))
    return max(_ratio(name, other), _ratio(ours, theirs))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
