"""A check: read and judge, and again until it holds or the time is over."""

from collections.abc import Iterable

from metrics_check.check.clock import Clock
from metrics_check.check.plan import Plan
from metrics_check.check.poll import Polled, World, poll
from metrics_check.model.outcome import Report, Verdict
from metrics_check.model.profile import Waiver
from metrics_check.record import record

_NOT_YET = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN})
# The query itself is at fault: the same text will be refused again.
_REFUSED = frozenset({"bad-promql", "needs-history", "unsupported"})


@record
class Judging:
    """How a check goes. `picks_mode`: leave out profiles whose requirements do not hold.

    `waivers` are those of all profiles together, beside each profile's own.

    Each time it reads `rescrapes` times in a row, judges the first and compares the others.
    It polls every `interval_seconds` for at most `wait_seconds`; 0: it reads once.
    """

    is_strict: bool = False
    allows_unproven: bool = False
    picks_mode: bool = False
    wait_seconds: float = 0.0
    interval_seconds: float = 1.0
    rescrapes: int = 1
    waivers: tuple[Waiver, ...] = ()


def check(plans: Iterable[Plan], *, world: World, clock: Clock, judging: Judging) -> Report:
    """The report of the first read without error, fail or unproven, or of the last one in time.

    Where it is strict, without a warning too.
    What waiting cannot mend (a query that is refused, 401, 403, a wrong server) ends it at once.
    """
    planned = tuple(plans)
    deadline = clock.elapsed() + judging.wait_seconds
    while True:
        polled = poll(
            planned,
            world=world,
            now=clock.now(),
            picks_mode=judging.picks_mode,
            waivers=judging.waivers,
            rescrapes=judging.rescrapes,
        )
        report = _report(polled, judging=judging)
        left = deadline - clock.elapsed()
        if left <= 0 or polled.is_final or _is_settled(report):
            return report
        clock.sleep(min(judging.interval_seconds, left))


def _report(polled: Polled, *, judging: Judging) -> Report:
    return Report(
        profiles=polled.profiles,
        findings=polled.findings,
        not_judged=polled.left_out,
        is_strict=judging.is_strict,
        allows_unproven=judging.allows_unproven,
    )


def _is_settled(report: Report) -> bool:
    outcomes = report.outcomes
    if any(each.verdict is Verdict.ERROR and each.code in _REFUSED for each in outcomes):
        return True
    not_yet = _NOT_YET | {Verdict.WARN} if report.is_strict else _NOT_YET
    return bool(outcomes) and not any(each.verdict in not_yet for each in outcomes)
