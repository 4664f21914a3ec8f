"""The series is gone, and nobody exposes it any more.

Expectation:

    series: jobs_started_total
    absent: true
    replaced_by: jobs_total

Passes:

    jobs_total 4

Fails:

    jobs_started_total 4
"""

from collections.abc import Mapping

from metrics_check.assertions.fields import invalid, read_flag, read_text
from metrics_check.assertions.kind import Entry, Explanation, Kind
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Shape, Subject
from metrics_check.model.profile import Assertion

SCHEMA: Mapping[str, Mapping[str, object]] = {
    "absent": {"type": "boolean", "description": "True: no such series may exist."},
    "replaced_by": {
        "type": "string",
        "minLength": 1,
        "description": "The metric that took the place of one that must be absent.",
    },
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    replaced_by = entry.fields.get("replaced_by")
    if not read_flag(entry.fields, key="absent"):
        if replaced_by is not None:
            message = "`replaced_by` belongs to a series that must not exist. Add `absent: true`"
            raise invalid(replaced_by.place, message, code="useless-key")
        return ()
    if entry.series is None:
        return ()
    place = entry.fields.fields["absent"].key.place
    name = "" if replaced_by is None else read_text(replaced_by, key="replaced_by").text
    return (Assertion("absent", "absent", place, "no such series", name),)


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    found = f"{selection.plain} or {selection.count}"
    return Probe(violation=found, unproven="", observed=f"count({found})", exists=found)


def _message(subject: Subject) -> str:
    return f"{subject.expectation.text} is there and must not be"


def _explain(subject: Subject, shape: Shape) -> Explanation | None:
    replaced_by = subject.assertion.detail
    return Explanation("replaced", f"use {replaced_by}") if replaced_by else None


KIND = Kind(
    code="forbidden-series",
    message=_message,
    schema=SCHEMA,
    read=_read,
    compile=_compile,
    explain=_explain,
    judges_absence=False,
    counts_series=True,
)
