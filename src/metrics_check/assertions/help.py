"""The endpoint explains the metric in a `# HELP` line.

Expectation:

    series: jobs_total
    help: true

Passes:

    # HELP jobs_total Jobs by how they ended.
    jobs_total 4

Fails:

    jobs_total 4
"""

from metrics_check.assertions.fields import read_flag
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.assertions.shapes import instances_there, no_series, nothing_there
from metrics_check.model.probe import Evidence, Judgement, Shape, Subject
from metrics_check.model.profile import Assertion

SCHEMA = {
    "help": {"type": "boolean", "description": "True: the metric has a non-empty # HELP."},
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    if entry.series is None or not read_flag(entry.fields, key="help"):
        return ()
    place = entry.fields.fields["help"].key.place
    return (Assertion("help", "help", place, "a # HELP line"),)


def _judge(subject: Subject, shape: Shape) -> Judgement:
    asked = instances_there(shape)
    if not asked:
        return nothing_there(subject)
    observed = next((instance.help for instance in asked if instance.help), "no # HELP")
    violations = tuple(
        Evidence({"instance": instance.instance}, note="no # HELP")
        for instance in asked
        if instance.has_metadata and not (instance.help or "").strip()
    )
    if violations:
        return Judgement(observed, violations, code="help-missing")
    if not all(instance.has_metadata for instance in asked):
        reason = "there is no metadata, so nothing tells whether the metric is explained"
        return Judgement(observed, unproven=reason, code="no-metadata")
    return Judgement(observed)


def _message(subject: Subject) -> str:
    return "the metric has no # HELP, or an empty one"


KIND = Kind(
    code="help-missing",
    message=_message,
    unproven_code="absent-series",
    unproven_message=no_series,
    schema=SCHEMA,
    read=_read,
    judge=_judge,
)
