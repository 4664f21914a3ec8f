"""Every observation of a histogram is at most a bound that is one of its buckets' bounds.

Expectation:

    series: items_per_call
    type: histogram
    expect: within <= 64

Passes:

    # TYPE items_per_call histogram
    items_per_call_bucket{le="64.0"} 3
    items_per_call_bucket{le="+Inf"} 3
    items_per_call_sum 70
    items_per_call_count 3

Fails:

    # TYPE items_per_call histogram
    items_per_call_bucket{le="64.0"} 2
    items_per_call_bucket{le="+Inf"} 3
    items_per_call_sum 170
    items_per_call_count 3
"""

from dataclasses import replace

from metrics_check.assertions.bounds import bound_assertion, bound_of
from metrics_check.assertions.fields import invalid
from metrics_check.assertions.kind import BoundLine, Explanation, Kind
from metrics_check.assertions.probes import judged_value, observation_count
from metrics_check.assertions.selectors import READINGS, Selection, select
from metrics_check.assertions.spellings import number_pattern
from metrics_check.model.probe import Probe, Shape, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Matcher, MatchOp, MetricType
from metrics_check.notation.quantity import format_number, shown_number


def _bind(line: BoundLine) -> Assertion:
    if [comparison.op for comparison in line.bound.comparisons] != ["<="]:
        message = (
            f"`within {line.bound.text}` is not `within <= BOUND`: a bucket counts what is at most"
            " its bound. For anything else write a quantile, such as `p95 <= 60`"
        )
        raise invalid(line.place, message, code="bad-bound")
    return bound_assertion(line, kind="within")


def _compile(subject: Subject) -> Probe:
    selection = select(subject)
    limit = bound_of(subject).comparisons[0].quantity.value
    return judged_value(
        f"sum {selection.by} ({_read_outside(selection, limit=limit)})",
        selection.count,
        chain="== 0",
        subject=subject,
        selection=selection,
        nothing=f"{observation_count(selection)} == 0",
    )


def _read_outside(selection: Selection, *, limit: float) -> str:
    window = selection.reading.window
    if not window:
        return _outside(selection, limit=limit)
    now = replace(selection, reading=READINGS["state"](""))
    # A subquery, since the increases of count and bucket are extrapolated each for itself.
    return f"increase(({_outside(now, limit=limit)})[{window}:])"


def _outside(selection: Selection, *, limit: float) -> str:
    bounded = selection.narrowed(Matcher("le", MatchOp.REGEX, number_pattern(limit)))
    inside, count = bounded.value(bounded.bucket), selection.value(selection.count)
    # A child without that bucket counts as outside, with all its observations.
    return f"{count} - (max without (le) ({inside}) or {count} * 0)"


def _explain(subject: Subject, shape: Shape) -> Explanation | None:
    limit = bound_of(subject).comparisons[0].quantity
    children = [bounds for instance in shape for _, bounds in instance.bounds]
    missing = [bounds for bounds in children if limit.value not in bounds]
    if not missing:
        return None
    is_nowhere = len(missing) == len(children)
    which = "no bucket has" if is_nowhere else "not every bucket set has"
    known = ", ".join(format_number(bound) for bound in missing[0]) or "none"
    message = (
        f"{which} the bound {limit.text}, so what is within it cannot be told;"
        f" the bounds are {known}"
    )
    observed = "no bucket of that bound" if is_nowhere else ""
    return Explanation("no-such-bucket", message, observed)


def _word(subject: Subject, value: float) -> str:
    return f"{shown_number(value)} {'observation' if value == 1 else 'observations'} above"


def _message(subject: Subject) -> str:
    return f"observations are above {bound_of(subject).comparisons[0].quantity.text}"


def _unproven_message(subject: Subject) -> str:
    return "no observation yet"


KIND = Kind(
    code="bound-violated",
    message=_message,
    unproven_code="no-observations",
    unproven_message=_unproven_message,
    words="within",
    bind=_bind,
    types=frozenset({MetricType.HISTOGRAM}),
    compile=_compile,
    explain=_explain,
    word=_word,
)
