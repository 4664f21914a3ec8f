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
    return [
        (old[i], new[j])
        for (i, j), score in scores.items()
        if score >= _ALIKE
        and all(other < score for at, other in scores.items() if (at[0] == i) != (at[1] == j))
    ]


def _alike(one: str, other: str) -> float:
    # The ratio depends on the order of the two; the mean does not, so swapping sides does nothing.
    ratios = SequenceMatcher(None, one, other).ratio(), SequenceMatcher(None, other, one).ratio()
    return sum(ratios) / 2
