"""Mutates what a profile was judged on: every mutant, its fate, and what to add."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    total = sum(1 for _ in _asked(declared, stage=stage, only=mutating.only))
    chosen = _evenly(
        _asked(declared, stage=stage, only=mutating.only), total=total, most=mutating.most
    )
    fates = tuple(_fate(mutant, judge=judge) for mutant in chosen)
    mutation = Mutation(
        seen.plan.profile.name,
        folder,
        fates,
        tuple(_proposals(fates, stage=stage)),
        undeclared,
        total,
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


def _asked(
    declared: Mapping[str, Sequence[str]], *, stage: Stage, only: Sequence[str]
) -> Iterator[Mutant]:
    """The mutants that are asked for, one after another: a large snapshot has millions."""
    for target, metrics in declared.items():
        taken = [
            name for known, own in stage.members.get(target, {}).items() for name in (known, *own)
        ]
        for metric in metrics:
            found = mutants_of(stage.parts(target, metric), target=target, taken=taken)
            yield from (mutant for mutant in found if _is_asked(mutant, only=only))


def _is_asked(mutant: Mutant, *, only: Sequence[str]) -> bool:
    said = (mutant.series, f"{mutant.series}#{mutant.operator}")
    return not only or any(fnmatchcase(name, glob) for name in said for glob in only)


def _evenly(mutants: Iterable[Mutant], *, total: int, most: int) -> Iterator[Mutant]:
    taken = 0
    for index, mutant in enumerate(mutants):
        if total <= most or index == taken * total // most:
            taken += 1
            yield mutant


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
