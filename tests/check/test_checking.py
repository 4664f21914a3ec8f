"""Checks in a world in memory: verdicts, replicas, requirements, waiting and the exit code."""

from pathlib import Path

import pytest

from metrics_check.check.checking import Judging, not_yet
from metrics_check.check.plan import Selection, plan_check, require_matches
from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.located import Place
from metrics_check.model.outcome import Verdict
from metrics_check.sources.requires import Requirement
from tests.check.worlds import NOON, Clock, Page, World, judge, load, verdicts

API = "http://api:1/metrics"
TARGET = f"targets: {{api: {{url: {API}}}}}\n"
DOWN = UnreadableSource("refused the connection", code="unreachable")
JOBS = "# TYPE jobs_total counter\n"


def _profile(expectations: str, *, above: str = TARGET) -> str:
    return f"{above}expectations:\n{expectations}"


ROWS = [
    pytest.param(
        "  - jobs_total >= 1\n",
        f"{JOBS}jobs_total 3\n",
        {"jobs_total#expect.any": ("pass", "")},
        0,
        id="held",
    ),
    pytest.param(
        "  - jobs_total >= 1\n",
        f"{JOBS}jobs_total 0\n",
        {"jobs_total#expect.any": ("fail", "bound-violated")},
        1,
        id="violated",
    ),
    pytest.param(
        "  - jobs_total >= 1\n",
        "other 1\n",
        {"jobs_total#expect.any": ("fail", "absent-series")},
        1,
        id="missing",
    ),
    pytest.param(
        "  - histogram wait_seconds\n",
        '# TYPE wait_seconds histogram\nwait_seconds_bucket{le="+Inf"} 0\n'
        "wait_seconds_sum 0\nwait_seconds_count 0\n",
        {
            "wait_seconds#type": ("pass", ""),
            "wait_seconds#expect.observations": ("fail", "bound-violated"),
        },
        1,
        id="a histogram that never observed",
    ),
    pytest.param(
        "  - {id: wait, series: wait_seconds, type: histogram, expect: mean <= 1s}\n",
        '# TYPE wait_seconds histogram\nwait_seconds_bucket{le="+Inf"} 0\n'
        "wait_seconds_sum 0\nwait_seconds_count 0\n",
        {"wait#type": ("pass", ""), "wait#expect.mean": ("unproven", "no-observations")},
        1,
        id="nothing to take the mean of",
    ),
    pytest.param(
        "  - {id: wait, series: wait_seconds, type: histogram, expect: mean <= 1s}\n",
        '# TYPE wait_seconds histogram\nwait_seconds_bucket{le="1"} 2\n'
        "wait_seconds_sum 1\nwait_seconds_count 2\n",
        {
            "wait#type": ("fail", "missing-inf-bucket"),
            "wait#expect.mean": ("fail", "missing-inf-bucket"),
        },
        1,
        id="broken data in a family that is named",
    ),
    pytest.param(
        "  - {id: d, series: depth, optional: true, expect: each <= 5}\n",
        "other 1\n",
        {"d#expect.each": ("skipped", "optional-absent")},
        3,
        id="optional and nothing else judged",
    ),
    pytest.param(
        "  - {id: d, series: depth, warn: each <= 5}\n",
        "# TYPE depth gauge\ndepth 7\n",
        {"d#presence": ("pass", ""), "d#warn.each": ("warn", "bound-violated")},
        0,
        id="warned",
    ),
    pytest.param(
        "  - id: h\n    holds: rate(jobs_total[5m]) > 0\n  - jobs_total\n",
        f"{JOBS}jobs_total 1\n",
        {"h#holds": ("error", "needs-history"), "jobs_total#presence": ("pass", "")},
        3,
        id="history that one read has not",
    ),
    pytest.param(
        "  - {id: r, holds: jobs_total > 0, only_in: run}\n  - jobs_total\n",
        f"{JOBS}jobs_total 1\n",
        {"r#holds": ("skipped", "only-in-run"), "jobs_total#presence": ("pass", "")},
        0,
        id="judged over a run only",
    ),
    pytest.param(
        "  - {id: up, holds: up == 1}\n",
        "a 1\n",
        {"up#holds": ("pass", "")},
        0,
        id="up is there as on a server",
    ),
]


