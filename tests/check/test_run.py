"""Runs in a world in memory: exact increases, restarts, and when a run is over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.check.checking import Judging
from metrics_check.check.plan import Plan, Selection, plan_check
from metrics_check.check.run import Pace, begin_run, end_run
from metrics_check.errors import UnreadableSource
from metrics_check.located import Place
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Profile
from metrics_check.sources.requires import Requirement
from tests.check.worlds import Clock, Page, World, load, verdicts

API = "http://api:1/metrics"
TARGET = f"targets: {{api: {{url: {API}}}}}\nexpectations:\n"
DOWN = UnreadableSource("refused the connection", code="unreachable")
JOBS = "# HELP jobs_total Jobs.\n# TYPE jobs_total counter\n"
WAIT = "# TYPE wait_seconds histogram\n"
EXACT = TARGET + "  - {id: jobs, series: jobs_total, expect: sum >= 1, run: sum == 16}\n"
BEFORE = f"{JOBS}jobs_total 100\n"
PACE = Pace(quiet_seconds=2.0)


def waited(count: int, *, total: float, slow: int = 0) -> str:
    """A histogram of that many observations, so many of them above its bound."""
    return (
        f'{WAIT}wait_seconds_bucket{{le="1.0"}} {count - slow}\n'
        f'wait_seconds_bucket{{le="+Inf"}} {count}\n'
        f"wait_seconds_sum {total}\nwait_seconds_count {count}\n"
    )


def planned(text: str, folder: Path) -> tuple[Plan, ...]:
    """The plan of a run of this profile."""
    return (plan_check(load(text, folder=folder), selection=Selection(), is_run=True),)


def run(
    plans: tuple[Plan, ...],
    pages: Sequence[Page],
    *,
    pace: Pace = PACE,
    wait_seconds: float = 10.0,
    clock: Clock | None = None,
) -> tuple[Report, World]:
    """The report of the run from the first page over the others, and the world after it."""
    world, time = World(pages), clock or Clock()
    judging = Judging(wait_seconds=wait_seconds)
    beginning = begin_run(plans, world=world, clock=time, judging=judging, pace=pace)
    if beginning.refused is not None:
        return beginning.refused, world
    since = replace(judging, since=beginning.since)
    checked = end_run(plans, world=world, clock=time, judging=since, pace=pace)
    return checked.report, world


def pages_of(*texts: str | UnreadableSource) -> list[Page]:
    return [{API: text} for text in texts]


ROWS: Mapping[str, tuple[str, str, str, tuple[str, str]]] = {
    "counted in this run": (
        "- {id: x, series: jobs_total, run: sum == 16}",
        BEFORE,
        f"{JOBS}jobs_total 116\n",
        ("pass", ""),
    ),
    "yesterday's counter proves nothing": (
        "- {id: x, series: jobs_total, expect: sum >= 1}",
        BEFORE,
        BEFORE,
        ("fail", "bound-violated"),
    ),
    "one too many": (
        "- {id: x, series: jobs_total, run: sum == 16}",
        BEFORE,
        f"{JOBS}jobs_total 117\n",
        ("fail", "bound-violated"),
    ),
    "a new series counts from 0": (
        "- {id: x, series: 'jobs_total{s=\"b\"}', run: sum == 16}",
        f'{JOBS}jobs_total{{s="a"}} 100\n',
        f'{JOBS}jobs_total{{s="a"}} 100\njobs_total{{s="b"}} 16\n',
        ("pass", ""),
    ),
    "per series, so one that fell hides nothing": (
        "- {id: x, series: jobs_total, expect: sum >= 13}",
        f'{JOBS}jobs_total{{s="a"}} 100\njobs_total{{s="b"}} 100\n',
        f'{JOBS}jobs_total{{s="a"}} 110\njobs_total{{s="b"}} 3\n',
        ("pass", ""),
    ),
    "a gauge is read now": (
        "- {id: x, series: depth, type: gauge, expect: sum == 100}",
        "# TYPE depth gauge\ndepth 90\n",
        "# TYPE depth gauge\ndepth 100\n",
        ("pass", ""),
    ),
    "NaN satisfies nothing": (
        "- {id: x, series: jobs_total, expect: sum >= 0}",
        f"{JOBS}jobs_total 1\n",
        f"{JOBS}jobs_total NaN\n",
        ("fail", "bound-violated"),
    ),
    "observations": (
        "- {id: x, series: wait_seconds, type: histogram, run: observations == 4}",
        waited(10, total=10),
        waited(14, total=12),
        ("pass", ""),
    ),
    "the mean of this run": (
        "- {id: x, series: wait_seconds, type: histogram, run: mean <= 0.5s}",
        waited(10, total=1000, slow=10),
        waited(14, total=1002, slow=10),
        ("pass", ""),
    ),
    "no observation in this run": (
        "- {id: x, series: wait_seconds, type: histogram, run: mean <= 1s}",
        waited(10, total=1),
        waited(10, total=1),
        ("unproven", "no-observations"),
    ),
    "within, of this run": (
        "- {id: x, series: wait_seconds, type: histogram, run: within <= 1s}",
        waited(10, total=1000, slow=10),
        waited(14, total=1002, slow=10),
        ("pass", ""),
    ),
    "not within, of this run": (
        "- {id: x, series: wait_seconds, type: histogram, run: within <= 1s}",
        waited(10, total=1),
        waited(14, total=9, slow=1),
        ("fail", "bound-violated"),
    ),
    "a sum that falls is no restart": (
        "- {id: x, series: wait_seconds, type: histogram, run: total == -5}",
        waited(10, total=10),
        waited(11, total=5),
        ("pass", ""),
    ),
    "what is conserved": (
        '- {id: x, only_in: run, holds: \'jobs_total{s="a"} == on () jobs_total{s="b"}\'}',
        f'{JOBS}jobs_total{{s="a"}} 100\njobs_total{{s="b"}} 90\n',
        f'{JOBS}jobs_total{{s="a"}} 116\njobs_total{{s="b"}} 106\n',
        ("pass", ""),
    ),
    "what is not conserved": (
        '- {id: x, only_in: run, holds: \'jobs_total{s="a"} == on () jobs_total{s="b"}\'}',
        f'{JOBS}jobs_total{{s="a"}} 100\njobs_total{{s="b"}} 100\n',
        f'{JOBS}jobs_total{{s="a"}} 116\njobs_total{{s="b"}} 115\n',
        ("fail", "condition-violated"),
    ),
    "what ran before exercises nothing": (
        "- {id: x, series: depth, expect: sum >= 1, exercised_by: jobs_total > 0}",
        f"{BEFORE}depth 0\n",
        f"{BEFORE}depth 0\n",
        ("unproven", "not-exercised"),
    ),
    "only in state": (
        "- {id: x, series: jobs_total, only_in: state, expect: sum >= 1}",
        BEFORE,
        f"{JOBS}jobs_total 116\n",
        ("skipped", "only-in-state"),
    ),
    "untyped by its name": (
        "- {id: x, series: jobs_total, run: sum == 16}",
        "jobs_total 100\n",
        "jobs_total 116\n",
        ("pass", ""),
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_rises_is_judged_by_its_increase(
    row: tuple[str, str, str, tuple[str, str]], tmp_path: Path
) -> None:
    entry, before, after, expected = row
    plans = planned(f"{TARGET}  {entry}\n", tmp_path)
    report, _ = run(plans, pages_of(before, after), wait_seconds=0.0)
    found = verdicts(report)
    found.pop("x#presence", None)
    found.pop("x#type", None)
    assert list(found.values()) == [expected]


def test_run_takes_the_place_of_the_same_aggregate(tmp_path: Path) -> None:
    text = (
        "  - {id: x, series: m_total, expect: [sum >= 1, any >= 1], warn: sum <= 9, run: sum == 2}"
    )
    profile = load(f"{TARGET}{text}\n", folder=tmp_path)
    names = [
        [
            task.assertion.name
            for task in plan_check(profile, selection=Selection(), is_run=is_run).tasks
        ]
        for is_run in (False, True)
    ]
    assert names == [
        ["expect.sum", "expect.any", "warn.sum"],
        ["expect.any", "warn.sum", "run.sum"],
    ]


STARTED = "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds {}\n"
RESTARTED = {
    "its value fell": (
        f"{JOBS}jobs_total 100\n",
        f"{JOBS}jobs_total 9\n",
        "jobs_total fell from 100 to 9",
    ),
    "its process began anew": (
        f"{JOBS}jobs_total 5\n{STARTED.format(100)}",
        f"{JOBS}jobs_total 9\n{STARTED.format(160)}",
        "process_start_time_seconds rose",
    ),
    "its series began anew": (
        f"{JOBS}jobs_total 5\n# TYPE jobs_created gauge\njobs_created 100\n",
        f"{JOBS}jobs_total 9\n# TYPE jobs_created gauge\njobs_created 160\n",
        "jobs_created rose",
    ),
}


@pytest.mark.parametrize("row", RESTARTED.values(), ids=RESTARTED)
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("sum >= 1", ("pass", ""), id="at least"),
        pytest.param("sum > 3", ("pass", ""), id="more than"),
        pytest.param("sum >= 99", ("fail", "bound-violated"), id="not at least"),
        pytest.param("sum == 9", ("unproven", "restarted-in-run"), id="exactly"),
        pytest.param("sum == 16", ("unproven", "restarted-in-run"), id="not exactly"),
        pytest.param("sum <= 99", ("unproven", "restarted-in-run"), id="at most"),
        pytest.param("sum 1 .. 99", ("unproven", "restarted-in-run"), id="between"),
    ],
)
def test_after_a_restart_it_is_a_lower_bound(
    row: tuple[str, str, str], line: str, expected: tuple[str, str], tmp_path: Path
) -> None:
    before, after, why = row
    plans = planned(f"{TARGET}  - {{id: x, series: jobs_total, run: {line}}}\n", tmp_path)
    report, _ = run(plans, pages_of(before, after), wait_seconds=0.0)
    assert verdicts(report)["x#run.sum"] == expected
    assert [(each.code, each.message) for each in report.findings] == [
        (
            "restarted-in-run",
            f"api:1 began anew in the run ({why}); what it had counted before that is not in the "
            "increase",
        )
    ]


def test_after_a_restart_nothing_is_said_of_what_is_conserved(tmp_path: Path) -> None:
    entry = "  - {id: x, holds: sum(jobs_total) == sum(done_total)}\n"
    text = f"{JOBS}jobs_total {{0}}\n# TYPE done_total counter\ndone_total {{0}}\n"
    report, _ = run(
        planned(f"{TARGET}{entry}", tmp_path),
        pages_of(text.format(7), text.format(3)),
        wait_seconds=0.0,
    )
    assert verdicts(report)["x#holds"] == ("unproven", "restarted-in-run")
    assert report.outcomes[0].message == (
        "api:1 began anew in the run (jobs_total fell from 7 to 3), "
        "so its increase is a lower bound"
    )


def test_the_promql_of_an_outcome_asks_a_server_for_the_same(tmp_path: Path) -> None:
    report, _ = run(planned(EXACT, tmp_path), pages_of(BEFORE, BEFORE), wait_seconds=0.0)
    probe = report.outcomes[0].probe
    assert probe is not None
    assert probe.observed == (
        'sum by (job) ((jobs_total{job="api"} - jobs_total{job="api"} @ 1777636800.000 >= 0'
        ' or jobs_total{job="api"} + 0))'
    )


COUNTED = [f"{JOBS}jobs_total {100 + n}\n" for n in range(20)]


def test_it_is_read_until_it_holds_and_nothing_moves(tmp_path: Path) -> None:
    pages = pages_of(BEFORE, COUNTED[9], COUNTED[16])
    clock = Clock()
    report, world = run(planned(EXACT, tmp_path), pages, clock=clock)
    assert verdicts(report) == {"jobs#run.sum": ("pass", "")}
    # The first read, one that does not hold, and three that do, two seconds apart.
    assert (world.polls, clock.passed) == (5, 3.0)


def test_a_callback_too_many_is_seen_after_it_held(tmp_path: Path) -> None:
    pages = pages_of(BEFORE, COUNTED[16], COUNTED[16], COUNTED[17])
    report, _ = run(planned(EXACT, tmp_path), pages)
    assert verdicts(report) == {"jobs#run.sum": ("fail", "bound-violated")}
    assert report.outcomes[0].observed == "17"


def test_what_never_holds_is_waited_for_so_long(tmp_path: Path) -> None:
    clock = Clock()
    report, _ = run(planned(EXACT, tmp_path), pages_of(BEFORE, COUNTED[15]), clock=clock)
    assert verdicts(report) == {"jobs#run.sum": ("fail", "bound-violated")}
    assert clock.passed == 10.0


def test_a_last_read_that_is_cut_short_does_not_count(tmp_path: Path) -> None:
    late = UnreadableSource("gave no answer", code="timeout")
    pages = pages_of(BEFORE, COUNTED[15], late)
    report, world = run(planned(EXACT, tmp_path), pages, wait_seconds=1.0)
    assert (verdicts(report), world.polls) == ({"jobs#run.sum": ("fail", "bound-violated")}, 3)


def test_what_moves_on_and_on_is_judged_and_told(tmp_path: Path) -> None:
    text = f"{TARGET}  - {{id: jobs, series: jobs_total, expect: sum >= 1}}\n"
    report, _ = run(planned(text, tmp_path), pages_of(BEFORE, *COUNTED[1:15]), wait_seconds=5.0)
    assert verdicts(report) == {"jobs#expect.sum": ("pass", "")}
    assert [each.code for each in report.findings] == ["still-moving"]


def test_a_first_read_that_fails_is_refused(tmp_path: Path) -> None:
    report, world = run(planned(EXACT, tmp_path), pages_of(DOWN, COUNTED[16]))
    assert verdicts(report) == {"jobs#run.sum": ("error", "unreachable")}
    assert (report.exit_code, world.polls) == (3, 1)


def test_what_does_not_hold_at_first_is_no_reason_to_refuse(tmp_path: Path) -> None:
    report, _ = run(planned(EXACT, tmp_path), pages_of("other 1\n", f"{JOBS}jobs_total 16\n"))
    assert verdicts(report) == {"jobs#run.sum": ("pass", "")}


FRESH = Pace(quiet_seconds=2.0, is_fresh=True)


def test_a_fresh_service_counts_from_0(tmp_path: Path) -> None:
    report, _ = run(
        planned(EXACT, tmp_path), pages_of(DOWN, DOWN, f"{JOBS}jobs_total 16\n"), pace=FRESH
    )
    assert verdicts(report) == {"jobs#run.sum": ("pass", "")}


def test_a_fresh_service_in_place_of_another_counts_from_0(tmp_path: Path) -> None:
    before = f"{JOBS}jobs_total 5\n{STARTED.format(100)}"
    after = f"{JOBS}jobs_total 16\n{STARTED.format(160)}"
    report, _ = run(planned(EXACT, tmp_path), pages_of(before, after), pace=FRESH)
    assert (verdicts(report), report.findings) == ({"jobs#run.sum": ("pass", "")}, ())


def test_a_service_that_was_there_is_not_fresh(tmp_path: Path) -> None:
    report, _ = run(planned(EXACT, tmp_path), pages_of(BEFORE, COUNTED[16]), pace=FRESH)
    assert verdicts(report) == {"jobs#run.sum": ("pass", "")}


UNMET = Requirement("MODE", False, "a", "b", "set MODE=b", Place("p.yaml", 1, 1))


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        pytest.param(
            PACE,
            {"MODE#requires": ("error", "requires-unmet"), "jobs#run.sum": ("skipped", "not-run")},
            id="asked before the command",
        ),
        pytest.param(FRESH, {"jobs#run.sum": ("pass", "")}, id="fresh, asked after it only"),
    ],
)
def test_what_it_requires(pace: Pace, expected: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    class Started(World):
        def requirements(self, _: Profile) -> tuple[Requirement, ...]:
            return () if self.polls else (UNMET,)

    plans, world, clock = planned(EXACT, tmp_path), Started(pages_of(BEFORE, COUNTED[16])), Clock()
    beginning = begin_run(plans, world=world, clock=clock, judging=Judging(), pace=pace)
    report = (
        beginning.refused
        or end_run(
            plans, world=world, clock=clock, judging=Judging(since=beginning.since), pace=pace
        ).report
    )
    assert verdicts(report) == expected


REPLICAS = TARGET.replace(API, f"[{API}, http://api:2/metrics]")


@pytest.mark.parametrize(
    ("first", "expected", "code"),
    [
        pytest.param({API: BEFORE, "http://api:2/metrics": BEFORE}, "pass", "", id="both read"),
        pytest.param(
            {API: BEFORE, "http://api:2/metrics": DOWN}, "error", "not-in-first-read", id="one not"
        ),
    ],
)
def test_a_replica_of_which_the_beginning_is_not_known(
    first: Page, expected: str, code: str, tmp_path: Path
) -> None:
    text = f"{REPLICAS}  - {{id: x, series: jobs_total, expect: sum >= 1}}\n"
    plans, after = planned(text, tmp_path), f"{JOBS}jobs_total 101\n"
    world = World([first, {API: after, "http://api:2/metrics": after}])
    beginning = begin_run(plans, world=world, clock=Clock(), judging=Judging(), pace=PACE)
    judging = Judging(since=beginning.since)
    report = end_run(plans, world=world, clock=Clock(), judging=judging, pace=PACE).report
    assert verdicts(report) == {"x#expect.sum": (expected, code)}
