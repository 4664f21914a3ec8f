"""The order in which causes are looked for, and the one function that explains an outcome."""

from dataclasses import replace

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.absence import explain_absence
from metrics_check.check.diagnose.broken import explain_broken
from metrics_check.check.diagnose.condition import (
    Views,
    explain_condition,
    explain_selectors,
    first_metric,
)
from metrics_check.check.diagnose.family import OBSERVING, explain_one_value
from metrics_check.check.diagnose.offence import (
    explain_offenders,
    explain_type,
    value_query,
)
from metrics_check.check.diagnose.rule import explain_values
from metrics_check.check.diagnose.sought import Sought, sought_by_series
from metrics_check.check.diagnose.source import explain_source
from metrics_check.check.view import TargetView
from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from metrics_check.model.outcome import Diagnosis, Outcome, Verdict
from metrics_check.model.profile import Expectation
from metrics_check.model.series import MetricType
from metrics_check.notation.visible import visible

_NEEDS_NO_WORD = frozenset({Verdict.PASS, Verdict.SKIPPED})
_ABSENT = "absent-series"
_BAD_BY_BEING_THERE = "forbidden-series"
_NEEDS_HISTORY = "needs-history"
_NOT_EXERCISED = "not-exercised"


def diagnose(
    outcome: Outcome,
    *,
    expectation: Expectation,
    target: TargetView,
    others: tuple[TargetView, ...] = (),
) -> tuple[Diagnosis, ...]:
    """The steps that explain an outcome, the cause first; none where its message says all.

    Causes are looked for in this order: the target was not read; its data are broken; the metric
    is not there; a label is not; a label's value is not; the type differs; the value is wrong.
    """
    if outcome.verdict in _NEEDS_NO_WORD:
        return ()
    if target.error is not None:
        return explain_source(outcome, target=target)
    if outcome.code in BROKEN_DATA:
        return explain_broken(outcome, expectation=expectation, target=target)
    views = (target, *others)
    if outcome.verdict is Verdict.ERROR:
        return _explain_unanswered(outcome, expectation=expectation, views=views)
    if outcome.verdict is Verdict.UNPROVEN and expectation.exercised_by:
        idle = _explain_idle(outcome, expectation.exercised_by, views=views)
        if idle:
            return idle
    if expectation.series is None:
        return explain_condition(outcome, promql=expectation.promql or "", views=views)
    sought = sought_by_series(
        expectation.series, declared=expectation.type, target=target, by=expectation.by
    )
    return _explain_series(outcome, sought=sought, target=target, others=others)


def _explain_series(
    outcome: Outcome, *, sought: Sought, target: TargetView, others: tuple[TargetView, ...]
) -> tuple[Diagnosis, ...]:
    if outcome.code != _BAD_BY_BEING_THERE:
        absent = explain_absence(sought, target=target, others=others)
        absent = absent or _explain_part(outcome, sought=sought, target=target)
        if absent:
            return absent
    if outcome.code == _ABSENT and sought.sample != sought.name:
        return (explain_one_value(sought, typed=outcome.series, target=target),)
    if outcome.code == "type-differs":
        return (explain_type(outcome, sought=sought, target=target),)
    values = explain_values(outcome, sought=sought, target=target)
    if values is not None:
        return (values,)
    query = command.query(value_query(outcome, sought=sought, target=target), target=target)
    return explain_offenders(outcome, try_next=query, target=target, metric_type=sought.type)


def _explain_part(outcome: Outcome, *, sought: Sought, target: TargetView) -> tuple[Diagnosis, ...]:
    """A histogram of which one part is missing: `_count` is there, `_bucket` is not."""
    if outcome.code != _ABSENT or sought.type not in OBSERVING or sought.sample == sought.name:
        return ()
    parts = [f"{sought.name}_sum"]
    if sought.type is MetricType.HISTOGRAM:
        parts.insert(0, f"{sought.name}_bucket")
    for part in parts:
        missing = explain_absence(replace(sought, sample=part), target=target)
        if part not in target.names:
            message = f"{sought.sample} is there, {part} is not: this is no whole {sought.type}"
            selector = command.select(sought.sample, target=target)
            query = command.query(selector, target=target)
            return (Diagnosis("missing-part", visible(message), query),)
        if missing:
            return missing
    return ()


def _explain_idle(outcome: Outcome, workload: str, *, views: Views) -> tuple[Diagnosis, ...]:
    """Why `exercised_by` is empty; nothing to say where the outcome has a reason of its own."""
    absent = explain_selectors(workload, views=views)
    if absent or outcome.code != _NOT_EXERCISED:
        return absent
    message = "start the workload, or wait for it (--wait DURATION); what is there now:"
    return (Diagnosis(outcome.code, message, first_metric(workload, views=views)),)


def _explain_unanswered(
    outcome: Outcome, *, expectation: Expectation, views: Views
) -> tuple[Diagnosis, ...]:
    """A query that could not be answered: what the same metrics show now."""
    if outcome.code != _NEEDS_HISTORY:
        return ()
    promql = expectation.promql or expectation.exercised_by
    # `offset`, `@` and subqueries are a server's alone.
    is_range = outcome.message.startswith("the range selector")
    or_so = " or a snapshot of several reads (metrics-check snapshot --reads N)" if is_range else ""
    message = f"only a server that keeps scraping this{or_so} can judge it; what is there now:"
    return (Diagnosis(outcome.code, message, first_metric(promql, views=views)),)
