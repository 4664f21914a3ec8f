"""Guesses which metric that is gone is which that is new."""

from collections.abc import Collection, Mapping
from difflib import SequenceMatcher

from metrics_check.audit.diff.surface import Key, ShownMetric

# Half of the words of a name may be others; less alike are two metrics.
_ALIKE = 0.7
# Of longer names, and of more that could be each other, none is guessed.
_LONGEST_NAME = 200
_MOST = 100


def guess_renames(
    gone: Collection[ShownMetric], added: Collection[ShownMetric]
) -> Mapping[Key, ShownMetric]:
    """By the key of the metric that is gone, the one that it is likely called now.

    Both have the same target, type, labels, and names that are alike; each is the other's nearest,
    and no other is as near.
    """
    old, new = _by_shape(gone), _by_shape(added)
    return {
        (before.target, before.name): after
        for shape in old.keys() & new.keys()
        if len(old[shape]) <= _MOST and len(new[shape]) <= _MOST
        for before, after in _matched(old[shape], new[shape])
    }


def _by_shape(metrics: Collection[ShownMetric]) -> dict[object, list[ShownMetric]]:
    shapes: dict[object, list[ShownMetric]] = {}
    for metric in metrics:
        if len(metric.name) <= _LONGEST_NAME:
            shape = (metric.target, metric.types, frozenset(metric.labels))
            shapes.setdefault(shape, []).append(metric)
    return shapes


def _matched(
    old: list[ShownMetric], new: list[ShownMetric]
) -> list[tuple[ShownMetric, ShownMetric]]:
    scores = {(i, j): _alike(a.name, b.name) for i, a in enumerate(old) for j, b in enumerate(new)}
    nearest_new, nearest_old = _nearest(scores, of=0), _nearest(scores, of=1)
    return [(old[i], new[j]) for i, j in nearest_new.items() if nearest_old.get(j) == i]


def _nearest(scores: Mapping[tuple[int, int], float], *, of: int) -> Mapping[int, int]:
    """For each of one side the nearest of the other, where there is one and no other as near."""
    best: dict[int, tuple[float, int]] = {}
    for at, score in scores.items():
        one, other = at[of], at[1 - of]
        known = best.get(one, (0.0, -1))
        if score > known[0]:
            best[one] = score, other
        elif score == known[0]:
            best[one] = score, -1
    return {one: other for one, (score, other) in best.items() if score >= _ALIKE and other >= 0}


def _alike(one: str, other: str) -> float:
    there = SequenceMatcher(None, one, other)
    if there.real_quick_ratio() < _ALIKE or there.quick_ratio() < _ALIKE:
        return 0.0
    # The ratio depends on the order of the two; the mean does not, so swapping sides does nothing.
    return (there.ratio() + SequenceMatcher(None, other, one).ratio()) / 2
