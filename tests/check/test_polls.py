"""What is kept of the reads of a wait."""

from pathlib import Path

from metrics_check.check.checking import Judging
from metrics_check.check.polls import MOST_READS, MOST_TRACKS, PollLog
from metrics_check.errors import UnreadableSource
from metrics_check.model.outcome import Report
from metrics_check.model.polls import Polls, Track
from tests.check.worlds import Clock, World, judge, load
from tests.report.samples import outcome, report_of

A = "http://a:1/metrics"
TEXT = (
    f"targets: {{shop: {{url: '{A}', labels: {{job: shop}}}}}}\nexpectations:\n"
    "  - {id: orders, series: orders_total, expect: sum >= 3}\n"
    "  - {id: depth, series: depth, expect: each <= 5}\n"
    "  - {id: here, series: here, labels: {of: [a]}}\n"
)
DOWN = UnreadableSource("http://a:1/metrics: nothing listens there.", code="refused")


def page(orders: int, depth: float) -> dict[str, str | UnreadableSource]:
    return {A: f'orders_total {orders}\ndepth {depth}\nhere{{of="a"}} 1\n'}


def waited(*pages: dict[str, str | UnreadableSource], folder: Path, wait: float = 60.0) -> Report:
    judging = Judging(wait_seconds=wait)
    return judge(load(TEXT, folder=folder), World(pages), judging=judging, clock=Clock())


def test_each_read_is_told(tmp_path: Path) -> None:
    report = waited({A: DOWN}, page(1, 9), page(2, 4), page(3, 2.5), folder=tmp_path)
    assert report.exit_code == 0
    (polls,) = report.polls
    assert polls == Polls(
        profiles=("p",),
        reads=4,
        seconds=(0.0, 1.0, 2.0, 3.0),
        counts=(("error", (4, 0, 0, 0)), ("fail", (0, 2, 1, 0)), ("pass", (0, 2, 3, 4))),
        tracks=(
            Track(
                *("p", "orders", "expect.sum", "shop"),
                ("error", "fail", "fail", "pass"),
                (None, 1.0, 2.0, 3.0),
            ),
            Track(
                *("p", "depth", "expect.each", "shop"),
                ("error", "fail", "pass", "pass"),
                (None, 9.0, 4.0, 2.5),
            ),
            *(
                Track(
                    *("p", "here", assertion, "shop"),
                    ("error", "pass", "pass", "pass"),
                    (None, None, None, None),
                )
                for assertion in ("presence", "labels.of")
            ),
        ),
    )


def test_one_read_is_no_wait(tmp_path: Path) -> None:
    assert waited(page(3, 1), folder=tmp_path).polls == ()
    assert waited(page(1, 1), folder=tmp_path, wait=0.0).polls == ()


def test_what_never_changed_and_holds_has_no_track(tmp_path: Path) -> None:
    (polls,) = waited(page(1, 2), page(3, 2), folder=tmp_path).polls
    assert [each.id for each in polls.tracks] == ["orders"]


def test_what_does_not_hold_is_told_though_it_never_changed(tmp_path: Path) -> None:
    (polls,) = waited(page(1, 2), folder=tmp_path, wait=2.0).polls
    assert (polls.reads, [each.verdicts for each in polls.tracks]) == (3, [("fail",) * 3])


def test_many_reads_are_thinned_and_the_last_is_kept() -> None:
    log = PollLog()
    for second in range(1000):
        report = report_of(outcome("jobs#expect.sum", observed=str(second)))
        log.add(report, seconds=100.0 + second)
    (polls,) = log.told(report).polls
    assert (polls.reads, polls.seconds[0], polls.seconds[-1]) == (1000, 0.0, 999.0)
    assert MOST_READS / 2 <= len(polls.seconds) <= MOST_READS + 1
    steps = {b - a for a, b in zip(polls.seconds, polls.seconds[1:-1], strict=False)}
    assert steps == {16.0}
    (track,) = polls.tracks
    assert track.values[-2:] == (992.0, 999.0)
    assert len(track.values) == len(track.verdicts) == len(polls.seconds)


def test_many_outcomes_are_bounded() -> None:
    log = PollLog()
    for value in (1, 2):
        many = [outcome(f"jobs-{n}#expect.sum", observed=str(value)) for n in range(300)]
        log.add(report_of(*many), seconds=float(value))
    (polls,) = log.told(report_of(*many)).polls
    assert len(polls.tracks) == MOST_TRACKS
