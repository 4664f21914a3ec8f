"""Comparisons that can never hold, alone or together with others on the same value."""

import math
from collections.abc import Iterable

from metrics_check.load.complaints import Complaints
from metrics_check.load.lines import KindLine
from metrics_check.model.series import Bound, Comparison, MetricType
from metrics_check.notation.words import shown
from metrics_check.record import record

# Aggregates that look at one value of a group, so that all their lines bind the same number.
# `any` may find another element for each line.
_MANY_VALUES = frozenset({"any"})
_NEVER_NEGATIVE = frozenset({MetricType.COUNTER, MetricType.INFO, MetricType.STATESET})


@record
class Span:
    """The numbers that satisfy comparisons: between two ends, each in or out, without some."""

    low: float = -math.inf
    high: float = math.inf
    has_low: bool = True
    has_high: bool = True
    without: frozenset[float] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no number is left."""
        if self.low == self.high:
            return not (self.has_low and self.has_high) or self.low in self.without
        return self.low > self.high

    def cut(self, comparison: Comparison) -> "Span":
        """What is left of it under one more comparison."""
        value = comparison.quantity.value
        if comparison.op == "!=":
            return Span(self.low, self.high, self.has_low, self.has_high, self.without | {value})
        span = self
        if comparison.op in {">=", ">", "=="}:
            span = span._from(value, is_in=comparison.op != ">")
        if comparison.op in {"<=", "<", "=="}:
            span = span._to(value, is_in=comparison.op != "<")
        return span

    def _from(self, value: float, *, is_in: bool) -> "Span":
        if value < self.low or (value == self.low and (is_in or not self.has_low)):
            return self
        return Span(value, self.high, is_in, self.has_high, self.without)

    def _to(self, value: float, *, is_in: bool) -> "Span":
        if value > self.high or (value == self.high and (is_in or not self.has_high)):
            return self
        return Span(self.low, value, self.has_low, is_in, self.without)


def refuse_impossible(
    lines: Iterable[KindLine],
    *,
    metric_type: MetricType,
    to: Complaints,
) -> None:
    """Complains about lines that can never hold: alone, or after those above them.

    `warn` beside `expect` is not together: each may be violated alone.
    """
    spans: dict[tuple[str, str], tuple[Span, Bound]] = {}
    for each in lines:
        if each.is_open:
            continue
        bound = each.line.bound
        floor = Span(low=0.0) if _is_never_negative(each, metric_type=metric_type) else Span()
        alone = _cut(floor, bound)
        if alone.is_empty or _is_fractional(each):
            message = f"{_written(bound)} can never hold: {_reason(each, metric_type=metric_type)}"
            to.add(each.line.place, code="never-holds", message=message)
            continue
        if bound.aggregate in _MANY_VALUES:
            continue
        key = (each.line.key, bound.aggregate)
        before, other = spans.get(key, (floor, bound))
        together = _cut(before, bound)
        if together.is_empty:
            message = f"{_written(bound)} can never hold together with {_written(other)}"
            to.add(each.line.place, code="never-holds", message=message)
        else:
            spans[key] = (together, bound)


def _cut(span: Span, bound: Bound) -> Span:
    for comparison in bound.comparisons:
        span = span.cut(comparison)
    return span


def _is_never_negative(each: KindLine, *, metric_type: MetricType) -> bool:
    return each.kind.counts or metric_type in _NEVER_NEGATIVE


def _is_fractional(each: KindLine) -> bool:
    return each.kind.counts and any(
        part.op == "==" and not part.quantity.value.is_integer()
        for part in each.line.bound.comparisons
    )


def _reason(each: KindLine, *, metric_type: MetricType) -> str:
    if each.kind.counts:
        return "a count is a whole number, zero or more"
    return (
        f"a {metric_type.value} is never negative"
        if metric_type in _NEVER_NEGATIVE
        else "no number does"
    )


def _written(bound: Bound) -> str:
    return shown(f"{bound.aggregate} {bound.text}")
