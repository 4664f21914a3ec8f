"""What an assertion must say of raw numbers, told in plain Python: no PromQL, none of our code."""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Labels = tuple[tuple[str, str], ...]
Check = Callable[[float], bool]
OPS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Child:
    """A histogram's child: how many observations up to 1, up to 8, at all, and their sum."""

    up_to_one: int
    up_to_eight: int
    count: int
    sum: float


def check_of(comparison: str) -> Check:
    """The comparison as a function; NaN satisfies none."""
    if ".." in comparison:
        low, high = (float(part) for part in comparison.split(".."))
        return lambda value: low <= value <= high
    op, number = comparison.split()
    return lambda value: not math.isnan(value) and OPS[op](value, float(number))


def plain_verdict(
    series: Mapping[Labels, float], *, aggregate: str, comparison: str, by: tuple[str, ...]
) -> str:
    """The verdict of an aggregate of plain series."""
    if not series:
        return "fail"
    holds = check_of(comparison)
    groups = [list(values) for values in _grouped(series, by=by)]
    return "pass" if all(_holds(group, aggregate, holds) for group in groups) else "fail"


def histogram_verdict(
    children: Mapping[Labels, Child], *, aggregate: str, comparison: str, by: tuple[str, ...]
) -> str:
    """The verdict of an aggregate of a histogram."""
    if not children:
        return "fail"
    holds = check_of(comparison)
    groups = [list(values) for values in _grouped(children, by=by)]
    counts_matter = aggregate not in {"observations", "total", "series"}
    judged = [group for group in groups if not counts_matter or any(child.count for child in group)]
    if not all(holds(_value(group, aggregate)) for group in judged):
        return "fail"
    return "pass" if len(judged) == len(groups) else "unproven"


def _grouped(series: Mapping[Labels, T], *, by: tuple[str, ...]) -> list[list[T]]:
    groups: dict[tuple[str, ...], list[T]] = {}
    for labels, value in series.items():
        key = tuple(dict(labels).get(label, "") for label in by)
        groups.setdefault(key, []).append(value)
    return list(groups.values())


def _holds(values: list[float], aggregate: str, holds: Check) -> bool:
    match aggregate:
        case "any":
            return any(map(holds, values))
        case "each":
            return all(map(holds, values))
        case "series":
            return holds(len(values))
        case "sum":
            return holds(sum(values))
        case "avg":
            return holds(sum(values) / len(values))
        case _:
            extreme = min if aggregate == "min" else max
            return not any(map(math.isnan, values)) and holds(extreme(values))


def _value(group: list[Child], aggregate: str) -> float:
    count = sum(child.count for child in group)
    match aggregate:
        case "series":
            return len(group)
        case "observations":
            return count
        case "total":
            return sum(child.sum for child in group)
        case "mean":
            return sum(child.sum for child in group) / count
        case _:
            return _quantile(group, float(aggregate[1:]) / 100, count=count)


def _quantile(group: list[Child], fraction: float, *, count: int) -> float:
    """The estimate by linear interpolation; what is above the last bound is as good as infinite."""
    rank = fraction * count
    below, lower = 0, 0.0
    for upper, up_to in (
        (1.0, sum(child.up_to_one for child in group)),
        (8.0, sum(child.up_to_eight for child in group)),
        (1e308, count),
    ):
        if up_to >= rank:
            return lower + (upper - lower) * (rank - below) / (up_to - below)
        below, lower = up_to, upper
    raise AssertionError(group)
