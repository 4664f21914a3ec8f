"""The sum, average, minimum or maximum of a group's values is within its bound.

Expectation:

    series: jobs_total{model}
    expect: sum >= 5

Passes:

    jobs_total{model="a"} 4
    jobs_total{model="b"} 1

Fails:

    jobs_total{model="a"} 4
    jobs_total{model="b"} NaN
"""

from metrics_check.assertions.bounds import (
    PLAIN_TYPES,
    binder,
    bound_of,
    chain,
    is_above_or_below,
)
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import or_missing, too_young
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Subject

_NOUNS = {"sum": "sum", "avg": "average", "min": "smallest value", "max": "largest value"}


def _compile(subject: Subject) -> Probe:
    selection, bound = select(subject), bound_of(subject)
    values = selection.value(selection.plain)
    value = f"{bound.aggregate} {selection.by} ({values})"
    bad = f"{value} unless {value} {chain(bound)}"
    if bound.aggregate in {"min", "max"}:
        # PromQL's min and max skip NaN, and NaN never satisfies a comparison.
        nan = f"{bound.aggregate} {selection.by} ({values} unless {values} >= -Inf)"
        bad = f"{nan} or {bad}"
    return Probe(
        violation=or_missing(bad, selection.plain, subject=subject, selection=selection),
        unproven=too_young(value, selection.plain, selection=selection),
        observed=value,
        exists=selection.exists(selection.plain),
    )


def _message(subject: Subject) -> str:
    return f"the {_NOUNS[bound_of(subject).aggregate]} {is_above_or_below(subject)}"


KIND = Kind(
    code="bound-violated",
    message=_message,
    words="|".join(_NOUNS),
    bind=binder("aggregate"),
    types=PLAIN_TYPES,
    compile=_compile,
)
