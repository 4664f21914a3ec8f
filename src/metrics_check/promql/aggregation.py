"""Aggregations (Prometheus docs, Operators, Aggregation operators)."""

import math
from collections.abc import Callable, Mapping
from typing import Protocol

from metrics_check.promql.floats import fits_int64, greatest_of, least_of, mean_of, sum_of
from metrics_check.promql.numbers import format_decimal, format_value
from metrics_check.promql.tree import Aggregation
from metrics_check.promql.values import (
    Element,
    Scalar,
    Text,
    Value,
    Vector,
    is_label_name,
    naming_labels,
    refused,
    unsupported,
)


class _Parametrised(Protocol):
    def __call__(
        self, node: Aggregation, vector: Vector, *, parameter: Value | None, dialect: int
    ) -> Vector: ...


Group = tuple[dict[str, str], list[Element]]


def aggregate(
    node: Aggregation, vector: Vector, *, parameter: Value | None, dialect: int
) -> Vector:
    """The aggregated vector; raises `UnansweredQuery` as a server errs, or by name."""
    reduce = _PLAIN.get(node.operator) or _BY_DIALECT.get((node.operator, dialect >= 3))
    if reduce is not None:
        return tuple(
            Element(labels, reduce([element.value for element in members]))
            for labels, members in _groups(node, vector, dialect=dialect)
        )
    if node.operator in _WITH_PARAMETER:
        return _WITH_PARAMETER[node.operator](node, vector, parameter=parameter, dialect=dialect)
    raise unsupported(f"the aggregation {node.operator} is not supported")


def _groups(node: Aggregation, vector: Vector, *, dialect: int) -> list[Group]:
    groups: dict[frozenset[tuple[str, str]], Group] = {}
    for element in vector:
        labels = _kept(node, element.labels, dialect=dialect)
        groups.setdefault(frozenset(labels.items()), (labels, []))[1].append(element)
    return list(groups.values())


def _kept(node: Aggregation, labels: Mapping[str, str], *, dialect: int) -> dict[str, str]:
    named = node.labels or ()
    if node.is_without:
        dropped = naming_labels(dialect).union(named)
        return {name: value for name, value in labels.items() if name not in dropped}
    return {name: labels[name] for name in named if name in labels}


def _count(values: list[float]) -> float:
    return float(len(values))


def _one(values: list[float]) -> float:
    return 1.0


def variance_of(values: list[float]) -> float:
    """The population variance by Welford's method; NaN where any value is not finite."""
    return _variance_2(values) if math.isfinite(values[0]) else math.nan


def _variance_2(values: list[float]) -> float:
    # Prometheus 2.x: the first value, whatever it is, has no distance to itself.
    mean, squares = values[0], 0.0
    for count, value in enumerate(values[1:], start=2):
        delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
    return squares / len(values)


def _mean_2(values: list[float]) -> float:
    # Prometheus 2.x begins with the first value, and so keeps a lone negative zero.
    return values[0] if len(values) == 1 else mean_of(values)


def _sum_2(values: list[float]) -> float:
    is_negative_zero = all(value == 0 and math.copysign(1, value) < 0 for value in values)
    return -0.0 if is_negative_zero else sum_of(values)


def _root(variance: Callable[[list[float]], float]) -> Callable[[list[float]], float]:
    return lambda values: math.sqrt(variance(values))


def _quantile(
    node: Aggregation, vector: Vector, *, parameter: Value | None, dialect: int
) -> Vector:
    share = _number(parameter)
    return tuple(
        Element(labels, quantile_of(share, [element.value for element in members]))
        for labels, members in _groups(node, vector, dialect=dialect)
    )


def quantile_of(share: float, values: list[float]) -> float:
    """The quantile of the values by linear interpolation; NaN sorts before all numbers."""
    if not values or math.isnan(share):
        return math.nan
    if share < 0 or share > 1:
        return -math.inf if share < 0 else math.inf
    ordered = sorted(values, key=lambda value: (not math.isnan(value), value))
    rank = share * (len(ordered) - 1)
    lower = max(0, math.floor(rank))
    upper = min(len(ordered) - 1, lower + 1)
    weight = rank - math.floor(rank)
    return ordered[lower] * (1 - weight) + ordered[upper] * weight


def _first(node: Aggregation, vector: Vector, *, parameter: Value | None, dialect: int) -> Vector:
    """`topk` and `bottomk`: the elements themselves, NaN last, of equal ones the first."""
    wanted = _number(parameter)
    if dialect >= 3 and wanted < 1:
        return ()
    if dialect >= 3 and math.isnan(wanted):
        raise refused("Parameter value is NaN")
    if not vector and dialect >= 3:
        return ()
    if not fits_int64(wanted):
        raise refused(f"Scalar value {format_value(wanted)} overflows int64")
    count, sign = int(wanted), -1 if node.operator == "topk" else 1
    chosen: list[Element] = []
    for _, members in _groups(node, vector, dialect=dialect) if count >= 1 else ():
        ordered = sorted(members, key=lambda each: (math.isnan(each.value), sign * each.value))
        chosen.extend(ordered[:count])
    return tuple(chosen)


def _count_values(
    node: Aggregation, vector: Vector, *, parameter: Value | None, dialect: int
) -> Vector:
    if not isinstance(parameter, Text):
        raise AssertionError("the parser wants a string here")
    label = parameter.value
    if not is_label_name(label, dialect=dialect):
        raise refused(f'invalid label name "{label}"')
    counts: dict[frozenset[tuple[str, str]], Group] = {}
    for element in vector:
        labels = _kept(node, element.labels, dialect=dialect)
        if not (node.is_without and label in (node.labels or ())):
            labels[label] = format_decimal(element.value)
        counts.setdefault(frozenset(labels.items()), (labels, []))[1].append(element)
    return tuple(Element(labels, float(len(members))) for labels, members in counts.values())


def _number(parameter: Value | None) -> float:
    if not isinstance(parameter, Scalar):
        raise AssertionError("the parser wants a number here")
    return parameter.value


_PLAIN: dict[str, Callable[[list[float]], float]] = {
    "count": _count,
    "group": _one,
    "max": greatest_of,
    "min": least_of,
}
# By name, and whether the dialect is Prometheus 3's.
_BY_DIALECT: dict[tuple[str, bool], Callable[[list[float]], float]] = {
    ("avg", False): _mean_2,
    ("avg", True): mean_of,
    ("stddev", False): _root(_variance_2),
    ("stddev", True): _root(variance_of),
    ("stdvar", False): _variance_2,
    ("stdvar", True): variance_of,
    ("sum", False): _sum_2,
    ("sum", True): sum_of,
}
_WITH_PARAMETER: dict[str, _Parametrised] = {
    "bottomk": _first,
    "count_values": _count_values,
    "quantile": _quantile,
    "topk": _first,
}