@pytest.mark.parametrize(("expectations", "shown", "expected", "exit_code"), ROWS)
def test_verdicts_codes_and_exit_code(
    tmp_path: Path,
    expectations: str,
    shown: str,
    expected: dict[str, tuple[str, str]],
    exit_code: int,
) -> None:
    report = judge(load(_profile(expectations), folder=tmp_path), World([{API: shown}]))
    assert verdicts(report) == expected
    assert report.exit_code == exit_code


@pytest.mark.parametrize(
    ("expect", "shown", "observed"),
    [
        pytest.param("each <= 50ms", (0.01, 0.1, 0.02), '100ms {n="1"}', id="the only one"),
        pytest.param(
            "each <= 50ms", (0.06, 0.01, 0.1), '100ms {n="2"}, 60ms {n="0"}, 10ms {n="1"}', id="two"
        ),
        pytest.param("max <= 50ms", (0.06, 0.01), "60ms", id="of all"),
    ],
)
def test_what_was_found_is_told_worst_first_in_the_units_of_the_bound(
    tmp_path: Path, expect: str, shown: tuple[float, ...], observed: str
) -> None:
    text = f"  - {{id: w, series: wait_seconds, type: gauge, expect: {expect}}}\n"
    lines = [f'wait_seconds{{n="{n}"}} {value}\n' for n, value in enumerate(shown)]
    world = World([{API: "# TYPE wait_seconds gauge\n" + "".join(lines)}])
    report = judge(load(_profile(text), folder=tmp_path), world)
    assert [each.observed for each in report.outcomes if each.verdict is Verdict.FAIL] == [observed]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(-10, "of 10 min ago; Prometheus"), (10, "10 min in the future; Prometheus")],
)
def test_a_timestamp_that_no_query_sees_is_told(minutes: int, told: str, tmp_path: Path) -> None:
    profile = load(
        _profile("  - jobs_total >= 1\n  - {id: few, never: jobs_total > 9}\n"), folder=tmp_path
    )
    page = {API: f"{JOBS}jobs_total 3 {round((NOON + 60 * minutes) * 1000)}\n"}
    report = judge(profile, World([page]))
    assert verdicts(report) == {
        "jobs_total#expect.any": ("fail", "absent-series"),
        "few#never": ("unproven", "not-seen"),
    }
    for outcome in report.outcomes:
        (step,) = outcome.diagnosis
        assert (step.code, f"jobs_total is there with a timestamp {told}" in step.message) == (
            "stale-timestamp",
            True,
        )


def test_labels_that_were_added_to_what_reads_another_target_are_told(tmp_path: Path) -> None:
    above = """\
targets:
  web: {url: http://web/m, labels: {team: front}}
  db: {url: http://db/m, labels: {team: back}}
"""
    promql = 'sum(reqs_total{job="web"}) >= sum(queries_total{job="db"})'
    entry = f"  - {{id: x, target: web, holds: '{promql}'}}\n"
    pages = {"http://web/m": "reqs_total 5\n", "http://db/m": "queries_total 3\n"}
    report = judge(load(_profile(entry, above=above), folder=tmp_path), World([pages]))
    (outcome,) = report.outcomes
    assert outcome.message == 'no such series: queries_total{job="db", team="front"}'
    assert [step.code for step in outcome.diagnosis] == ["label-of-target"]


