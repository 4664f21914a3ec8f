"""Answers in the shape of Prometheus' `/api/v1/query` (Prometheus docs, HTTP API)."""

from metrics_check.errors import MetricsCheckError, UnansweredQuery
from metrics_check.promql.numbers import format_value
from metrics_check.promql.values import Element, Matrix, Run, Scalar, Text, Value

# `errorType` by our code. A server ends a query that is too large as an execution error.
_ERROR_TYPES = {
    "execution": "execution",
    "limit": "execution",
    "needs-history": "unsupported",
    "timeout": "timeout",
    "unsupported": "unsupported",
}
Document = dict[str, object]


def answer_document(value: Value, *, at: float) -> Document:
    """The answer of a query evaluated at `at`, Unix seconds."""
    return {"status": "success", "data": {"resultType": _kind(value), "result": _result(value, at)}}


def error_document(error: MetricsCheckError) -> Document:
    """The answer of a query that failed: `bad_data`, `execution`, `timeout` or `unsupported`."""
    code = error.code if isinstance(error, UnansweredQuery) else ""
    error_type = _ERROR_TYPES.get(code, "bad_data")
    return {"status": "error", "errorType": error_type, "error": str(error)}


def _kind(value: Value) -> str:
    if isinstance(value, Scalar):
        return "scalar"
    if isinstance(value, Matrix):
        return "matrix"
    return "string" if isinstance(value, Text) else "vector"


def _result(value: Value, at: float) -> list[object]:
    moment = round(at, 3)
    if isinstance(value, Scalar):
        return [moment, format_value(value.value)]
    if isinstance(value, Text):
        return [moment, value.value]
    if isinstance(value, Matrix):
        return [_run(run) for run in value.runs]
    return [_element(element, moment) for element in value]


def _element(element: Element, moment: float) -> Document:
    labels = dict(sorted(element.labels.items()))
    return {"metric": labels, "value": [moment, format_value(element.value)]}


def _run(run: Run) -> Document:
    pairs = zip(run.times, run.values, strict=True)
    values = [[taken_ms / 1000, format_value(value)] for taken_ms, value in pairs]
    return {"metric": dict(sorted(run.labels.items())), "values": values}
