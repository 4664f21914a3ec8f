"""What the values that were seen keep to: a bound that a person may take, or correct."""

import math
from collections.abc import Iterable, Sequence

from metrics_check.exposition.histograms import Histogram
from metrics_check.exposition.model import Sample
from metrics_check.model.series import MetricType
from metrics_check.notation.quantity import format_number

# Names of points in time and of what is always 1: no value of them is too large.
_UNBOUNDED = ("_created", "_info", "_time_seconds", "_timestamp", "_timestamp_seconds")
# Beyond, a number is an id or a time rather than an amount.
_LARGEST = 1e15


def seen_bound(
    name: str, metric_type: MetricType, *, values: Sequence[float], children: Sequence[Histogram]
) -> str:
    """A line of `expect` that holds on what was seen, `""` where none says anything.

    Of a gauge its range, to round numbers; of a histogram the bucket that all was observed within.
    """
    if metric_type is MetricType.GAUGE and not name.endswith(_UNBOUNDED):
        return _range(values)
    return _within(children) if metric_type is MetricType.HISTOGRAM else ""


def _range(values: Sequence[float]) -> str:
    if not any(values) or not all(abs(value) <= _LARGEST for value in values):
        return ""
    low, high = min(values), max(values)
    lowest = -_rounded_up(-low) if low < 0 else 0.0
    highest = _rounded_up(high) if high > 0 else 0.0
    return f"each {format_number(lowest)} .. {format_number(highest)}"


def _rounded_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, …"""
    power = math.floor(math.log10(value))
    steps = (float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 2, 5))
    return next(step for step in steps if step >= value)


def _within(children: Sequence[Histogram]) -> str:
    bounds = sorted({bound for child in children for bound, _ in child.buckets})
    total = sum(_count(child.buckets, math.inf) for child in children)
    for bound in filter(math.isfinite, bounds):
        held = [[each for each, _ in child.buckets if each == bound] for child in children]
        below = sum(_count(child.buckets, bound) for child in children)
        if total and all(held) and below == total:
            return f"within <= {format_number(bound)}"
    return ""


def _count(buckets: Iterable[tuple[float, Sample]], bound: float) -> float:
    return next((sample.value for each, sample in buckets if each == bound), 0.0)
