"""Mutates what a profile was judged on: every mutant, its fate, and what to add."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

from metrics_check.check.poll import Seen
from metrics_check.check.since import Since
from metrics_check.model.profile import Waiver
from metrics_check.mutate.judging import Judge, Verdicts, judge_of, verdicts_on
from metrics_check.mutate.mutant import Mutant
from metrics_check.mutate.operators import mutants_of
from metrics_check.mutate.proposals import proposal_of
from metrics_check.mutate.reasons import UNCHANGED, reason_of
from metrics_check.mutate.result import Fate, Fated, Mutation, Proposal
from metrics_check.mutate.stage import Stage, stage_of
from metrics_check.record import record

MOST_MUTANTS = 10_000
"""How many are judged where nobody says otherwise; a large snapshot has more than anybody reads."""


@record
class Mutating:
    """How it goes. `only` are globs of a metric, or of `METRIC#OPERATOR`; empty: all.

    Of more than `most` mutants some are left out, evenly. `waivers` are those beside the profile's
    own, on the day `today`.
    """

    today: date
    only: tuple[str, ...] = ()
    most: int = MOST_MUTANTS
    waivers: tuple[Waiver, ...] = ()
    is_strict: bool = False


def mutate(
    seen: Seen, *, folder: str, mutating: Mutating, since: Since | None = None
) -> tuple[Mutation, Judge]:
    """What became of each mutant of what holds, and the judge that said so.

    `since` is the first read of the run that is judged, None for a state.
    """
    stage = stage_of(seen, since=since)
    judge = judge_of(
        stage, waivers=mutating.waivers, today=mutating.today, is_strict=mutating.is_strict
    )
    declared, undeclared = _sorted_out(judge)
    found = [
        mutant
        for target, metrics in declared.items()
        for metric in metrics
        for mutant in _mutants(metric, target=target, stage=stage)
        if _is_asked(mutant, only=mutating.only)
    ]
    fates = tuple(_fate(mutant, judge=judge) for mutant in _evenly(found, most=mutating.most))
    mutation = Mutation(
        seen.plan.profile.name,
        folder,
        fates,
        tuple(_proposals(fates, stage=stage)),
        undeclared,
        len(found),
        is_run=since is not None,
    )
    return mutation, judge


def _sorted_out(judge: Judge) -> tuple[Mapping[str, list[str]], Mapping[str, tuple[str, ...]]]:
    """The metrics that an expectation names, and the others, by target."""
    stage = judge.stage
    declared: dict[str, list[str]] = {}
    undeclared: dict[str, tuple[str, ...]] = {}
    for name, target in stage.seen.plan.profile.targets.items():
        members = {metric: own for metric, own in stage.members.get(name, {}).items() if own}
        known = {
            metric
            for metric, own in members.items()
            if any(reader.declares(metric, target=target, members=own) for reader in judge.readers)
        }
        declared[name] = sorted(known)
        undeclared[name] = tuple(sorted(members.keys() - known))
    return declared, undeclared


def _mutants(metric: str, *, target: str, stage: Stage) -> tuple[Mutant, ...]:
    taken = [name for known, own in stage.members[target].items() for name in (known, *own)]
    return mutants_of(stage.parts(target, metric), target=target, taken=taken)


def _is_asked(mutant: Mutant, *, only: Sequence[str]) -> bool:
    said = (mutant.series, f"{mutant.series}#{mutant.operator}")
    return not only or any(fnmatchcase(name, glob) for name in said for glob in only)


def _evenly(mutants: Sequence[Mutant], *, most: int) -> Iterable[Mutant]:
    if len(mutants) <= most:
        return mutants
    return [mutants[index * len(mutants) // most] for index in range(most)]


def _fate(mutant: Mutant, *, judge: Judge) -> Fated:
    verdicts = verdicts_on(mutant, judge=judge)
    if verdicts is None:
        return Fated(mutant, Fate.EQUIVALENT, reason=UNCHANGED)
    if verdicts.failed:
        return Fated(mutant, Fate.NOTICED, noticed_by=verdicts.failed[0])
    reason = reason_of(mutant, verdicts, judge=judge)
    fate = Fate.EQUIVALENT if reason else Fate.SURVIVED
    return Fated(mutant, fate, reason=reason, told=_told(verdicts))


def _told(verdicts: Verdicts) -> str:
    if verdicts.warned:
        return f"warn {verdicts.warned[0]}"
    return f"finding {verdicts.findings[0]}" if verdicts.findings else ""


def _proposals(fates: Iterable[Fated], *, stage: Stage) -> Iterable[Proposal]:
    groups: dict[tuple[str, str], list[Mutant]] = {}
    for fated in fates:
        if fated.fate is Fate.SURVIVED:
            key = fated.mutant.target, fated.mutant.metric
            groups.setdefault(key, []).append(fated.mutant)
    targets = stage.seen.plan.profile.targets
    for (target, metric), mutants in groups.items():
        yield proposal_of(
            mutants,
            parts=tuple(part for part in stage.parts(target, metric) if part.samples),
            target=targets[target],
            is_only_target=len(targets) == 1,
        )
