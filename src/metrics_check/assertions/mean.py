"""The mean of all observations of a histogram or summary is within its bound.

Expectation:

    series: wait_seconds
    type: histogram
    expect: mean 0s .. 2m

Passes:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="+Inf"} 2
    wait_seconds_sum 240
    wait_seconds_count 2

Fails:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="+Inf"} 2
    wait_seconds_sum 241
    wait_seconds_count 2
"""

from metrics_check.assertions.bounds import binder, bound_of, chain, is_above_or_below
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import judged_value, observation_count
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.series import MetricType


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    count = observation_count(selection)
    return judged_value(
        f"sum {selection.by} ({selection.value(selection.sum)}) / ({count} != 0)",
        selection.count,
        selection.sum,
        chain=chain(bound_of(subject)),
        subject=subject,
        selection=selection,
        nothing=f"{count} == 0",
    )


def _message(subject: Subject) -> str:
    return f"the mean {is_above_or_below(subject)}"


def _unproven_message(subject: Subject) -> str:
    return "no observation yet"


KIND = Kind(
    code="bound-violated",
    message=_message,
    unproven_code="no-observations",
    unproven_message=_unproven_message,
    words="mean",
    bind=binder("mean"),
    types=frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY}),
    compile=_compile,
)
