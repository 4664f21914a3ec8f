"""`<aggregation>_over_time`: one number of each run (Prometheus docs, Functions)."""

import math
import operator
from collections.abc import Callable

from metrics_check.promql.aggregation import quantile_of
from metrics_check.promql.floats import (
    add_kahan,
    add_kahan_2,
    greatest_of,
    least_of,
    mean_of,
    sum_of,
    total,
)
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.functions.kinds import absent_labels
from metrics_check.promql.tree import Range, without_parens
from metrics_check.promql.values import Element, Run, Value, Vector

Reduction = Callable[[tuple[float, ...]], float]


def _count(values: tuple[float, ...]) -> float:
    return float(len(values))


def _one(values: tuple[float, ...]) -> float:
    return 1.0


def _last(values: tuple[float, ...]) -> float:
    return values[-1]


def _first(values: tuple[float, ...]) -> float:
    return values[0]


def _mean_2(values: tuple[float, ...]) -> float:
    # Prometheus 2.42 takes the mean step by step, so that no sum can overflow.
    mean = compensation = 0.0
    for count, value in enumerate(values, start=1):
        if math.isinf(mean) and (value == mean or math.isfinite(value)):
            continue
        mean, compensation = add_kahan(value / count - mean / count, (mean, compensation))
    return mean + compensation


def _mean_3(values: tuple[float, ...]) -> float:
    return mean_of(list(values))


def _variance(values: tuple[float, ...], *, dialect: int) -> float:
    """The population variance, by Welford's method with both sums compensated."""
    add = add_kahan if dialect >= 3 else add_kahan_2
    mean = mean_rest = squares = squares_rest = 0.0
    for count, value in enumerate(values, start=1):
        delta = value - (mean + mean_rest)
        mean, mean_rest = add(delta / count, (mean, mean_rest))
        product = delta * (value - (mean + mean_rest))
        squares, squares_rest = add(product, (squares, squares_rest))
    return (squares + squares_rest) / len(values)


def _stdvar(invocation: Invocation) -> Value:
    return _plain(lambda values: _variance(values, dialect=invocation.dialect))(invocation)


def _stddev(invocation: Invocation) -> Value:
    # Rounding may leave a variance below zero.
    root, dialect = total(math.sqrt), invocation.dialect
    return _plain(lambda values: root(_variance(values, dialect=dialect)))(invocation)


def _median_deviation(values: tuple[float, ...]) -> float:
    if any(math.isnan(value) for value in values):
        return math.nan
    median = quantile_of(0.5, list(values))
    return quantile_of(0.5, [abs(value - median) for value in values])


def _plain(reduction: Reduction) -> Callable[[Invocation], Value]:
    return lambda invocation: tuple(
        invocation.nameless(run.labels, reduction(run.values)) for run in invocation.matrix(0).runs
    )


def _named(reduction: Reduction) -> Callable[[Invocation], Value]:
    """A sample of the run itself, which keeps its name."""
    return lambda invocation: tuple(
        Element(run.labels, reduction(run.values)) for run in invocation.matrix(0).runs
    )


def _first_time(run: Run) -> int:
    return run.times[0]


def _last_time(run: Run) -> int:
    return run.times[-1]


def _time_of(beats: Callable[[float, float], bool]) -> Callable[[Run], int]:
    """When the last of the values was that none beats; NaN only where there is nothing else."""

    def answer(run: Run) -> int:
        best, best_ms = run.values[0], run.times[0]
        for taken_ms, value in zip(run.times, run.values, strict=True):
            if math.isnan(best) or value == best or beats(value, best):
                best, best_ms = value, taken_ms
        return best_ms

    return answer


def _timed(time_of: Callable[[Run], int]) -> Callable[[Invocation], Value]:
    """When a sample of the run was taken, in Unix seconds."""
    return lambda invocation: tuple(
        invocation.nameless(run.labels, time_of(run) / 1000) for run in invocation.matrix(0).runs
    )


def _average(invocation: Invocation) -> Value:
    return _plain(_mean_3 if invocation.dialect >= 3 else _mean_2)(invocation)


def _quantile(invocation: Invocation) -> Vector:
    share = invocation.number(0)
    return tuple(
        invocation.nameless(run.labels, quantile_of(share, list(run.values)))
        for run in invocation.matrix(1).runs
    )


def _absent(invocation: Invocation) -> Vector:
    if invocation.matrix(0).runs:
        return ()
    node = without_parens(invocation.call.arguments[0])
    if not isinstance(node, Range):
        raise AssertionError("the parser wants a range selector here")
    return (Element(absent_labels(node.selector, dialect=invocation.dialect), 1.0),)


OVER_TIME: dict[str, Callable[[Invocation], Value]] = {
    "absent_over_time": _absent,
    "avg_over_time": _average,
    "count_over_time": _plain(_count),
    "first_over_time": _named(_first),
    "last_over_time": _named(_last),
    "mad_over_time": _plain(_median_deviation),
    "max_over_time": _plain(greatest_of),
    "min_over_time": _plain(least_of),
    "present_over_time": _plain(_one),
    "quantile_over_time": _quantile,
    "stddev_over_time": _stddev,
    "stdvar_over_time": _stdvar,
    "sum_over_time": _plain(sum_of),
    "ts_of_first_over_time": _timed(_first_time),
    "ts_of_last_over_time": _timed(_last_time),
    "ts_of_max_over_time": _timed(_time_of(operator.gt)),
    "ts_of_min_over_time": _timed(_time_of(operator.lt)),
}
