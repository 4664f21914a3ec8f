"""Sums of several orders: one changes in its last digit with the order of what is added.

A server adds in the order in which it stored the series, which differs from run to run. A step
(`floor`, a comparison) makes a whole number of that digit.
"""

import re
from collections.abc import Callable
from random import Random

from metrics_check.promql.dataset import Dataset

_ORDERS = 30
_ADDING = re.compile(r"\b(?:avg|stddev|stdvar|sum)\b")
# Of equal elements the first ones are chosen: there the order is not only that of a sum.
_CHOOSING = re.compile(r"\b(?:bottomk|topk)\b")


def agrees_in_some_order(
    query: str, dataset: Dataset, *, agrees: Callable[[Dataset], bool]
) -> bool:
    """Whether the query adds, and agrees with the series in one of some other orders."""
    if not _ADDING.search(query) or _CHOOSING.search(query):
        return False
    rng = Random(0)
    return any(agrees(_shuffled(dataset, rng)) for _ in range(_ORDERS))


def _shuffled(dataset: Dataset, rng: Random) -> Dataset:
    by_name = {
        name: tuple(rng.sample(series, len(series))) for name, series in dataset.by_name.items()
    }
    return Dataset(by_name, dataset.at, dataset.dialect, dataset.has_history)
