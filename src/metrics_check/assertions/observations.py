"""The number of observations of a histogram or summary is within its bound.

Expectation:

    series: wait_seconds
    type: histogram
    expect: observations >= 1

Passes:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="1"} 1
    wait_seconds_bucket{le="+Inf"} 1
    wait_seconds_sum 0.5
    wait_seconds_count 1

Fails:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="1"} 0
    wait_seconds_bucket{le="+Inf"} 0
    wait_seconds_sum 0
    wait_seconds_count 0
"""

from metrics_check.assertions.bounds import binder, bound_of, chain, is_above_or_below
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import judged_value, observation_count
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.series import MetricType


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    return judged_value(
        observation_count(selection),
        selection.count,
        chain=chain(bound_of(subject)),
        subject=subject,
        selection=selection,
    )


def _message(subject: Subject) -> str:
    return f"the number of observations {is_above_or_below(subject)}"


KIND = Kind(
    code="bound-violated",
    message=_message,
    words="observations",
    bind=binder("observations"),
    types=frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY}),
    counts=True,
    compile=_compile,
)
