"""A PromQL condition holds: every element of its left side satisfies the comparison on top.

Without a comparison on top: it is not empty.

Expectation:

    holds: sum(jobs_total{status="scheduled"}) == sum(jobs_total{status=~"completed|failed"})

Passes:

    jobs_total{status="scheduled"} 3
    jobs_total{status="completed"} 2
    jobs_total{status="failed"} 1

Fails:

    jobs_total{status="scheduled"} 3
    jobs_total{status="completed"} 2
"""

from metrics_check.assertions.conditions import (
    as_judged,
    few_samples,
    has_many_names,
    named,
    needed_as_typed,
    read_condition,
    series_read,
    with_target,
)
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion
from metrics_check.promql.comparison import TopComparison, top_comparison

SCHEMA = {
    "holds": {
        "type": "string",
        "minLength": 1,
        "description": "PromQL: every element left of its comparison satisfies it.",
    }
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    return read_condition(entry, key="holds")


def _compile(subject: Subject) -> Probe:
    query = with_target(subject)
    judged = as_judged(query, subject)
    comparison = top_comparison(judged)
    exists = series_read(query)
    left = judged if comparison is None else comparison.left
    nothing = f"absent({left})"
    if subject.expectation.is_optional:
        # No series at all: skipped. Any of them: there must be something to compare.
        nothing = f"{nothing} and on () ({exists})"
    violation = nothing if comparison is None else f"{_unsatisfied(comparison)} or {nothing}"
    few = few_samples(subject)
    if few:
        violation = f"({violation}) unless on () ({few})"
    return Probe(violation=violation, unproven=few, observed=left, exists=exists)


def _needs(subject: Subject) -> str:
    return needed_as_typed(with_target(subject))


def _unsatisfied(comparison: TopComparison) -> str:
    every, good = comparison.subject, comparison.satisfied
    bad = f"{every} unless ({good})"
    if has_many_names(every):
        bad = f"{named(every)} unless {named(good)}"
    return f"{bad} or ({comparison.alone})" if comparison.alone else bad


def _message(subject: Subject) -> str:
    return "the condition does not hold"


KIND = Kind(
    code="condition-violated",
    message=_message,
    schema=SCHEMA,
    read=_read,
    compile=_compile,
    needs=_needs,
)
