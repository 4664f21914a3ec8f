"""At least one series of a group has a value within its bound: something happened.

Expectation:

    series: jobs_total{model}
    expect: any >= 1

Passes:

    jobs_total{model="a"} 0
    jobs_total{model="b"} 1

Fails:

    jobs_total{model="a"} 0
    jobs_total{model="b"} NaN
"""

from metrics_check.assertions.bounds import PLAIN_TYPES, binder, bound_of, chain
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import or_missing, too_young
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Subject


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    values = selection.value(selection.plain)
    largest = f"max {selection.by} ({values})"
    largest_good = f"max {selection.by} ({values} {chain(bound_of(subject))})"
    bad = f"{largest} unless {largest_good}"
    return Probe(
        violation=or_missing(bad, selection.plain, subject=subject, selection=selection),
        unproven=too_young(largest, selection.plain, selection=selection),
        observed=f"{largest_good} or {largest}",
        exists=selection.exists(selection.plain),
    )


def _message(subject: Subject) -> str:
    return f"no series has a value {bound_of(subject).text}"


KIND = Kind(
    code="bound-violated",
    message=_message,
    words="any",
    bind=binder("any"),
    types=PLAIN_TYPES,
    compile=_compile,
)
