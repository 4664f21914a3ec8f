"""One read of everything, judged: what a check does once, and while waiting again and again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

from metrics_check.check.findings import findings_of
from metrics_check.check.outcomes import judge_plan, requirement_outcome, skipped, unmet_code
from metrics_check.check.plan import Plan
from metrics_check.check.progress import Progress, progress_of
from metrics_check.check.references import (
    ASK_NAMES,
    COVERAGE_OF,
    PREFETCH,
    SURVEY,
    AskNames,
    Asks,
    CoverageOf,
    Prefetch,
    Survey,
)
from metrics_check.check.rescrape import findings_between, with_start_time
from metrics_check.check.sight import Sight, Told, reading_of, see
from metrics_check.check.since import Since, over_run
from metrics_check.check.waive import apply_waivers, cover, tell_waivers
from metrics_check.check.world import World
from metrics_check.lazy import resolve
from metrics_check.model.coverage import Coverage, joined
from metrics_check.model.outcome import Finding, Outcome, ProfileReport, Verdict
from metrics_check.model.profile import Profile, Waiver
from metrics_check.record import record
from metrics_check.sources.reading import Read
from metrics_check.sources.request import Request
from metrics_check.sources.requires import Requirement

_Reads = Mapping[str, tuple[Read, ...]]


@record
class Seen:
    """What one profile was judged on: its plan, its sight, the reads behind it, and how far the
    counters are that it judges. `coverage` is None where nobody asked for it.
    """

    plan: Plan
    sight: Sight
    reads: Mapping[str, tuple[Read, ...]]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    progress: Progress
    coverage: Coverage | None = None


@record
class Polled:
    """What one poll said. `left_out`: profiles that are not this mode, and why not.

    `is_final`: what is wrong will not mend itself, such as a 401 or a wrong server. `seen` is what
    each profile was judged on whose requirements hold.
    """

    profiles: tuple[ProfileReport, ...]
    findings: tuple[Finding, ...]
    left_out: Mapping[str, str]
    is_final: bool
    seen: tuple[Seen, ...] = ()

    @property
    def coverage(self) -> Coverage:
        """That of what was judged, where it was asked for."""
        return joined(each.coverage for each in self.seen if each.coverage is not None)


def poll(
    plans: tuple[Plan, ...],
    *,
    world: World,
    now: float,
    picks_mode: bool,
    waivers: tuple[Waiver, ...] = (),
    rescrapes: int = 1,
    since: Since | None = None,
    is_covered: bool = False,
) -> Polled:
    """Reads every source once for all plans, and judges each plan whose requirements hold.

    Where `picks_mode`, those of another mode are left out; the rest, and those whose mode nobody
    could be asked for, are reported as not judged. `now` is in Unix seconds. `waivers` are of use
    where they cover something in any of the profiles, and it is told where they do not if all
    there is was judged. `since` is the first read of the run that is judged. `is_covered`: what is
    exposed and not declared is told, too.
    """
    unmet = [_unmet(plan.profile, world=world) for plan in plans]
    ready = [plan for plan, why in zip(plans, unmet, strict=True) if not why]
    how = _How(now, since, rescrapes, is_covered)
    seen = _see_all(ready, world=world, how=how)
    judgeable = iter([_judge(each) for each in seen])
    left_out = {
        plan.profile.name: _not_this_mode(why)
        for plan, why in zip(plans, unmet, strict=True)
        if picks_mode and any(each.is_known for each in why)
    }
    judged = [
        _unjudged(plan, unmet=why) if why else next(judgeable)
        for plan, why in zip(plans, unmet, strict=True)
        if plan.profile.name not in left_out
    ]
    today = datetime.fromtimestamp(now, tz=UTC).date()
    own = [_waive(each, today=today) for each in judged]
    waived = [_waive_all(each, waivers=waivers, today=today) for each in own]
    outcomes = [outcome for each in own for outcome in each.report.outcomes]
    told = tell_waivers(
        waivers,
        outcomes=outcomes,
        findings=[finding for each in own for finding in each.findings],
        today=today,
        is_all=picks_mode and len(ready) == len(plans) and all(map(_was_judged, outcomes)),
    )
    findings = (*(finding for each in waived for finding in each.findings), *told)
    return Polled(
        profiles=tuple(each.report for each in waived),
        findings=tuple(dict.fromkeys(findings)),
        left_out=left_out,
        is_final=any(each.is_final for each in judged),
        seen=seen,
    )


def read_first(plans: tuple[Plan, ...], *, world: World) -> Since:
    """The first read of a run, of what is read and not asked of a server."""
    asks: Asks = [(plan, {}) for plan in plans]
    reads = _read(asks, world=world)
    return Since({plan.profile.name: own for plan, own in zip(plans, reads, strict=True)})


@record
class _How:
    """How one poll goes; see `poll`."""

    now: float
    since: Since | None
    rescrapes: int
    is_covered: bool


@record
class _Judged:
    plan: Plan
    report: ProfileReport
    findings: tuple[Finding, ...]
    is_final: bool = False


def _was_judged(outcome: Outcome) -> bool:
    return outcome.verdict is not Verdict.ERROR and outcome.code != "deselected"


def _unmet(profile: Profile, *, world: World) -> tuple[Requirement, ...]:
    return tuple(each for each in world.requirements(profile) if not each.is_met)


def _see_all(plans: list[Plan], *, world: World, how: _How) -> tuple[Seen, ...]:
    targets = tuple(target for plan in plans for target in plan.profile.targets.values())
    with world.servers(targets) as servers:
        given = iter(servers)
        by_target = [{name: next(given) for name in plan.profile.targets} for plan in plans]
        asks = [
            (plan, {name: server for name, server in own.items() if server is not None})
            for plan, own in zip(plans, by_target, strict=True)
        ]
        told = _told(asks)
        count = how.rescrapes
        reads, *again = [_read(asks, world=world, rescrapes=count) for _ in range(count)]
        at = max((read.read_at for own in reads for read in _flat(own)), default=how.now)
        seen = [
            (plan, _sight(plan, own, at=at, told=of_server, since=how.since))
            for plan, own, of_server in zip(plans, reads, told, strict=True)
        ]
        if any(sight.told for _, sight in seen):
            cast(Prefetch, resolve(PREFETCH))(seen)
            if how.is_covered:
                cast(AskNames, resolve(ASK_NAMES))(sight for _, sight in seen)
        return tuple(
            _seen(plan, sight, reads=[own, *(each[index] for each in again)], how=how)
            for index, ((plan, sight), own) in enumerate(zip(seen, reads, strict=True))
        )


def _seen(plan: Plan, sight: Sight, *, reads: list[_Reads], how: _How) -> Seen:
    first, *again = reads
    outcomes = judge_plan(plan, sight=sight)
    progress = progress_of(plan, sight, now=how.now)
    findings = (*findings_of(sight), *_between(first, again))
    seen = Seen(plan, sight, first, outcomes, findings, progress)
    if not how.is_covered:
        return seen
    coverage_of = cast(CoverageOf, resolve(COVERAGE_OF))
    return replace(seen, coverage=coverage_of(plan, sight, outcomes=outcomes))


def _between(reads: _Reads, again: Sequence[_Reads]) -> Iterator[Finding]:
    for name in reads if again else ():
        for in_order in zip(*(each[name] for each in (reads, *again)), strict=True):
            yield from findings_between(in_order)


def _sight(
    plan: Plan, reads: _Reads, *, at: float, told: Mapping[str, Told], since: Since | None
) -> Sight:
    sight = see(plan.profile, reads, at=at, told=told)
    return sight if since is None else over_run(plan, sight, since=since)


def _told(asks: Asks) -> Sequence[Mapping[str, Told]]:
    if not any(servers for _, servers in asks):
        return [{} for _ in asks]
    survey = cast(Survey, resolve(SURVEY))
    return survey(asks)


def _read(asks: Asks, *, world: World, rescrapes: int = 1) -> list[_Reads]:
    read = [
        {name: target for name, target in plan.profile.targets.items() if name not in servers}
        for plan, servers in asks
    ]
    requests = tuple(
        Request(target, plan.wanted if rescrapes == 1 else with_start_time(plan.wanted))
        for (plan, _), targets in zip(asks, read, strict=True)
        for target in targets.values()
    )
    reads = iter(world.read(requests) if requests else ())
    return [{name: next(reads) for name in targets} for targets in read]


def _flat(reads: _Reads) -> list[Read]:
    return [read for of_target in reads.values() for read in of_target]


def _judge(seen: Seen) -> _Judged:
    plan, sight = seen.plan, seen.sight
    readings = tuple(
        reading
        for name in plan.profile.targets
        for reading in (
            [sight.told[name].reading]
            if name in sight.told
            else [reading_of(read, target=name) for read in seen.reads[name]]
        )
    )
    report = ProfileReport(plan.profile.name, seen.outcomes, readings)
    errors = [read.error for read in _flat(seen.reads)] + [
        view.error for view in sight.views.values()
    ]
    is_final = any(error is not None and error.is_final for error in errors)
    return _Judged(plan, report, seen.findings, is_final)


def _unjudged(plan: Plan, *, unmet: tuple[Requirement, ...]) -> _Judged:
    outcomes: tuple[Outcome, ...] = (
        *(requirement_outcome(each, profile=plan.profile) for each in unmet),
        *(
            skipped(task, profile=plan.profile, code=task.skipped_code or unmet_code(unmet))
            for task in plan.tasks
        ),
    )
    return _Judged(plan, ProfileReport(plan.profile.name, outcomes), ())


def _waive(judged: _Judged, *, today: date) -> _Judged:
    after = apply_waivers(
        judged.report.outcomes,
        judged.findings,
        waivers=judged.plan.profile.waivers,
        today=today,
    )
    report = ProfileReport(judged.report.profile, after.outcomes, judged.report.readings)
    return _Judged(judged.plan, report, after.findings, judged.is_final)


def _waive_all(judged: _Judged, *, waivers: tuple[Waiver, ...], today: date) -> _Judged:
    report = judged.report
    after = cover(report.outcomes, judged.findings, waivers=waivers, today=today)
    covered = ProfileReport(report.profile, after.outcomes, report.readings)
    return _Judged(judged.plan, covered, after.findings, judged.is_final)


def _not_this_mode(unmet: tuple[Requirement, ...]) -> str:
    known = next(each for each in unmet if each.is_known)
    more = f" ({len(unmet) - 1} more unmet)" if len(unmet) > 1 else ""
    return f"not this mode: {known.name} is {known.found}{more}"