def test_a_target_that_is_down_is_an_error_and_no_pass(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    report = judge(profile, World([{API: DOWN}]))
    assert verdicts(report) == {"jobs_total#expect.any": ("error", "unreachable")}
    assert report.exit_code == 3


def test_what_a_server_would_refuse_is_an_error(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    report = judge(profile, World([{API: "jobs_total 1\nbroken{ 2\n"}]))
    assert verdicts(report) == {"jobs_total#expect.any": ("error", "not-ingestible")}


def test_every_replica_must_be_read(tmp_path: Path) -> None:
    targets = "targets: {api: {url: [http://a:1/metrics, http://b:1/metrics]}}\n"
    profile = load(_profile("  - jobs_total >= 1\n", above=targets), folder=tmp_path)
    half: Page = {"http://a:1/metrics": "jobs_total 1\n", "http://b:1/metrics": DOWN}
    assert verdicts(judge(profile, World([half]))) == {
        "jobs_total#expect.any": ("error", "unreachable")
    }
    both = {"http://a:1/metrics": "jobs_total 0\n", "http://b:1/metrics": "jobs_total 1\n"}
    assert verdicts(judge(profile, World([both]))) == {"jobs_total#expect.any": ("pass", "")}


def test_a_holds_over_two_targets_needs_both(tmp_path: Path) -> None:
    cj = "http://cj:1/metrics"
    above = f"targets: {{api: {{url: {API}}}, cj: {{url: {cj}}}}}\ntarget: api\n"
    text = '  - id: sent\n    holds: sum(jobs_total) == sum(sent_total{job="cj"})\n  - jobs_total\n'
    profile = load(_profile(text, above=above), folder=tmp_path)
    equal = World([{API: "jobs_total 4\n", cj: "sent_total 4\n"}])
    assert verdicts(judge(profile, equal))["sent#holds"] == ("pass", "")
    half = World([{API: "jobs_total 4\n", cj: DOWN}])
    assert verdicts(judge(profile, half)) == {
        "sent#holds": ("error", "unreachable"),
        "jobs_total#presence": ("pass", ""),
    }


def test_a_deselected_assertion_is_skipped_and_says_so(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n  - depth\n"), folder=tmp_path)
    shown = World([{API: "jobs_total 1\n"}])
    report = judge(profile, shown, selection=Selection(only=("jobs_*",)))
    assert verdicts(report) == {
        "jobs_total#expect.any": ("pass", ""),
        "depth#presence": ("skipped", "deselected"),
    }
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        pytest.param(
            Selection(only=("nope", "x*")),
            "--only 'nope', 'x*' matches no expectation and no id#assertion.",
            id="only",
        ),
        pytest.param(
            Selection(owner="team-z"), "--owner 'team-z' owns no expectation.", id="owner"
        ),
    ],
)
def test_a_selection_that_matches_nothing_is_refused(
    tmp_path: Path, selection: Selection, message: str
) -> None:
    plan = plan_check(load(_profile("  - depth\n"), folder=tmp_path), selection=selection)
    with pytest.raises(InvalidInput) as caught:
        require_matches([plan], selection=selection)
    assert str(caught.value) == message


def _requirement(*, is_met: bool, is_known: bool = True) -> Requirement:
    return Requirement(
        name="MODE",
        is_met=is_met,
        is_known=is_known,
        found="serial",
        expected="batch",
        how_to_set="set MODE=batch in the environment or the env file",
        place=Place("p.yaml", 2, 1),
    )


def test_an_unmet_requirement_is_one_error_and_the_rest_is_skipped(tmp_path: Path) -> None:
    profile = load(_profile("  - depth\n"), folder=tmp_path)
    world = World([{}], unmet={"p": [(_requirement(is_met=False),)]})
    report = judge(profile, world)
    assert verdicts(report) == {
        "MODE#requires": ("error", "requires-unmet"),
        "depth#presence": ("skipped", "requires-unmet"),
    }
    assert report.outcomes[0].message == (
        "found serial, expected batch; set MODE=batch in the environment or the env file"
    )
    assert (report.exit_code, world.polls) == (3, 0)


def test_a_profile_of_another_mode_is_left_out_where_the_mode_picks(tmp_path: Path) -> None:
    profile = load(_profile("  - depth\n"), folder=tmp_path)
    world = World([{}], unmet={"p": [(_requirement(is_met=False),)]})
    report = judge(profile, world, judging=Judging(picks_mode=True))
    assert (report.profiles, dict(report.not_judged)) == (
        (),
        {"p": "not this mode: MODE is serial"},
    )
    assert report.exit_code == 3


@pytest.mark.parametrize("picks_mode", [False, True], ids=["named", "picked by mode"])
def test_what_nobody_answers_is_no_other_mode(picks_mode: bool, tmp_path: Path) -> None:
    profile = load(_profile("  - depth\n"), folder=tmp_path)
    world = World([{}], unmet={"p": [(_requirement(is_met=False, is_known=False),)]})
    report = judge(profile, world, judging=Judging(picks_mode=picks_mode))
    assert (report.exit_code, dict(report.not_judged)) == (3, {})
    assert verdicts(report) == {
        "MODE#requires": ("error", "requires-unknown"),
        "depth#presence": ("skipped", "requires-unknown"),
    }
    assert [each.message for each in report.outcomes] == [
        "serial, so the mode is unknown; expected batch; set MODE=batch in the environment or the "
        "env file",
        "the stack could not be asked for its mode",
    ]


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ([True, True, True], "not this mode: MODE is serial (2 more unmet)"),
        ([False, True], "not this mode: MODE is serial (1 more unmet)"),
    ],
    ids=["several", "one is known"],
)
def test_why_a_profile_is_left_out(tmp_path: Path, known: list[bool], why: str) -> None:
    profile = load(_profile("  - depth\n"), folder=tmp_path)
    unmet = tuple(_requirement(is_met=False, is_known=each) for each in known)
    report = judge(profile, World([{}], unmet={"p": [unmet]}), judging=Judging(picks_mode=True))
    assert dict(report.not_judged) == {"p": why}


