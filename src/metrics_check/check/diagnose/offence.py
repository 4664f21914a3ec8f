"""A value that is there and is wrong: the worst offenders, and what their values alone tell."""

import math
import re

from metrics_check.assertions.quantile import fraction, is_above_buckets
from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.counted import counted_beside, did_it_run
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.diagnose.value import own_labels
from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Diagnosis, Outcome
from metrics_check.model.probe import Evidence
from metrics_check.model.series import Matcher, MetricType
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.quantity import shown_number
from metrics_check.notation.visible import visible

_QUANTILE = re.compile(r"p[0-9.]+")
_COUNTS = frozenset({MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY})


def explain_type(outcome: Outcome, *, sought: Sought, target: TargetView) -> Diagnosis:
    """What the target says that the metric is."""
    found = outcome.observed or "something else"
    message = f"{target.name} shows {sought.name} as {found}, expected {outcome.expected}:"
    message += " mend the service, or the expectation"
    query = command.query(command.select(sought.sample, target=target), target=target)
    return Diagnosis("type-differs", visible(message), query)


def explain_offenders(
    outcome: Outcome,
    *,
    try_next: str,
    target: TargetView,
    metric_type: MetricType = MetricType.UNKNOWN,
) -> tuple[Diagnosis, ...]:
    """What all values have in common, where that tells the cause, and the worst offenders.

    `try_next` is a command that shows every one of them.
    """
    if not outcome.evidence:
        return ()
    total = max(outcome.evidence_total, len(outcome.evidence))
    shown = "; ".join(_offender(each, target=target) for each in outcome.evidence)
    if total > 1:
        cut = f"{len(outcome.evidence)} of " if total > len(outcome.evidence) else ""
        shown = f"{cut}{total} violations, worst first: {shown}"
    offenders = Diagnosis("worst-offenders", visible(shown), try_next)
    hints = _hints(outcome, metric_type=metric_type, target=target)
    return (*hints, offenders)


def value_query(outcome: Outcome, *, sought: Sought, target: TargetView) -> str:
    """PromQL that shows what an assertion was judged on: a mean or a quantile by its groups, the
    buckets of all series together, any other series by series.
    """

    def part(suffix: str) -> str:
        name = f"{sought.name}{suffix}"
        return command.select(name, target=target, matchers=_without_le(sought.matchers))

    aggregate = _aggregate(outcome)
    if outcome.code == "buckets-differ":
        return command.count_by(["le"], part("_bucket"))
    by = sought.by
    if aggregate == "mean":
        count = command.aggregate("sum", part("_count"), by=by)
        return f"{command.aggregate('sum', part('_sum'), by=by)} / {count}"
    if aggregate == "total":
        return part("_sum")
    if aggregate == "within":
        return command.aggregate("sum", part("_bucket"), by=(*by, "le"))
    if _QUANTILE.fullmatch(aggregate):
        buckets = command.aggregate("sum", part("_bucket"), by=(*by, "le"))
        return f"histogram_quantile({fraction(aggregate)}, {buckets})"
    return command.select(sought.sample, target=target, matchers=sought.matchers)


def _aggregate(outcome: Outcome) -> str:
    _, _, line = outcome.assertion.partition(".")
    # The second of two lines is `mean.2`; of a quantile the point is its own.
    return line if _QUANTILE.fullmatch(line) else line.partition(".")[0]


def _without_le(matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
    return tuple(matcher for matcher in matchers if matcher.label != "le")


def _offender(evidence: Evidence, *, target: TargetView) -> str:
    labels = own_labels(evidence.labels, target=target)
    value = evidence.shown or ("" if evidence.value is None else shown_number(evidence.value))
    note = f"({evidence.note})" if evidence.note else ""
    return " ".join(filter(None, (value, shown_labels(labels) if labels else "", note)))


def _hints(
    outcome: Outcome, *, metric_type: MetricType, target: TargetView
) -> tuple[Diagnosis, ...]:
    values = [each.value for each in outcome.evidence if each.value is not None]
    is_bound = outcome.code == "bound-violated" and bool(values)
    hints = []
    if is_bound and metric_type in _COUNTS and not any(values):
        beside = counted_beside(target=target)
        message = "it did not rise in the run" if target.is_run else "it is there and still 0"
        message += f", while {beside} was counted" if beside else ": nothing was counted"
        message += "" if beside else did_it_run(target)
        hints.append(Diagnosis("never-counted", message))
    if is_bound and any(math.isnan(value) for value in values):
        message = "NaN satisfies no comparison: a division by zero, or a gauge never set"
        hints.append(Diagnosis("nan-value", message))
    if _QUANTILE.fullmatch(_aggregate(outcome)) and any(map(is_above_buckets, values)):
        message = "how far above is not known: the histogram has no higher bound to tell it"
        hints.append(Diagnosis("above-buckets", message))
    return tuple(hints)
