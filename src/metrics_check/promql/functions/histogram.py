"""Quantiles and fractions of classic buckets (Prometheus `promql/quantile.go`)."""

import math
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import groupby

from metrics_check.promql.floats import divide, sum_of
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.numbers import format_bound, parse_float
from metrics_check.promql.values import Element, Value, Vector
from metrics_check.record import record

BUCKET_LABEL = "le"
# Prometheus: `smallDeltaTolerance`, a relative difference that is rounding and not a decrease.
_TOLERANCE = 1e-12


@record
class Bucket:
    """How many observations were at most `bound`."""

    bound: float
    count: float


def _histogram_quantile(invocation: Invocation) -> Vector:
    share, dialect = invocation.number(0), invocation.dialect
    return tuple(
        invocation.nameless(labels, bucket_quantile(share, buckets, dialect=dialect))
        for labels, buckets in _histograms(invocation.vector(1))
    )


def _histogram_quantiles(invocation: Invocation) -> Vector:
    """Each quantile of each histogram, told in a label (Prometheus docs, histogram_quantiles)."""
    label, dialect = invocation.text(1), invocation.dialect
    shares = [invocation.number(index) for index in range(2, len(invocation.values))]
    found = []
    for labels, buckets in _histograms(invocation.vector(0)):
        for share in shares:
            value = bucket_quantile(share, buckets, dialect=dialect)
            element = invocation.nameless(labels, value)
            found.append(Element({**element.labels, label: format_bound(share)}, value))
    return tuple(found)


def _histogram_fraction(invocation: Invocation) -> Vector:
    if invocation.dialect < 3:
        # Prometheus 2 knows it for native histograms only.
        return ()
    lower, upper = invocation.number(0), invocation.number(1)
    return tuple(
        invocation.nameless(labels, bucket_fraction(lower, upper, buckets=buckets))
        for labels, buckets in _histograms(invocation.vector(2))
    )


def _histograms(vector: Vector) -> Iterator[tuple[dict[str, str], list[Bucket]]]:
    """The buckets of each histogram, by the labels that they share."""
    groups: dict[frozenset[tuple[str, str]], list[Bucket]] = {}
    for element in vector:
        bound = parse_float(element.labels.get(BUCKET_LABEL, ""))
        if bound is None:
            continue
        rest = frozenset(item for item in element.labels.items() if item[0] != BUCKET_LABEL)
        groups.setdefault(rest, []).append(Bucket(bound, element.value))
    for shared, buckets in groups.items():
        yield dict(shared), buckets


def bucket_quantile(share: float, buckets: list[Bucket], *, dialect: int) -> float:
    """The quantile by linear interpolation inside a bucket.

    NaN without a `+Inf` bucket, with fewer than two buckets or without observations. What falls
    into `+Inf` is the highest finite bound.
    """
    if math.isnan(share):
        return math.nan
    if share < 0 or share > 1:
        return -math.inf if share < 0 else math.inf
    ordered = sorted(buckets, key=lambda bucket: bucket.bound)
    if ordered[-1].bound != math.inf:
        return math.nan
    merged = _merged(ordered)
    counts = _monotonic([bucket.count for bucket in merged], dialect=dialect)
    if len(merged) < 2 or counts[-1] == 0:
        return math.nan
    return _interpolated(
        share * counts[-1], bounds=[bucket.bound for bucket in merged], counts=counts
    )


def bucket_fraction(lower: float, upper: float, *, buckets: list[Bucket]) -> float:
    """The share of the observations between two values, by linear interpolation inside a bucket.

    NaN without a `+Inf` bucket or without observations. Inside a bucket without a finite width
    nothing is interpolated.
    """
    merged = _merged(sorted(buckets, key=lambda bucket: bucket.bound))
    count = merged[-1].count
    if merged[-1].bound != math.inf or count == 0 or math.isnan(lower) or math.isnan(upper):
        return math.nan
    if lower >= upper:
        return 0.0
    return (_rank(upper, merged) - _rank(lower, merged)) / count


def _rank(value: float, merged: list[Bucket]) -> float:
    """How many observations were below the value."""
    # As for a quantile, a first bucket of what is positive begins at zero.
    bound, rank = 0.0 if merged[0].bound > 0 else -math.inf, 0.0
    for bucket in merged:
        if bound >= value:
            return min(rank, merged[-1].count)
        if bucket.bound > value:
            if math.isinf(bound):
                return min(bucket.count, merged[-1].count)
            inside = (value - bound) / (bucket.bound - bound)
            return min(rank + (bucket.count - rank) * inside, merged[-1].count)
        bound, rank = bucket.bound, bucket.count
    return merged[-1].count


def _merged(ordered: list[Bucket]) -> list[Bucket]:
    """Buckets of one bound, differently spelled, become one."""
    return [
        Bucket(bound, sum_of(bucket.count for bucket in same))
        for bound, same in groupby(ordered, key=lambda bucket: bucket.bound)
    ]


def _monotonic(counts: list[float], *, dialect: int) -> list[float]:
    """The counts without a fall: one that falls is raised to the highest before it.

    From Prometheus 3 on a step that is only rounding is flattened too. NaN stays where it is.
    """
    highest, result = counts[0], counts[:1]
    for count in counts[1:]:
        is_flat = count < highest or (dialect >= 3 and _are_almost_equal(highest, count))
        if not is_flat and (dialect >= 3 or count > highest):
            highest = count
        result.append(highest if is_flat else count)
    return result


def _are_almost_equal(left: float, right: float) -> bool:
    if left == right:
        return True
    size, difference = abs(left) + abs(right), abs(left - right)
    if left == 0 or right == 0 or size < sys.float_info.min:
        return difference < _TOLERANCE * sys.float_info.min
    return difference / min(size, sys.float_info.max) < _TOLERANCE


def _interpolated(rank: float, *, bounds: list[float], counts: list[float]) -> float:
    last = len(bounds) - 1
    # Go's `sort.Search`: a binary search even where NaN counts are out of order.
    index = bisect_left(range(last), 1, key=lambda at: int(counts[at] >= rank))
    if index == last:
        return bounds[last - 1]
    if index == 0 and bounds[0] <= 0:
        return bounds[0]
    start, below = (bounds[index - 1], counts[index - 1]) if index else (0.0, 0.0)
    return start + (bounds[index] - start) * divide(rank - below, counts[index] - below)


HISTOGRAM: dict[str, Callable[[Invocation], Value]] = {
    "histogram_fraction": _histogram_fraction,
    "histogram_quantile": _histogram_quantile,
    "histogram_quantiles": _histogram_quantiles,
}