def test_waiting_ends_with_the_first_read_that_holds(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    world = World([{API: DOWN}, {API: "jobs_total 0\n"}, {API: "jobs_total 1\n"}])
    clock = Clock()
    report = judge(profile, world, clock=clock, judging=Judging(wait_seconds=10))
    assert report.exit_code == 0
    assert (world.polls, clock.slept) == (3, [1.0, 1.0])


def test_waiting_ends_at_the_deadline_with_the_last_read(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    world = World([{API: "jobs_total 0\n"}])
    clock = Clock()
    judging = Judging(wait_seconds=2.5, interval_seconds=1)
    report = judge(profile, world, clock=clock, judging=judging)
    assert report.count(Verdict.FAIL) == 1
    assert (world.polls, clock.slept) == (4, [1, 1, 0.5])


def test_no_read_lasts_beyond_the_wait_but_for_a_second(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    world = World([{API: "jobs_total 0\n"}])
    judge(profile, world, judging=Judging(wait_seconds=2.5, interval_seconds=1))
    assert world.bounds == [2.5, 1.5, 1.0, 1.0]
    judge(profile, world := World([{API: "jobs_total 0\n"}]))
    assert world.bounds == []


def test_a_read_that_the_end_cut_short_does_not_count(tmp_path: Path) -> None:
    slow = UnreadableSource("was not read", code="timeout")
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    judging = Judging(wait_seconds=1)
    cut = judge(profile, World([{API: "jobs_total 0\n"}, {API: slow}]), judging=judging)
    assert verdicts(cut) == {"jobs_total#expect.any": ("fail", "bound-violated")}
    alone = judge(profile, World([{API: slow}]), judging=judging)
    assert verdicts(alone) == {"jobs_total#expect.any": ("error", "timeout")}


def test_each_read_but_the_last_is_told(tmp_path: Path) -> None:
    profile = load(_profile("  - jobs_total >= 1\n"), folder=tmp_path)
    world = World([{API: DOWN}, {API: "jobs_total 0\n"}, {API: "jobs_total 1\n"}])
    told: list[tuple[list[str], float]] = []
    judge(
        profile,
        world,
        judging=Judging(wait_seconds=10),
        tell=lambda report, left: told.append(([each.code for each in not_yet(report)], left)),
    )
    assert told == [(["unreachable"], 10.0), (["bound-violated"], 9.0)]


@pytest.mark.parametrize(
    ("is_strict", "polls"),
    [pytest.param(False, 1, id="a warning ends it"), pytest.param(True, 2, id="strict waits on")],
)
def test_waiting_for_a_warning_to_end(tmp_path: Path, is_strict: bool, polls: int) -> None:
    text = "  - {id: d, series: depth, warn: each <= 5}\n"
    world = World([{API: "depth 7\n"}, {API: "depth 3\n"}])
    judging = Judging(is_strict=is_strict, wait_seconds=10)
    report = judge(load(_profile(text), folder=tmp_path), world, judging=judging)
    assert (world.polls, report.exit_code) == (polls, 0)


@pytest.mark.parametrize(
    ("expectations", "shown"),
    [
        pytest.param(
            "  - depth\n",
            UnreadableSource("401", code="unauthorised", is_final=True),
            id="credentials",
        ),
        pytest.param(
            "  - id: h\n    holds: rate(depth[5m]) > 0\n", "depth 1\n", id="refused query"
        ),
    ],
)
def test_what_waiting_cannot_mend_ends_it(
    tmp_path: Path, expectations: str, shown: str | UnreadableSource
) -> None:
    world = World([{API: shown}])
    clock = Clock()
    profile = load(_profile(expectations), folder=tmp_path)
    report = judge(profile, world, clock=clock, judging=Judging(wait_seconds=60))
    assert (report.exit_code, world.polls, clock.slept) == (3, 1, [])


def test_a_requirement_that_comes_to_hold_is_waited_for(tmp_path: Path) -> None:
    profile = load(_profile("  - depth\n"), folder=tmp_path)
    world = World([{API: "depth 1\n"}], unmet={"p": [(_requirement(is_met=False),), ()]})
    report = judge(profile, world, judging=Judging(wait_seconds=5))
    assert verdicts(report) == {"depth#presence": ("pass", "")}


@pytest.mark.parametrize(
    ("judging", "shown", "exit_code"),
    [
        pytest.param(Judging(), 7, 0, id="a warning passes"),
        pytest.param(Judging(is_strict=True), 7, 1, id="strict"),
        pytest.param(Judging(is_strict=True), 3, 0, id="strict and held"),
    ],
)
def test_strict_lets_a_warning_fail(
    tmp_path: Path, judging: Judging, shown: int, exit_code: int
) -> None:
    text = "  - {id: d, series: depth, warn: each <= 5}\n"
    profile = load(_profile(text), folder=tmp_path)
    assert judge(profile, World([{API: f"depth {shown}\n"}]), judging=judging).exit_code == (
        exit_code
    )


def test_unproven_fails_unless_allowed_and_something_passed(tmp_path: Path) -> None:
    text = "  - {id: n, never: errors_total > 0}\n"
    only = load(_profile(text), folder=tmp_path)
    allowing = Judging(allows_unproven=True)
    nothing = World([{API: "depth 1\n"}])
    assert verdicts(judge(only, nothing)) == {"n#never": ("unproven", "not-seen")}
    assert judge(only, nothing).exit_code == 1
    assert judge(only, nothing, judging=allowing).exit_code == 1
    beside = load(_profile(text + "  - depth\n"), folder=tmp_path)
    assert judge(beside, nothing).exit_code == 1
    assert judge(beside, nothing, judging=allowing).exit_code == 0


def test_one_bad_waived_outcome_passes(tmp_path: Path) -> None:
    waived = (
        "  - id: d\n    series: depth\n    expect: each <= 5\n"
        "    waive: {reason: known, owner: me, expires: 2026-05-02}\n"
    )
    report = judge(load(_profile(waived), folder=tmp_path), World([{API: "depth 7\n"}]))
    assert verdicts(report) == {"d#expect.each": ("waived", "bound-violated")}
    assert report.exit_code == 0


def test_what_an_answer_says_amiss_of_itself_is_a_finding(tmp_path: Path) -> None:
    profile = load(_profile("  - depth\n"), folder=tmp_path)
    report = judge(profile, World([{API: "#!\n# HELP depth How deep.\ndepth 1\n"}]))
    assert [(each.code, each.target, each.where, each.message) for each in report.findings] == [
        ("content-type-missing", "api", "api:1", "no Content-Type")
    ]
    assert report.exit_code == 0


BROKEN = (
    '# TYPE wait_seconds histogram\nwait_seconds_bucket{le="1"} 1\n'
    "wait_seconds_sum 1\nwait_seconds_count 1\n"
)


def test_findings_stand_beside_the_outcomes(tmp_path: Path) -> None:
    shown = f"# HELP jobs_total All.\n# TYPE jobs_total gauge\njobs_total 1\n{BROKEN}"
    text = (
        "  - {id: j, series: jobs_total, expect: sum >= 1, exercised_by: wait_seconds_count > 0}\n"
    )
    report = judge(load(_profile(text), folder=tmp_path), World([{API: shown}]))
    assert report.exit_code == 0
    assert [(finding.code, finding.metric) for finding in report.findings] == [
        ("type-differs", "jobs_total"),
        ("missing-inf-bucket", "wait_seconds"),
        ("total-without-counter", "jobs_total"),
    ]


UNSOUND = [
    pytest.param("holds: wait_seconds_count > 0", BROKEN, "missing-inf-bucket", id="holds"),
    pytest.param(
        "holds: jobs_total == 1", "jobs_total 1\njobs_total 2\n", "duplicate-series", id="untyped"
    ),
    pytest.param(
        'never: jobs_total{a="1"} > 5',
        'jobs_total{a="1"} 1\njobs_total{a="1"} 2\n',
        "duplicate-series",
        id="never",
    ),
]


@pytest.mark.parametrize(("expectation", "shown", "code"), UNSOUND)
def test_what_holds_on_broken_data_fails(
    tmp_path: Path, expectation: str, shown: str, code: str
) -> None:
    profile = load(_profile(f"  - id: x\n    {expectation}\n"), folder=tmp_path)
    kind = expectation.partition(":")[0]
    assert verdicts(judge(profile, World([{API: shown}]))) == {f"x#{kind}": ("fail", code)}


def test_data_broken_elsewhere_in_the_family_is_no_fault_of_what_is_selected(
    tmp_path: Path,
) -> None:
    shown = 'jobs_total{a="1"} 1\njobs_total{a="2"} 1\njobs_total{a="2"} 2\n'
    profile = load(_profile("  - 'jobs_total{a=\"1\"} == 1'\n"), folder=tmp_path)
    assert verdicts(judge(profile, World([{API: shown}]))) == {
        "jobs_total.1#expect.each": ("pass", "")
    }


def test_a_misspelled_group_is_no_group(tmp_path: Path) -> None:
    text = "  - {id: j, series: jobs_total, by: [modle], expect: sum >= 1}\n"
    profile = load(_profile(text), folder=tmp_path)
    shown = 'jobs_total{model="m"} 3\n'
    assert verdicts(judge(profile, World([{API: shown}]))) == {
        "j#expect.sum": ("pass", ""),
        "j#labels.modle": ("fail", "absent-label"),
    }


def test_lints_of_the_families_that_are_read_are_findings_and_can_be_waived(tmp_path: Path) -> None:
    shown = "# HELP aB_ms x\n# TYPE aB_ms gauge\naB_ms 1\ncD 1\n"
    waiver = "waivers: [{id: camel-case-name, reason: r, owner: o, expires: 2999-01-01}]\n"
    profile = load(_profile("  - aB_ms\n") + waiver, folder=tmp_path)
    report = judge(profile, World([{API: shown}]))
    found = [(f.code, f.severity, f.where, f.message, f.is_waived) for f in report.findings]
    assert found == [
        (
            "abbreviated-unit",
            "info",
            "api:1",
            "line 1: aB_ms has the unit 'ms' in short; write it out",
            False,
        ),
        (
            "camel-case-name",
            "info",
            "api:1",
            "line 1: aB_ms is in camelCase; expected snake_case",
            True,
        ),
    ]


def test_a_timestamp_beyond_the_lookback_is_a_finding(tmp_path: Path) -> None:
    shown = f"# HELP depth How deep.\ndepth 1 {int((NOON - 301) * 1000)}\n"
    report = judge(load(_profile("  - depth\n"), folder=tmp_path), World([{API: shown}]))
    assert [(f.code, f.message) for f in report.findings] == [
        (
            "stale-timestamp",
            "line 2: depth has a timestamp older than 5 minutes; queries do not find it",
        )
    ]


def test_a_family_of_two_types_on_two_targets_is_a_finding(tmp_path: Path) -> None:
    other = "http://other:1/metrics"
    above = f"targets: {{api: {{url: {API}}}, other: {{url: {other}}}}}\n"
    text = "  - {id: a, target: api, series: depth}\n  - {id: b, target: other, series: depth}\n"
    help_line = "# HELP depth How deep.\n"
    page: Page = {
        API: f"{help_line}# TYPE depth gauge\ndepth 1\n",
        other: f"{help_line}# TYPE depth counter\ndepth 1\n",
    }
    report = judge(load(_profile(text, above=above), folder=tmp_path), World([page]))
    found = [(f.code, f.message) for f in report.findings if f.code == "types-differ"]
    assert found == [
        ("types-differ", "depth has another type on each target: counter on other, gauge on api")
    ]
