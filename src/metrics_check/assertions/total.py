"""The sum of all observations of a histogram or summary is within its bound.

Expectation:

    series: items_per_job
    type: histogram
    expect: total == 16

Passes:

    # TYPE items_per_job histogram
    items_per_job_bucket{le="16"} 2
    items_per_job_bucket{le="+Inf"} 2
    items_per_job_sum 16
    items_per_job_count 2

Fails:

    # TYPE items_per_job histogram
    items_per_job_bucket{le="16"} 2
    items_per_job_bucket{le="+Inf"} 2
    items_per_job_sum 15
    items_per_job_count 2
"""

from metrics_check.assertions.bounds import binder, bound_of, chain, is_above_or_below
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import judged_value
from metrics_check.assertions.selectors import select
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.series import MetricType


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    return judged_value(
        f"sum {selection.by} ({selection.value(selection.sum)})",
        selection.sum,
        chain=chain(bound_of(subject)),
        subject=subject,
        selection=selection,
    )


def _message(subject: Subject) -> str:
    return f"the sum of all observations {is_above_or_below(subject)}"


KIND = Kind(
    code="bound-violated",
    message=_message,
    words="total",
    bind=binder("total"),
    types=frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY}),
    compile=_compile,
)
