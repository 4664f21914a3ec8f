"""Which outcomes are told as one: those that have the same reason. Pure."""

from collections.abc import Hashable, Iterable
from dataclasses import replace

from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from metrics_check.model.outcome import Diagnosis, Outcome, Verdict

EXPLAINED = (Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN, Verdict.WARN)
"""The verdicts that are explained one by one, in the order of a report; the others are folded."""

# The same for every assertion of an expectation, whatever it asks.
_ABSENT = "absent-series"
_OTHER_TYPE = "type-differs"
# Nothing tells them apart: another service may answer.
_NOTHING_LIKE_IT = "no-near-name"
NOT_YET = "no-series-yet"
"""The code of a step about a metric that is declared and has no series."""
# Other work was counted, so this mostly follows from something else.
_NOT_REACHED = "not-reached"
_CONDITIONS = frozenset({"holds", "never"})
# What is told of an outcome's own values, not of a cause that others may have too.
_OF_VALUES = frozenset({"above-buckets", "nan-value", "never-counted", "worst-offenders"})
# Steps that say more of the one before them, the same for many.
_BEHIND_ANOTHER = frozenset({"names-in-all", "not-counted", "not-reached"})
# In front of the cause, where PromQL reads several metrics.
_ABOUT = " finds nothing: "

Group = tuple[Outcome, ...]


def explained(outcomes: Iterable[Outcome]) -> tuple[Group, ...]:
    """Groups of outcomes with one reason, worst verdict first, else in file order.

    What could not be judged, or is unproven, for one reason on one target is one group, whatever
    the expectation: a target that is down is one thing to mend. So are broken data. A series that
    is absent, or of another type, is one group for all assertions of its expectation; where no name
    is like any of several, or all are declared and not one was counted, those of a target are one.
    A warning of what fails anyway stands with the failure. In a group too the worst stands first.
    What was not reached stands behind what is wrong: it mostly follows from that.
    """
    told = tuple(outcome for outcome in outcomes if outcome.verdict in EXPLAINED)
    failed = {_judged(each): _reason(each) for each in told if each.verdict is Verdict.FAIL}
    groups: dict[Hashable, list[Outcome]] = {}
    for outcome in told:
        is_warning = outcome.verdict is Verdict.WARN
        reason = failed.get(_judged(outcome)) if is_warning else None
        groups.setdefault(reason or _reason(outcome), []).append(outcome)
    ordered = [tuple(sorted(group, key=_severity)) for group in groups.values()]
    return tuple(sorted(ordered, key=_rank))


def told_once(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups, each cause in the first that has it; the others name that expectation."""
    owners: dict[Hashable, str] = {}
    return tuple(_told(group, owners=owners) for group in groups)


def _told(group: Group, *, owners: dict[Hashable, str]) -> Group:
    first = group[0]
    is_one = len({outcome.id for outcome in group}) == 1
    own: list[Diagnosis] = []
    others: dict[str, None] = {}
    for step in first.diagnosis:
        owner = owners.get(_cause(step, outcome=first), first.id)
        if owner == first.id or not is_one:
            own.append(step)
        elif step.code not in _BEHIND_ANOTHER:
            others[owner] = None
    for outcome in group:
        for step in outcome.diagnosis:
            if step.code not in _OF_VALUES:
                owners.setdefault(_cause(step, outcome=outcome), outcome.id)
    if others:
        own.append(Diagnosis("same-cause", f"same cause as {', '.join(others)}"))
    return (replace(first, diagnosis=tuple(own)), *group[1:])


def _cause(step: Diagnosis, *, outcome: Outcome) -> Hashable:
    return outcome.target, step.code, step.message.rpartition(_ABOUT)[2], step.try_next


def _rank(group: Group) -> tuple[int, bool]:
    first = group[0]
    return _severity(first), any(step.code == _NOT_REACHED for step in first.diagnosis)


def _severity(outcome: Outcome) -> int:
    return EXPLAINED.index(outcome.verdict)


def _judged(outcome: Outcome) -> Hashable:
    """What an assertion is about, whether `expect` or `warn` asks for it."""
    return outcome.target, outcome.id, outcome.assertion.partition(".")[2]


def _reason(outcome: Outcome) -> Hashable:
    steps = outcome.diagnosis
    cause = (outcome.target, outcome.code, steps)
    is_absent = outcome.code == _ABSENT and outcome.verdict is not Verdict.ERROR
    # Of a condition it is to be said which of its series is meant.
    is_series = is_absent and outcome.assertion not in _CONDITIONS
    if is_series and steps and steps[0].code in {_NOTHING_LIKE_IT, NOT_YET}:
        return (outcome.target, steps[0].code, steps[1:])
    if (is_absent or outcome.code == _OTHER_TYPE) and steps:
        return (outcome.target, steps, outcome.id)
    if is_absent:
        return (*cause, outcome.id)
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
