"""The row of verdicts: for each expectation one query whose value is its state now.

It is the worst of what its assertions say, by the PromQL that `check` judges by. What is judged
on metadata is not seen here, nor what only a run can tell.
"""

from collections.abc import Iterable, Sequence

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.registry import kind
from metrics_check.assertions.selectors import select_now
from metrics_check.generate.failing import subject_of
from metrics_check.generate.guard import up_of
from metrics_check.generate.panels import STATE_VALUES, Panel, PanelKind, Query, State
from metrics_check.generate.said import Said, description_of, runbook_of, text_of, width_of
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion, Expectation, Target
from metrics_check.model.series import Bound, Labels


def verdict_panel(said: Said, *, expectation: Expectation, target: Target) -> Panel | None:
    """The verdict of an expectation; None where no query of now can tell it.

    `expectation` has marks in place of params, `said` is the same as its file says it.
    """
    if expectation.only_in == "run":
        return None
    labels = target.labels if target.is_labelled else {}
    judged = [each for each in expectation.assertions if _is_judged(each)]
    if not judged:
        return None
    title = text_of([said], key="title") if expectation.series is None else ""
    return Panel(
        PanelKind.STAT,
        key=f"verdict {said.own.id}",
        title=title or said.own.id,
        queries=(Query(_state_query(expectation, judged=judged, labels=labels)),),
        description=description_of([said.own], unseen=_unseen(said.own)),
        is_verdict=True,
        width=width_of(said) if expectation.series is None else None,
        runbook=runbook_of([said.own]),
        expectations=(said.own.id,),
    )


def _is_judged(assertion: Assertion) -> bool:
    return kind(assertion.kind).compile is not None and not _is_open(assertion)


def _is_open(assertion: Assertion) -> bool:
    """Whether its bound is a param that an abstract profile leaves open."""
    detail = assertion.detail
    return isinstance(detail, Bound) and any(
        part.quantity.param is not None for part in detail.comparisons
    )


def _unseen(expectation: Expectation) -> tuple[Assertion, ...]:
    return tuple(each for each in expectation.assertions if not _is_judged(each))


def _state_query(expectation: Expectation, *, judged: Sequence[Assertion], labels: Labels) -> str:
    """Always one element. What has the higher value stands first: `or` takes the first."""
    found = [(each, _probe(expectation, assertion=each, labels=labels)) for each in judged]
    failing = [probe.violation for each, probe in found if not each.is_warning]
    warning = [probe.violation for each, probe in found if each.is_warning]
    unproven = [probe.unproven for _, probe in found if probe.unproven]
    parts = [
        _valued(State.NOT_READ, [_not_read(labels)]),
        _valued(State.VIOLATED, failing),
        _valued(State.UNPROVEN, unproven),
        _valued(State.WARNS, warning),
    ]
    last = State.HOLDS
    if expectation.is_optional:
        last = State.NOT_THERE
    elif expectation.series is not None and not _must_be_absent(expectation):
        last = State.UNPROVEN
    if last is not State.HOLDS:
        parts.append(_valued(State.HOLDS, [_exists(expectation, found=found, labels=labels)]))
    return " or ".join([*filter(None, parts), f"vector({STATE_VALUES[last]})"])


def _must_be_absent(expectation: Expectation) -> bool:
    return any(assertion.kind == "absent" for assertion in expectation.assertions)


def _probe(expectation: Expectation, *, assertion: Assertion, labels: Labels) -> Probe:
    return compile_assertion(Subject(expectation, assertion, labels, expectation.type))


def _valued(state: State, queries: Iterable[str]) -> str:
    """One element with the state's value where any of the queries has one; `""` of no query."""
    groups = " or ".join(f"group({query})" for query in dict.fromkeys(queries))
    if not groups:
        return ""
    return f"{STATE_VALUES[state]} * ({groups})"


def _not_read(labels: Labels) -> str:
    """Where a target is down, or nothing scrapes it."""
    up = up_of(labels)
    return f"{up} == 0 or absent({up})" if labels else f"absent({up} == 1)"


def _exists(
    expectation: Expectation, *, found: Sequence[tuple[Assertion, Probe]], labels: Labels
) -> str:
    if expectation.series is None:
        return found[0][1].exists
    return select_now(subject_of(expectation, labels=labels)).judged
