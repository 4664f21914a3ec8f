"""One read of everything, judged: what a check does once, and while waiting again and again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Protocol

from metrics_check.check.findings import findings_of
from metrics_check.check.outcomes import judge_plan, requirement_outcome, skipped
from metrics_check.check.plan import Plan
from metrics_check.check.sight import fault_of, see
from metrics_check.check.waive import apply_waivers, cover, tell_waivers
from metrics_check.model.outcome import Finding, Outcome, ProfileReport, TargetReading
from metrics_check.model.profile import Profile, Waiver
from metrics_check.record import record
from metrics_check.sources.reading import Read
from metrics_check.sources.request import Request
from metrics_check.sources.requires import Requirement

_Reads = Mapping[str, tuple[Read, ...]]


class World(Protocol):
    """What a check reads: targets, and whether a profile's requirements hold."""

    def read(self, requests: tuple[Request, ...]) -> tuple[tuple[Read, ...], ...]:
        """For each request, in order, one read a URL; failures are in the reads."""

    def requirements(self, profile: Profile) -> tuple[Requirement, ...]:
        """Every requirement of the profile with what was found."""


@record
class Polled:
    """What one poll said. `left_out`: profiles that are not this mode, and why not.

    `is_final`: what is wrong will not mend itself, such as a 401 or a wrong server.
    """

    profiles: tuple[ProfileReport, ...]
    findings: tuple[Finding, ...]
    left_out: Mapping[str, str]
    is_final: bool


def poll(
    plans: tuple[Plan, ...],
    *,
    world: World,
    now: float,
    picks_mode: bool,
    waivers: tuple[Waiver, ...] = (),
) -> Polled:
    """Reads every source once for all plans, and judges each plan whose requirements hold.

    The others are left out where `picks_mode`, else reported as not judged. `now` is in Unix
    seconds. `waivers` are of use where they cover something in any of the profiles.
    """
    unmet = [_unmet(plan.profile, world=world) for plan in plans]
    reads = _read([plan for plan, why in zip(plans, unmet, strict=True) if not why], world=world)
    at = max((read.read_at for own in reads for read in _flat(own)), default=now)
    remaining = iter(reads)
    judged = [
        _unjudged(plan, unmet=why) if why else _judge(plan, reads=next(remaining), at=at)
        for plan, why in zip(plans, unmet, strict=True)
        if not (why and picks_mode)
    ]
    today = datetime.fromtimestamp(now, tz=UTC).date()
    own = [_waive(each, today=today) for each in judged]
    waived = [_waive_all(each, waivers=waivers, today=today) for each in own]
    told = tell_waivers(
        waivers,
        outcomes=[outcome for each in own for outcome in each.report.outcomes],
        findings=[finding for each in own for finding in each.findings],
        today=today,
    )
    findings = (*(finding for each in waived for finding in each.findings), *told)
    return Polled(
        profiles=tuple(each.report for each in waived),
        findings=tuple(dict.fromkeys(findings)),
        left_out={
            plan.profile.name: _not_this_mode(why)
            for plan, why in zip(plans, unmet, strict=True)
            if why and picks_mode
        },
        is_final=any(read.error and read.error.is_final for own in reads for read in _flat(own)),
    )


@record
class _Judged:
    plan: Plan
    report: ProfileReport
    findings: tuple[Finding, ...]


def _unmet(profile: Profile, *, world: World) -> tuple[Requirement, ...]:
    return tuple(each for each in world.requirements(profile) if not each.is_met)


def _read(plans: list[Plan], *, world: World) -> list[_Reads]:
    requests = tuple(
        Request(target, plan.wanted) for plan in plans for target in plan.profile.targets.values()
    )
    reads = iter(world.read(requests) if requests else ())
    return [{name: next(reads) for name in plan.profile.targets} for plan in plans]


def _flat(reads: _Reads) -> list[Read]:
    return [read for of_target in reads.values() for read in of_target]


def _judge(plan: Plan, *, reads: _Reads, at: float) -> _Judged:
    sight = see(plan.profile, reads, at=at)
    readings = tuple(_reading(read, target=name) for name, each in reads.items() for read in each)
    report = ProfileReport(plan.profile.name, judge_plan(plan, sight=sight), readings)
    return _Judged(plan, report, findings_of(sight))


def _unjudged(plan: Plan, *, unmet: tuple[Requirement, ...]) -> _Judged:
    outcomes: tuple[Outcome, ...] = (
        *(requirement_outcome(each, profile=plan.profile) for each in unmet),
        *(
            skipped(task, profile=plan.profile, code=task.skipped_code or "requires-unmet")
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
    return _Judged(judged.plan, report, after.findings)


def _waive_all(judged: _Judged, *, waivers: tuple[Waiver, ...], today: date) -> _Judged:
    report = judged.report
    after = cover(report.outcomes, judged.findings, waivers=waivers, today=today)
    covered = ProfileReport(report.profile, after.outcomes, report.readings)
    return _Judged(judged.plan, covered, after.findings)


def _reading(read: Read, *, target: str) -> TargetReading:
    fault = fault_of(read)
    return TargetReading(
        target=target,
        url=read.url,
        series=read.series,
        milliseconds=read.seconds * 1000,
        error="" if fault is None else str(fault),
    )


def _not_this_mode(unmet: tuple[Requirement, ...]) -> str:
    first, *others = unmet
    more = f" (and {len(others)} more)" if others else ""
    return f"not this mode: {first.name} is {first.found}{more}"
