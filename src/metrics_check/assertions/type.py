"""The metric is of the declared type, as the endpoint's metadata says or else its shape.

Expectation:

    series: wait_seconds
    type: histogram

Passes:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="+Inf"} 0
    wait_seconds_sum 0
    wait_seconds_count 0

Fails:

    # TYPE wait_seconds gauge
    wait_seconds 0
"""

from metrics_check.assertions.fields import invalid, read_text
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.assertions.shapes import instances_there, no_series, nothing_there
from metrics_check.model.probe import Evidence, InstanceShape, Judgement, Shape, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import MetricType
from metrics_check.notation.words import did_you_mean, listed, shown

_SAYS_NOTHING = {None, MetricType.UNKNOWN, MetricType.UNTYPED}
_DECLARABLE = tuple(kind.value for kind in MetricType)
SCHEMA = {
    "type": {
        "enum": list(_DECLARABLE),
        "description": "The type of the metric; `untyped` and `unknown` mean the same.",
    }
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    node = entry.fields.get("type")
    if entry.series is None or (node is None and not entry.is_type_declared):
        return ()
    place, declared = entry.place, entry.type
    if node is not None:
        text = read_text(node, key="type")
        if text.text not in _DECLARABLE:
            message = f"unknown type {shown(text.text)}, expected one of {listed(_DECLARABLE)}."
            message += did_you_mean(text.text, known=_DECLARABLE)
            raise invalid(text.place, message, code="unknown-type")
        place, declared = text.place, MetricType(text.text)
    return (Assertion("type", "type", place, f"type {declared.value}", declared),)


def _judge(subject: Subject, shape: Shape) -> Judgement:
    declared = subject.assertion.detail
    if not isinstance(declared, MetricType):
        raise TypeError(f"{subject.assertion.name} declares no type: {declared!r}")
    asked = instances_there(shape)
    if not asked:
        return nothing_there(subject)
    answers = [(instance, _answer(instance, declared=declared)) for instance in asked]
    observed = ", ".join(sorted({_observed(instance) for instance in asked}))
    violations = tuple(
        Evidence({"instance": instance.instance}, note=_observed(instance))
        for instance, is_right in answers
        if is_right is False
    )
    if violations:
        return Judgement(observed, violations, code="type-differs")
    if any(is_right is None for _, is_right in answers):
        reason = f"nothing tells whether this is a {declared.value}: there is no metadata"
        return Judgement(observed, unproven=reason, code="no-metadata")
    return Judgement(observed)


def _answer(instance: InstanceShape, *, declared: MetricType) -> bool | None:
    """Whether the type is right; None where nothing tells."""
    if instance.type not in _SAYS_NOTHING:
        return instance.type is declared
    if declared in _SAYS_NOTHING:
        return True if instance.type is not None else None
    shaped = _shape_type(instance)
    if shaped is not None:
        return shaped is declared
    is_told_apart = declared in {MetricType.HISTOGRAM, MetricType.SUMMARY}
    return False if is_told_apart and "" in instance.parts else None


def _shape_type(instance: InstanceShape) -> MetricType | None:
    if instance.bounds or "_bucket" in instance.parts:
        is_gauge = bool({"_gcount", "_gsum"} & set(instance.parts))
        return MetricType.GAUGEHISTOGRAM if is_gauge else MetricType.HISTOGRAM
    return MetricType.SUMMARY if {"_count", "_sum"} <= set(instance.parts) else None


def _observed(instance: InstanceShape) -> str:
    if instance.type not in _SAYS_NOTHING and instance.type is not None:
        return instance.type.value
    shaped = _shape_type(instance)
    return "no type" if shaped is None else f"no type, shaped like a {shaped.value}"


def _message(subject: Subject) -> str:
    return f"the type differs, expected {subject.assertion.expected.removeprefix('type ')}"


KIND = Kind(
    code="type-differs",
    message=_message,
    unproven_code="absent-series",
    unproven_message=no_series,
    schema=SCHEMA,
    read=_read,
    judge=_judge,
)
