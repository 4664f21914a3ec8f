"""A run: the first read, and after the command read on until it has ended, which is judged."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from metrics_check.check.checking import (
    Checked,
    Judging,
    Tell,
    bounded,
    is_cut_short,
    is_settled,
    report_of,
)
from metrics_check.check.clock import Clock
from metrics_check.check.plan import Plan
from metrics_check.check.poll import Polled, Seen, poll
from metrics_check.check.polls import PollLog
from metrics_check.check.progress import Counted
from metrics_check.check.since import Since
from metrics_check.check.world import World
from metrics_check.model.outcome import Finding, Outcome, ProfileReport, Report, Verdict
from metrics_check.record import record

_NOT_SCRAPED = "not-scraped"
_STILL_MOVING = "still-moving"


@record
class Beginning:
    """The first read of a run. `refused`: the report of what could not be read, None where all was.

    `seen` is what was read, for the evidence.
    """

    since: Since
    refused: Report | None
    seen: tuple[Seen, ...] = ()


@record
class Pace:
    """How a run is read: `quiet_seconds` without any counter moving end it.

    `is_fresh`: the command starts services that are not there before.
    """

    quiet_seconds: float = 2.0
    is_fresh: bool = False


def begin_run(
    plans: tuple[Plan, ...], *, world: World, clock: Clock, judging: Judging, pace: Pace
) -> Beginning:
    """The first read. Of a server it is the first scrape from now on, so that the increase begins
    with the run.
    """
    begun, deadline = clock.now(), clock.elapsed() + judging.wait_seconds
    while True:
        world_now = _Unasked(world) if pace.is_fresh else world
        polled = poll(plans, world=world_now, now=clock.now(), picks_mode=False)
        refused = None if pace.is_fresh else _refused(polled, judging=judging)
        is_late = clock.elapsed() >= deadline
        if refused is not None or is_late or _as_of(polled) >= begun:
            break
        clock.sleep(judging.interval_seconds)
    if refused is None and _as_of(polled) < begun:
        report = report_of(polled, judging=judging)
        message = "the server has not scraped it since the run began; wait longer with --wait"
        refused = replace(report, profiles=tuple(_unread(report, message=message)))
    return Beginning(_since(polled.seen, is_fresh=pace.is_fresh), refused, polled.seen)


def end_run(
    plans: tuple[Plan, ...],
    *,
    world: World,
    clock: Clock,
    judging: Judging,
    pace: Pace,
    tell: Tell | None = None,
) -> Checked:
    """The last read of the run since `judging.since`, whose command has just ended.

    It is read on until one read has no error, fail or unproven, at most for `judging.wait_seconds`,
    and then until no judged counter moves for a while. Of a server only scrapes from now on count.
    """
    watch = _Watch(ended_at=clock.now(), quiet_seconds=pace.quiet_seconds)
    deadline = clock.elapsed() + judging.wait_seconds
    log = PollLog()
    last: Checked | None = None
    while True:
        left = max(deadline, watch.quiet_until) - clock.elapsed()
        polled = poll(
            plans,
            world=bounded(world, left=left, judging=judging),
            now=clock.now(),
            picks_mode=False,
            waivers=judging.waivers,
            since=judging.since,
            is_covered=judging.tells_coverage,
        )
        report = report_of(polled, judging=judging)
        if last is not None and is_cut_short(report) and clock.elapsed() >= deadline:
            return last
        watch.look(polled, report, elapsed=clock.elapsed())
        log.add(report, seconds=clock.elapsed())
        last = Checked(log.told(watch.judged(report)), polled.seen)
        left = max(deadline, watch.quiet_until) - clock.elapsed()
        if polled.is_final or watch.is_over or left <= 0:
            return last
        if tell is not None:
            tell(report, left)
        clock.sleep(min(judging.interval_seconds, left))


class _Watch:
    """What tells over several reads that a run has ended."""

    def __init__(self, *, ended_at: float, quiet_seconds: float) -> None:
        self._ended_at = ended_at
        self._quiet_seconds = quiet_seconds
        self._counted: Counted | None = None
        self._still_since = 0.0
        self._settled_at: float | None = None
        self._as_of = 0.0
        self.quiet_until = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it held once since the command ended, and nothing has moved for a while."""
        if self._settled_at is None:
            return False
        still_since = max(self._still_since, self._settled_at)
        return self._as_of - still_since >= self._quiet_seconds

    def look(self, polled: Polled, report: Report, *, elapsed: float) -> None:
        """Takes one more read into account."""
        self._as_of = _as_of(polled)
        counted = tuple(each for seen in polled.seen for each in seen.progress.counted)
        if counted != self._counted:
            self._counted, self._still_since = counted, self._as_of
        is_scraped = self._as_of >= self._ended_at
        if self._settled_at is None and is_scraped and is_settled(report):
            self._settled_at = self._as_of
            self.quiet_until = elapsed + self._quiet_seconds

    def judged(self, report: Report) -> Report:
        """The report of the last read; that it came too early is an error, or a finding."""
        if self._as_of < self._ended_at:
            message = (
                "the server has not scraped it since the command ended; wait longer with --wait"
            )
            return replace(report, profiles=tuple(_unread(report, message=message)))
        if self._settled_at is None or self.is_over:
            return report
        message = (
            f"counters still moved within {self._quiet_seconds:g} s of the last read; "
            "wait longer with --wait, or see what else drives the services"
        )
        moving = Finding(_STILL_MOVING, "warning", "", "", message)
        return replace(report, findings=(*report.findings, moving))


