"""Reads in a row: who answers, and what falls."""

from pathlib import Path

import pytest

from metrics_check.check.checking import Judging
from metrics_check.errors import UnreadableSource
from metrics_check.model.outcome import Finding
from tests.check.worlds import World, judge, load

API = "http://api:1/metrics"
PROFILE = f"targets: {{api: {{url: {API}}}}}\nexpectations:\n  - jobs_total >= 0\n"
COUNTER = "# HELP jobs_total All.\n# TYPE jobs_total counter\n"
GAUGE = "# HELP jobs_total All.\n# TYPE jobs_total gauge\n"
IN_TURN = (
    "; several workers or replicas answer in turn. Give each its own URL, or let them share "
    "their metrics."
)
SET = "; something sets it, or another worker or replica answered."
RESTARTED = "; the process was restarted, or another worker or replica answered."


def start(seconds: float, *, jobs: int = 1) -> str:
    return f"jobs_total {jobs}\nprocess_start_time_seconds {seconds}\n"


ROWS = [
    pytest.param(["jobs_total 1\n", "jobs_total 1\n", "jobs_total 2\n"], "", "", id="it grows"),
    pytest.param(
        ["jobs_total 5\n", "jobs_total 2\n", "jobs_total 5\n"],
        "several-workers",
        f"jobs_total{{}} was 5, 2, 5{IN_TURN}",
        id="high, low, high",
    ),
    pytest.param(
        ["jobs_total 2\n", "jobs_total 5\n", "jobs_total 2\n"],
        "several-workers",
        f"jobs_total{{}} was 2, 5, 2{IN_TURN}",
        id="low, high, low",
    ),
    pytest.param(
        ["jobs_total 5\n", "jobs_total 2\n", "jobs_total 3\n"],
        "counter-fell",
        f"jobs_total{{}} was 5, 2, 3{SET}",
        id="it falls and grows on",
    ),
    pytest.param(
        ['jobs_total{a="1"} 1\n', 'jobs_total{b="1"} 1\n', 'jobs_total{a="1"} 1\n'],
        "several-workers",
        f'jobs_total{{a="1"}} was 1, not there, 1 (and 1 more like it){IN_TURN}',
        id="gone and back",
    ),
    pytest.param(
        ['jobs_total{a="1"} 1\n', 'jobs_total{a="1"} 1\njobs_total{b="1"} 1\n'],
        "",
        "",
        id="a new series",
    ),
    pytest.param(
        [start(100), start(90), start(100)],
        "several-workers",
        f"process_start_time_seconds{{}} was 100, 90, 100{IN_TURN}",
        id="idle workers",
    ),
    pytest.param(
        [start(100, jobs=3), start(200, jobs=0), start(200, jobs=1)],
        "counter-fell",
        f"jobs_total{{}} was 3, 0, 1{RESTARTED}",
        id="a restart",
    ),
]


def rescraped(shown: list[str | UnreadableSource], folder: Path) -> list[Finding]:
    world = World([{API: each} for each in shown])
    report = judge(load(PROFILE, folder=folder), world, judging=Judging(rescrapes=len(shown)))
    assert world.polls == len(shown)
    return [finding for finding in report.findings if finding.severity == "warning"]


@pytest.mark.parametrize(("shown", "code", "message"), ROWS)
def test_reads_in_a_row(tmp_path: Path, shown: list[str], code: str, message: str) -> None:
    found = rescraped([COUNTER + each for each in shown], tmp_path)
    begin = f"{len(shown)} reads in a row of {API}: "
    assert [(each.code, each.target, each.where, each.message) for each in found] == (
        [(code, "api", "api:1", begin + message)] if code else []
    )


def test_a_gauge_may_fall(tmp_path: Path) -> None:
    found = rescraped([f"{GAUGE}jobs_total {value}\n" for value in (5, 2, 5)], tmp_path)
    assert {each.code for each in found} == {"type-differs"}


def test_one_read_that_fails_is_told(tmp_path: Path) -> None:
    down = UnreadableSource("refused the connection", code="unreachable")
    found = rescraped([f"{COUNTER}jobs_total 1\n", down, f"{COUNTER}jobs_total 1\n"], tmp_path)
    assert [(each.code, each.message) for each in found] == [
        ("read-failed-once", "of 3 reads in a row one failed: refused the connection")
    ]
