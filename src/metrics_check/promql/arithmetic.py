"""The binary operators on two numbers."""

import math
import operator
from collections.abc import Callable

from metrics_check.promql.floats import divide, modulo, power
from metrics_check.promql.tree import Binary

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "%": modulo,
    "*": operator.mul,
    "+": operator.add,
    "-": operator.sub,
    "/": divide,
    "^": power,
    "atan2": math.atan2,
}
COMPARISON: dict[str, Callable[[float, float], bool]] = {
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}


def combined(node: Binary, *, left: float, right: float) -> float | None:
    """The value of `left operator right`; None where a comparison drops the element.

    A comparison without `bool` keeps the left value.
    """
    if node.operator in ARITHMETIC:
        return ARITHMETIC[node.operator](left, right)
    holds = COMPARISON[node.operator](left, right)
    if node.is_bool:
        return float(holds)
    return left if holds else None


def drops_name(node: Binary, *, dialect: int) -> bool:
    """Whether the result is another quantity, and so loses the metric name."""
    # Prometheus 2.42 left it on `atan2`.
    is_other = node.operator in ARITHMETIC and (dialect >= 3 or node.operator != "atan2")
    return is_other or node.is_bool


def is_filter(node: Binary) -> bool:
    """Whether the operator keeps or drops elements and leaves their values alone."""
    return node.operator in COMPARISON and not node.is_bool
