"""Why a mutant that a check lets pass is none: what it shows is what the profile calls right.

A reason is given only where it can be told of every value, not of those that were seen: by asking
the check for far larger values, for none at all, and for what else it would notice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from metrics_check.model.series import MetricType
from metrics_check.mutate.judging import Judge, Verdicts, verdicts_on
from metrics_check.mutate.mutant import DROP_SERIES, TIMES_TEN, ZERO, Mutant
from metrics_check.mutate.reader import Reader
from metrics_check.record import record

UNCHANGED, OPTIONAL = "unchanged", "optional"
ONLY_LEAST, ONLY_MOST = "only-least", "only-most"
REASONS: Mapping[str, str] = {
    ONLY_LEAST: "a value of any size is right: only a least one is declared",
    ONLY_MOST: "the least value there can be is right: only a greatest one is declared",
    "only-in-run": "what names it is judged over a run only",
    "only-in-state": "what names it is not judged over a run",
    OPTIONAL: "what names it is optional, so it need not be there",
    UNCHANGED: "it shows what was there before: a zero that was zero, NaN for NaN, no observation",
}
_HUGE = 1e12
_NON_NEGATIVE = frozenset({MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY})


@record
class _Case:
    """A mutant that was let pass, and who takes what it changes, in the reading that is judged."""

    mutant: Mutant
    verdicts: Verdicts
    readers: tuple[Reader, ...]
    type: MetricType


def reason_of(mutant: Mutant, verdicts: Verdicts, *, judge: Judge) -> str:
    """The key of `REASONS`, `""` where it is not equivalent: it survived."""
    takers = tuple(_takers(mutant, judge=judge))
    readers = tuple(each for each in takers if each.is_judged)
    if not readers:
        return _other_reading(takers)
    case = _Case(mutant, verdicts, readers, _type(mutant, judge=judge))
    if _is_optional(case):
        return OPTIONAL
    if mutant.operator == TIMES_TEN and _is_only_least(case, judge=judge):
        return ONLY_LEAST
    if mutant.operator == ZERO and _is_only_most(case, judge=judge):
        return ONLY_MOST
    return ""


def _takers(mutant: Mutant, *, judge: Judge) -> Iterator[Reader]:
    """The readers that name the metric and take any of the series that are changed."""
    target = judge.stage.seen.plan.profile.targets[mutant.target]
    members = judge.stage.members[mutant.target][mutant.metric]
    for reader in judge.readers:
        if mutant.labels is None:
            takes = reader.declares(mutant.metric, target=target, members=members)
        else:
            takes = reader.takes(
                mutant.labels, metric=mutant.metric, target=target, members=members
            )
        if takes:
            yield reader


def _type(mutant: Mutant, *, judge: Judge) -> MetricType:
    parts = judge.stage.parts(mutant.target, mutant.metric)
    return parts[0].type if parts else MetricType.UNKNOWN


def _other_reading(readers: Iterable[Reader]) -> str:
    """The reason of the first that is for the other reading; `""`: there is none."""
    codes = (task.skipped_code for reader in readers for task, _ in reader.tasks)
    return next((code for code in codes if code in REASONS), "")


def _is_optional(case: _Case) -> bool:
    """Whether the profile lets the series be missing: each that takes it is optional."""
    if not all(each.expectation.is_optional for each in case.readers):
        return False
    return case.mutant.operator == DROP_SERIES or bool(case.verdicts.skipped)


def _is_only_least(case: _Case, *, judge: Judge) -> bool:
    """Whether no value is too large, and one can be too small: then ten times as much is as right.

    The least is looked for in all series together: a sum may be held up by the others.
    """
    largest = verdicts_on(replace(case.mutant, factor=_HUGE), judge=judge)
    if largest is None or largest.failed or largest.warned:
        return False
    return bool(_own(case, _notice_nothing(case.mutant, judge=judge)))


def _is_only_most(case: _Case, *, judge: Judge) -> bool:
    """Whether no value is too small, and one can be too large: then nothing at all is as right."""
    if case.type not in _NON_NEGATIVE:
        least = replace(case.mutant, operator=TIMES_TEN, factor=-_HUGE)
        found = verdicts_on(least, judge=judge)
        if found is None or found.failed or found.warned:
            return False
    largest = replace(case.mutant, operator=TIMES_TEN, factor=_HUGE)
    found = verdicts_on(largest, judge=judge, is_whole=True)
    return found is not None and bool(_own(case, found.failed))


def _notice_nothing(mutant: Mutant, *, judge: Judge) -> tuple[str, ...]:
    """Who notices that no series of the metric counted anything."""
    key = (mutant.target, mutant.metric, mutant.of)
    if key not in judge.known:
        nothing = replace(mutant, operator=ZERO, labels=None)
        found = verdicts_on(nothing, judge=judge, is_whole=True)
        judge.known[key] = () if found is None else found.failed
    return judge.known[key]


def _own(case: _Case, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these `id#assertion` take the series that the mutant is about."""
    own = {
        f"{outcome.id}#{outcome.assertion}"
        for reader in case.readers
        for _, outcome in reader.tasks
    }
    return tuple(each for each in names if each in own)
