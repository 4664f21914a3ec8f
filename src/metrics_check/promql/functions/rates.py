"""How samples move: rates, differences, resets and changes (Prometheus docs, Functions)."""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from metrics_check.promql.floats import divide
from metrics_check.promql.functions.extended import anchored_values, change_of
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.tree import Range, without_parens
from metrics_check.promql.values import Element, Matrix, Run, Value, Vector
from metrics_check.record import record

# Prometheus `extrapolatedRate`: a sample is near a border within this many average intervals.
_NEAR = 1.1


@record
class Span:
    """What lies between the samples of a run and the borders of its range, in seconds."""

    before: float
    sampled: float
    after: float
    average: float


def _span(run: Run, matrix: Matrix) -> Span:
    first, last = run.times[0], run.times[-1]
    sampled = (last - first) / 1000
    return Span(
        before=(first - matrix.start_ms) / 1000,
        sampled=sampled,
        after=(matrix.end_ms - last) / 1000,
        average=sampled / (len(run.times) - 1),
    )


def _increase(values: tuple[float, ...]) -> float:
    """The last value less the first, with what was lost at each reset."""
    result = values[-1] - values[0]
    for before, after in pairwise(values):
        if after < before:
            result += before
    return result


def _difference(values: tuple[float, ...]) -> float:
    return values[-1] - values[0]


def _seconds_to_zero(run: Run, span: Span, *, increase: float) -> float:
    """How long before the first sample a counter that grows so would have been zero."""
    if increase > 0 and run.values[0] >= 0:
        return span.sampled * (run.values[0] / increase)
    return math.inf


def _extended_2(span: Span, to_zero: float) -> float:
    """The seconds that the samples stand for; Prometheus 2.42: zero decides before nearness."""
    threshold, extended = span.average * _NEAR, span.sampled
    for distance in (min(span.before, to_zero), span.after):
        extended += distance if distance < threshold else span.average / 2
    return extended


def _extended_3(span: Span, to_zero: float) -> float:
    threshold = span.average * _NEAR
    before = span.before if span.before < threshold else span.average / 2
    after = span.after if span.after < threshold else span.average / 2
    return span.sampled + min(before, to_zero) + after


def _extrapolated(*, is_counter: bool, is_rate: bool) -> Callable[[Invocation], Value]:
    def answer(invocation: Invocation) -> Vector:
        return tuple(_elements(invocation))

    def _elements(invocation: Invocation) -> Iterator[Element]:
        matrix = invocation.matrix(0)
        extended = _extended_3 if invocation.dialect >= 3 else _extended_2
        node = _range(invocation)
        modifier, seconds = node.selector.modifier, node.range_ms / 1000 if is_rate else 1.0
        for run in matrix.runs:
            if modifier:
                grown = change_of(run, matrix, modifier=modifier, is_counter=is_counter)
                if grown is not None:
                    yield invocation.nameless(run.labels, grown / seconds)
                continue
            if len(run.times) < 2:
                continue
            span = _span(run, matrix)
            change = _increase(run.values) if is_counter else _difference(run.values)
            to_zero = _seconds_to_zero(run, span, increase=change) if is_counter else math.inf
            factor = extended(span, to_zero) / span.sampled / seconds
            yield invocation.nameless(run.labels, change * factor)

    return answer


def _range(invocation: Invocation) -> Range:
    node = without_parens(invocation.call.arguments[0])
    if not isinstance(node, Range):
        raise AssertionError("the parser wants a range selector here")
    return node


def _instant(*, is_rate: bool) -> Callable[[Invocation], Value]:
    """Of the last two samples only."""

    def answer(invocation: Invocation) -> Vector:
        return tuple(
            invocation.nameless(run.labels, _last_step(run, is_rate=is_rate))
            for run in invocation.matrix(0).runs
            if len(run.times) > 1
        )

    return answer


def _last_step(run: Run, *, is_rate: bool) -> float:
    before, last = run.values[-2:]
    if not is_rate:
        return last - before
    # Behind a reset a counter began at zero.
    change = last if last < before else last - before
    return divide(change, (run.times[-1] - run.times[-2]) / 1000)


def _counted(happens: Callable[[float, float], bool]) -> Callable[[Invocation], Value]:
    def answer(invocation: Invocation) -> Vector:
        matrix, is_anchored = invocation.matrix(0), bool(_range(invocation).selector.modifier)
        found = (
            (run, anchored_values(run, matrix) if is_anchored else run.values)
            for run in matrix.runs
        )
        return tuple(
            invocation.nameless(run.labels, float(sum(map(happens, values, values[1:]))))
            for run, values in found
            if values
        )

    return answer


def _is_reset(before: float, after: float) -> bool:
    return after < before


def _is_change(before: float, after: float) -> bool:
    return after != before and not (math.isnan(before) and math.isnan(after))


RATES: dict[str, Callable[[Invocation], Value]] = {
    "changes": _counted(_is_change),
    "delta": _extrapolated(is_counter=False, is_rate=False),
    "idelta": _instant(is_rate=False),
    "increase": _extrapolated(is_counter=True, is_rate=False),
    "irate": _instant(is_rate=True),
    "rate": _extrapolated(is_counter=True, is_rate=True),
    "resets": _counted(_is_reset),
}
