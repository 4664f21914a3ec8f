"""A check: read and judge, and again until it holds or the time is over."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import cast

from metrics_check.check.clock import Clock
from metrics_check.check.plan import Plan
from metrics_check.check.poll import Polled, Seen, poll
from metrics_check.check.polls import PollLog
from metrics_check.check.references import WITH_COVERAGE, WithCoverage
from metrics_check.check.since import Since
from metrics_check.check.world import World
from metrics_check.lazy import resolve
from metrics_check.model.outcome import Outcome, Report, Verdict
from metrics_check.model.profile import Waiver
from metrics_check.record import record

_NOT_YET = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN})
_TIMED_OUT = "timeout"
# A read of what is well takes less, also when the time is over.
_LEAST_SECONDS = 1.0
# The query itself is at fault: the same text will be refused again.
_REFUSED = frozenset({"bad-promql", "needs-history", "unsupported"})


@record
class Judging:
    """How a check goes. `picks_mode`: leave out profiles whose requirements do not hold.

    `since` is the first read of the run that is judged, None where the state is.

    `waivers` are those of all profiles together, beside each profile's own.

    Each time it reads `rescrapes` times in a row, judges the first and compares the others.
    It polls every `interval_seconds` for at most `wait_seconds`; 0: it reads once.

    `is_covered`: the coverage is told, too; `least_percent` of it is asked for, None: nothing.
    """

    is_strict: bool = False
    allows_unproven: bool = False
    picks_mode: bool = False
    wait_seconds: float = 0.0
    interval_seconds: float = 1.0
    rescrapes: int = 1
    waivers: tuple[Waiver, ...] = ()
    since: Since | None = None
    is_covered: bool = False
    least_percent: float | None = None

    @property
    def tells_coverage(self) -> bool:
        """Whether it is told how much of what is exposed is declared."""
        return self.is_covered or self.least_percent is not None


Tell = Callable[[Report, float], None]
"""What is told of a read that is not the last: its report, and the seconds that are left."""


@record
class Checked:
    """What a check came to: the report, and what it was judged on."""

    report: Report
    seen: tuple[Seen, ...] = ()


def check(
    plans: Iterable[Plan],
    *,
    world: World,
    clock: Clock,
    judging: Judging,
    tell: Tell | None = None,
) -> Report:
    """The report of `check_seen`."""
    return check_seen(plans, world=world, clock=clock, judging=judging, tell=tell).report


def check_seen(
    plans: Iterable[Plan],
    *,
    world: World,
    clock: Clock,
    judging: Judging,
    tell: Tell | None = None,
) -> Checked:
    """The report of the first read without error, fail or unproven, or of the last one in time.

    Where it is strict, without a warning too. No read lasts beyond the time but for a second: one
    that is cut short by that does not count where there was one before.
    What waiting cannot mend (a query that is refused, 401, 403, a wrong server) ends it at once.
    """
    planned = tuple(plans)
    deadline = clock.elapsed() + judging.wait_seconds
    log = PollLog()
    last: Checked | None = None
    while True:
        polled = poll(
            planned,
            world=bounded(world, left=deadline - clock.elapsed(), judging=judging),
            now=clock.now(),
            picks_mode=judging.picks_mode,
            waivers=judging.waivers,
            rescrapes=judging.rescrapes,
            since=judging.since,
            is_covered=judging.tells_coverage,
        )
        report = report_of(polled, judging=judging)
        left = deadline - clock.elapsed()
        if left <= 0 and last is not None and is_cut_short(report):
            return Checked(log.told(last.report), last.seen)
        if judging.wait_seconds:
            log.add(report, seconds=clock.elapsed())
        if left <= 0 or polled.is_final or is_settled(report):
            return Checked(log.told(report), polled.seen)
        last = Checked(report, polled.seen)
        if tell is not None:
            tell(report, left)
        clock.sleep(min(judging.interval_seconds, left))


def not_yet(report: Report) -> tuple[Outcome, ...]:
    """The outcomes that are waited for."""
    verdicts = _NOT_YET | {Verdict.WARN} if report.is_strict else _NOT_YET
    return tuple(each for each in report.outcomes if each.verdict in verdicts)


def bounded(world: World, *, left: float, judging: Judging) -> World:
    """The world for one more read, which is not to last beyond the time that is left."""
    return world.within(max(left, _LEAST_SECONDS)) if judging.wait_seconds else world


def is_cut_short(report: Report) -> bool:
    """Whether a read did not come to its end in time."""
    return any(each.code == _TIMED_OUT for each in report.outcomes)


def report_of(polled: Polled, *, judging: Judging) -> Report:
    """The report of one read."""
    report = Report(
        profiles=polled.profiles,
        findings=polled.findings,
        not_judged=polled.left_out,
        is_strict=judging.is_strict,
        allows_unproven=judging.allows_unproven,
    )
    if not judging.tells_coverage:
        return report
    with_coverage = cast(WithCoverage, resolve(WITH_COVERAGE))
    return with_coverage(report, coverage=replace(polled.coverage, minimum=judging.least_percent))


def is_settled(report: Report) -> bool:
    """Whether there is nothing to wait for: all of it holds, or a query is refused."""
    outcomes = report.outcomes
    if any(each.verdict is Verdict.ERROR and each.code in _REFUSED for each in outcomes):
        return True
    return bool(outcomes) and not not_yet(report)
