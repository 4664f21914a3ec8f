"""A quantile of a histogram's observations is within its bound, `p50` to `p99.9`.

Expectation:

    series: wait_seconds
    type: histogram
    expect: p95 <= 60s

Passes:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="30"} 20
    wait_seconds_bucket{le="60"} 20
    wait_seconds_bucket{le="+Inf"} 20
    wait_seconds_sum 200
    wait_seconds_count 20

Fails:

    # TYPE wait_seconds histogram
    wait_seconds_bucket{le="30"} 0
    wait_seconds_bucket{le="60"} 0
    wait_seconds_bucket{le="+Inf"} 20
    wait_seconds_sum 9000
    wait_seconds_count 20
"""

from decimal import Decimal

from metrics_check.assertions.bounds import binder, bound_of, chain, is_above_or_below
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.probes import judged_value, observation_count
from metrics_check.assertions.selectors import Selection, grouping, select
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.series import Matcher, MatchOp, MetricType

# Above every bound that is met: histogram_quantile() answers the highest finite bound for what
# fell into +Inf, and `p95 <= 600s` would hold with every observation above it.
_HIGHEST_BOUND = "1e+308"
# An estimate in the last bucket lies anywhere up to that bound; no real bound comes near this.
_LEAST_ABOVE = 1e200


def is_above_buckets(value: float) -> bool:
    """Whether a quantile fell among the observations above the highest finite bound."""
    return value >= _LEAST_ABOVE


def _compile(subject: Subject) -> Probe:
    selection, bound = select(subject), bound_of(subject)
    count = observation_count(selection)
    estimate = f"histogram_quantile({fraction(bound.aggregate)}, {_buckets(selection)})"
    return judged_value(
        f"({estimate} and {count} != 0)",
        selection.count,
        selection.bucket,
        chain=chain(bound),
        subject=subject,
        selection=selection,
        nothing=f"{count} == 0",
    )


def _buckets(selection: Selection) -> str:
    every = selection.value(selection.bucket)
    infinite = selection.narrowed(Matcher("le", MatchOp.EQUAL, "+Inf"))
    bounded = f'label_replace({infinite.value(infinite.bucket)}, "le", "{_HIGHEST_BOUND}", "", "")'
    return f"sum {grouping((*selection.groups, 'le'))} ({every} or {bounded})"


def fraction(word: str) -> str:
    """What `p95` is for `histogram_quantile`: `0.95`."""
    return str(Decimal(word.removeprefix("p")).scaleb(-2))


def _message(subject: Subject) -> str:
    return f"the {bound_of(subject).aggregate} {is_above_or_below(subject)}"


def _unproven_message(subject: Subject) -> str:
    return "no observation yet"


def _word(subject: Subject, value: float) -> str:
    return "above every finite bucket" if is_above_buckets(value) else ""


KIND = Kind(
    code="bound-violated",
    message=_message,
    unproven_code="no-observations",
    unproven_message=_unproven_message,
    words=r"p[5-9][0-9](?:\.[0-9])?",
    suggests=("p50", "p90", "p95", "p99", "p99.9"),
    bind=binder("quantile"),
    types=frozenset({MetricType.HISTOGRAM}),
    compile=_compile,
    word=_word,
)