class _Unasked:
    """A world before its services are started: nothing is required of them yet."""

    def __init__(self, world: World) -> None:
        self.within = world.within
        self.read = world.read
        self.servers = world.servers

    def requirements(self, profile: object) -> tuple[()]:  # noqa: ARG002 -- as its Protocol says
        """None."""
        return ()


def _as_of(polled: Polled) -> float:
    return min((seen.progress.as_of for seen in polled.seen), default=float("inf"))


def _since(seen: tuple[Seen, ...], *, is_fresh: bool) -> Since:
    return Since(
        reads={each.plan.profile.name: each.reads for each in seen},
        moments={
            told.server: told.answers.at
            for each in seen
            for told in each.sight.told.values()
            if told.answers.at
        },
        is_fresh=is_fresh,
    )


def _refused(polled: Polled, *, judging: Judging) -> Report | None:
    """The report of what could not be read; what it would have said else was not asked for yet."""
    report = report_of(polled, judging=judging)
    lost = {
        (profile.profile, reading.target)
        for profile in report.profiles
        for reading in profile.readings
        if reading.error
    }

    def is_error(outcome: Outcome) -> bool:
        is_unread = (outcome.profile, outcome.target) in lost
        return outcome.verdict is Verdict.ERROR and (outcome.assertion == "requires" or is_unread)

    if not any(map(is_error, report.outcomes)):
        return None
    return replace(report, findings=(), profiles=tuple(_kept(report, is_error)))


def _kept(report: Report, is_kept: Callable[[Outcome], bool]) -> Iterator[ProfileReport]:
    for profile in report.profiles:
        outcomes = tuple(each if is_kept(each) else _not_run(each) for each in profile.outcomes)
        yield replace(profile, outcomes=outcomes)


def _not_run(outcome: Outcome) -> Outcome:
    return _blank(outcome, Verdict.SKIPPED, code="not-run", message="the command was not started")


def _unread(report: Report, *, message: str) -> Iterator[ProfileReport]:
    for profile in report.profiles:
        outcomes = tuple(
            each
            if each.verdict in {Verdict.ERROR, Verdict.SKIPPED}
            else _blank(each, Verdict.ERROR, code=_NOT_SCRAPED, message=message)
            for each in profile.outcomes
        )
        yield replace(profile, outcomes=outcomes)


def _blank(outcome: Outcome, verdict: Verdict, *, code: str, message: str) -> Outcome:
    return replace(
        outcome,
        verdict=verdict,
        code=code,
        message=message,
        observed=None,
        evidence=(),
        evidence_total=0,
        diagnosis=(),
    )
