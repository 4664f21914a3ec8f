"""A histogram's upper bounds are exactly these, compared as numbers; `+Inf` goes without saying.

Expectation:

    series: items_per_job
    type: histogram
    buckets: [1, 2, 4]

Passes:

    # TYPE items_per_job histogram
    items_per_job_bucket{le="1.0"} 0
    items_per_job_bucket{le="2.0"} 0
    items_per_job_bucket{le="4.0"} 0
    items_per_job_bucket{le="+Inf"} 0
    items_per_job_sum 0
    items_per_job_count 0

Fails:

    # TYPE items_per_job histogram
    items_per_job_bucket{le="1.0"} 0
    items_per_job_bucket{le="4.0"} 0
    items_per_job_bucket{le="8.0"} 0
    items_per_job_bucket{le="+Inf"} 0
    items_per_job_sum 0
    items_per_job_count 0
"""

import math
from collections.abc import Iterable

from metrics_check.assertions.fields import TEXT_SCHEMA, invalid, located, read_texts
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.assertions.shapes import no_series, nothing_there
from metrics_check.errors import BadNotation
from metrics_check.located import Text
from metrics_check.model.probe import Evidence, Judgement, Shape, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import MetricType
from metrics_check.notation.quantity import format_number, parse_quantity

SCHEMA = {
    "buckets": {
        "type": "array",
        "items": TEXT_SCHEMA,
        "minItems": 1,
        "description": "The exact upper bounds of a histogram, ascending: numbers or quantities.",
    }
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    node = entry.fields.get("buckets")
    if node is None or entry.series is None:
        return ()
    if entry.type not in {MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM, MetricType.UNKNOWN}:
        message = f"`buckets` is asked of histograms, and this is a {entry.type.value}"
        raise invalid(entry.fields.fields["buckets"].key.place, message, code="wrong-type")
    bounds = tuple(_bound(text) for text in read_texts(node, key="buckets"))
    if list(bounds) != sorted(set(bounds)):
        raise invalid(node.place, "`buckets` do not ascend. Write them from small to large")
    finite = tuple(bound for bound in bounds if not math.isinf(bound))
    place = entry.fields.fields["buckets"].key.place
    return (Assertion("buckets", "buckets", place, f"buckets {_written(finite)}", finite),)


def _bound(text: Text) -> float:
    try:
        quantity = parse_quantity(text.text)
    except BadNotation as error:
        raise located(error, text=text) from error
    return quantity.value


def _judge(subject: Subject, shape: Shape) -> Judgement:
    expected = subject.assertion.detail
    if not isinstance(expected, tuple):
        raise TypeError(f"{subject.assertion.name} has no bounds: {expected!r}")
    if not any(instance.label_sets or instance.bounds for instance in shape):
        return nothing_there(subject)
    children = [child for instance in shape for child in instance.bounds]
    seen = sorted({_written(_finite(bounds)) for _, bounds in children})
    violations = tuple(
        Evidence(dict(labels), note=_difference(expected, found=_finite(bounds)))
        for labels, bounds in children
        if _finite(bounds) != expected
    )
    if not children:
        violations = (Evidence({}, note="no buckets at all"),)
    code = "buckets-differ" if violations else ""
    return Judgement("; ".join(seen) or "no buckets", violations, code=code)


def _finite(bounds: Iterable[float]) -> tuple[float, ...]:
    return tuple(sorted({bound for bound in bounds if not math.isinf(bound)}))


def _difference(expected: tuple[float, ...], *, found: tuple[float, ...]) -> str:
    missing = _written(bound for bound in expected if bound not in found)
    extra = _written(bound for bound in found if bound not in expected)
    parts = (("missing", missing), ("extra", extra))
    return "; ".join(f"{word}: {bounds}" for word, bounds in parts if bounds)


def _written(bounds: Iterable[float]) -> str:
    return " ".join(format_number(bound) for bound in bounds)


def _message(subject: Subject) -> str:
    return f"the buckets differ, expected {subject.assertion.expected.removeprefix('buckets ')}"


KIND = Kind(
    code="buckets-differ",
    message=_message,
    unproven_code="absent-series",
    unproven_message=no_series,
    schema=SCHEMA,
    read=_read,
    judge=_judge,
    types=frozenset({MetricType.HISTOGRAM}),
)
