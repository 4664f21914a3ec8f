"""The times of the query itself (Prometheus docs, Query functions, start and step).

A query of one moment starts and ends there; it has no range and no step.
"""

from collections.abc import Callable

from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.values import Scalar, Value


def _moment(invocation: Invocation) -> Scalar:
    return Scalar(invocation.moment.at)


def _none(invocation: Invocation) -> Scalar:
    return Scalar(0.0)


CONTEXT: dict[str, Callable[[Invocation], Value]] = {
    "end": _moment,
    "range": _none,
    "start": _moment,
    "step": _none,
}
