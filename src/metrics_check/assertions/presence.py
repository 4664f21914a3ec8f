"""The series is there at all.

Expectation:

    series: jobs_total{status="completed"}

Passes:

    jobs_total{status="completed"} 0

Fails:

    jobs_total{status="failed"} 3
"""

from metrics_check.assertions.fields import read_flag
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.assertions.selectors import select_now
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion


def _read(entry: Entry) -> tuple[Assertion, ...]:
    # A bound of `expect` reports absence itself; one outcome each, none twice.
    is_reported = any(not bound.is_warning for bound in entry.bounds)
    if (
        entry.series is None
        or entry.is_optional
        or is_reported
        or read_flag(entry.fields, key="absent")
    ):
        return ()
    return (Assertion("presence", "presence", entry.place, "at least one series"),)


def _compile(subject: Subject) -> Probe:
    selection = select_now(subject)
    judged = selection.judged
    return Probe(
        violation=selection.missing(judged),
        unproven="",
        observed=f"count {selection.by} ({judged})",
        exists=selection.exists(judged),
    )


def _message(subject: Subject) -> str:
    return f"no such series: {subject.expectation.text}"


KIND = Kind(
    code="absent-series", message=_message, read=_read, compile=_compile, counts_series=True
)
