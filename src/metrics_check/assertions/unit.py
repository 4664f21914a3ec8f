"""The metric is in the declared unit, as `# UNIT` says or else the end of its name.

Expectation:

    series: disk_bytes_per_second
    unit: bytes_per_second

Passes:

    # TYPE disk_bytes_per_second gauge
    # UNIT disk_bytes_per_second bytes_per_second
    disk_bytes_per_second 4
    # EOF

Fails:

    # TYPE disk_bytes_per_second gauge
    # UNIT disk_bytes_per_second second
    disk_bytes_per_second 4
    # EOF
"""

from metrics_check.assertions.fields import read_text
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.assertions.shapes import instances_there, no_series, nothing_there
from metrics_check.model.probe import Evidence, InstanceShape, Judgement, Shape, Subject
from metrics_check.model.profile import Assertion

SCHEMA = {
    "unit": {
        "type": "string",
        "minLength": 1,
        "description": "The unit, in full: `seconds`, `bytes`, `ratio`.",
    }
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    node = entry.fields.get("unit")
    if node is None or entry.series is None:
        return ()
    text = read_text(node, key="unit")
    return (Assertion("unit", "unit", text.place, f"unit {text.text}", text.text),)


def _judge(subject: Subject, shape: Shape) -> Judgement:
    unit = str(subject.assertion.detail)
    asked = instances_there(shape)
    if not asked:
        return nothing_there(subject)
    wrong = [
        instance
        for instance in asked
        if instance.has_metadata and not _is_in(unit, instance, subject=subject)
    ]
    violations = tuple(
        Evidence({"instance": instance.instance}, note=_observed(instance, subject=subject))
        for instance in wrong
    )
    observed = ", ".join(sorted({_observed(instance, subject=subject) for instance in asked}))
    if violations:
        return Judgement(observed, violations, code="unit-differs")
    if not all(_is_in(unit, instance, subject=subject) for instance in asked):
        reason = "there is no metadata, so nothing tells its unit"
        return Judgement(observed, unproven=reason, code="no-metadata")
    return Judgement(observed)


def _is_in(unit: str, instance: InstanceShape, *, subject: Subject) -> bool:
    if instance.unit:
        return instance.unit == unit
    return _stem(subject).endswith(f"_{unit}")


def _observed(instance: InstanceShape, *, subject: Subject) -> str:
    return f"unit {instance.unit}" if instance.unit else f"no # UNIT, named {_stem(subject)}"


def _stem(subject: Subject) -> str:
    series = subject.expectation.series
    return "" if series is None else series.name.removesuffix("_total")


def _message(subject: Subject) -> str:
    return f"the unit differs, expected {subject.assertion.detail}"


KIND = Kind(
    code="unit-differs",
    message=_message,
    unproven_code="absent-series",
    unproven_message=no_series,
    schema=SCHEMA,
    read=_read,
    judge=_judge,
)
