"""Values worth trying against a bound: on both sides of it, those far from its edge first."""

import math
from collections.abc import Iterable
from itertools import pairwise

from metrics_check.model.series import Bound


def near(bound: Bound) -> tuple[float, ...]:
    """Values on either side of each quantity of a bound, and between two."""
    return around(part.quantity.value for part in bound.comparisons)


def around(quantities: Iterable[float]) -> tuple[float, ...]:
    """Values on either side of each number and between neighbours, plain ones too, each once."""
    given = sorted({value for value in quantities if math.isfinite(value)})
    found = [1.0, *((low + high) / 2 for low, high in pairwise(given))]
    for value in given:
        found += [value * 2, value / 2, value * 10, value + 1, value - 1, value, -value - 1]
    found += [0.0, 2.0, 0.5, 100.0, -1.0]
    return tuple(dict.fromkeys(value for value in found if math.isfinite(value)))
