"""No element of a PromQL expression exists: each one is a violation.

Expectation:

    never: |
      sum by (model) (jobs_total{status="completed"}) > 0
        unless sum by (model) (items_count) > 0

Passes:

    jobs_total{status="completed",model="a"} 1
    items_count{model="a"} 3

Fails:

    jobs_total{status="completed",model="a"} 1
    items_count{model="a"} 0
"""

from metrics_check.assertions.conditions import (
    as_judged,
    few_samples,
    metrics_read,
    named,
    needed,
    read_condition,
    with_target,
)
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion

SCHEMA = {
    "never": {
        "type": "string",
        "minLength": 1,
        "description": "PromQL that must be empty: each of its elements is a violation.",
    }
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    return read_condition(entry, key="never")


def _compile(subject: Subject) -> Probe:
    query = with_target(subject)
    metrics = metrics_read(query, labels=subject.target_labels)
    wanted = needed(query, labels=subject.target_labels)
    # Where what it needs does not exist, a metric or a label of it, its emptiness says nothing.
    # What needs no series, as `x or vector(0)` does, says nothing where there is none at all.
    nothing = f"absent({wanted})" if wanted else f"absent({metrics}) unless on () ({query})"
    few, judged = few_samples(subject), as_judged(query, subject)
    return Probe(
        violation=named(judged),
        unproven=f"{nothing} or {few}" if few else nothing,
        observed=f"count({judged})",
        exists=metrics,
    )


def _message(subject: Subject) -> str:
    return "found what must never be"


def _unproven_message(subject: Subject) -> str:
    return "a metric or label that it needs is not there, so finding nothing says nothing"


KIND = Kind(
    code="condition-violated",
    message=_message,
    unproven_code="not-seen",
    unproven_message=_unproven_message,
    schema=SCHEMA,
    read=_read,
    compile=_compile,
    judges_absence=False,
)
