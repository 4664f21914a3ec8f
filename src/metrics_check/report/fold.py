"""Which outcomes are told as one: those that have the same reason. Pure."""

from collections.abc import Hashable, Iterable

from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from metrics_check.model.outcome import Outcome, Verdict

EXPLAINED = (Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN, Verdict.WARN)
"""The verdicts that are explained one by one, in the order of a report; the others are folded."""

# The same for every assertion of an expectation, whatever it asks.
_ABSENT = "absent-series"
# Nothing tells them apart: another service may answer.
_NOTHING_LIKE_IT = "no-near-name"
_CONDITIONS = frozenset({"holds", "never"})

Group = tuple[Outcome, ...]


def explained(outcomes: Iterable[Outcome]) -> tuple[Group, ...]:
    """Groups of outcomes with one reason, worst verdict first, else in file order.

    What could not be judged, or is unproven, for one reason on one target is one group, whatever
    the expectation: a target that is down is one thing to mend. So are broken data. A series that
    is absent is one group for all assertions of its expectation; where no name is like any of
    several, those of a target are one. In a group too the worst stands first.
    """
    groups: dict[Hashable, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.verdict in EXPLAINED:
            groups.setdefault(_reason(outcome), []).append(outcome)
    ordered = [tuple(sorted(group, key=_severity)) for group in groups.values()]
    return tuple(sorted(ordered, key=lambda group: _severity(group[0])))


def _severity(outcome: Outcome) -> int:
    return EXPLAINED.index(outcome.verdict)


def _reason(outcome: Outcome) -> Hashable:
    cause = (outcome.target, outcome.code, outcome.diagnosis)
    if outcome.verdict is not Verdict.ERROR and outcome.code == _ABSENT:
        steps = outcome.diagnosis
        # Of a condition it is to be said which of its series is meant.
        is_series = outcome.assertion not in _CONDITIONS
        is_nowhere = is_series and bool(steps) and steps[0].code == _NOTHING_LIKE_IT
        return (outcome.target, outcome.code, steps[1:]) if is_nowhere else (*cause, outcome.id)
    if outcome.verdict in {Verdict.ERROR, Verdict.UNPROVEN} or outcome.code in BROKEN_DATA:
        return (*cause, outcome.verdict, outcome.message)
    # A diagnosis explains; without one the kind's own sentence does, and differs by assertion.
    message = "" if outcome.diagnosis else outcome.message
    seen = (outcome.series, outcome.observed, _evidence(outcome))
    return (*cause, outcome.verdict, outcome.id, message, *seen)


def _evidence(outcome: Outcome) -> Hashable:
    return tuple(
        (tuple(sorted(evidence.labels.items())), repr(evidence.value), evidence.note)
        for evidence in outcome.evidence
    )
