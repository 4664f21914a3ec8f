"""Annotations as GitHub's runner reads them."""

import pytest

from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from tests.report.readers import read_command
from tests.report.rendering import rendered
from tests.report.samples import FILE, LPS, REPORTS, VERDICTS, outcome, report_of

ROWS = [
    pytest.param(
        outcome("slow#expect.each", Verdict.FAIL, expected="each <= 5", observed="7"),
        ("error", "12", "5", "fail: slow#expect.each on lps"),
        "llm_provider_comparison_callbacks_total"
        '{queue_processing_mode="batch_api", result}\nexpected each <= 5, found 7',
        id="a failure",
    ),
    pytest.param(
        outcome("wait#expect.mean", Verdict.UNPROVEN, message="100% of\nnothing, so: no mean"),
        ("error", "12", "5", "unproven: wait#expect.mean on lps"),
        "100% of\\nnothing, so: no mean",
        id="what is escaped",
    ),
    pytest.param(
        outcome("rare#presence", Verdict.SKIPPED, message="optional, and not there"),
        ("notice", "12", "5", "skipped: rare#presence on lps"),
        "optional, and not there",
        id="skipped",
    ),
]


@pytest.mark.parametrize(("told", "head", "said"), ROWS)
def test_an_annotation(told: Outcome, head: tuple[str, ...], said: str) -> None:
    command = read_command(rendered(report_of(told), "github").splitlines()[0])
    assert command is not None
    level, properties, data = command
    level_line_column = (level, properties["line"], properties["col"], properties["title"])
    assert (properties["file"], level_line_column, data) == (FILE, head, said)


def test_a_finding_without_a_line_says_where_it_is() -> None:
    finding = Finding("counter-suffix", "warning", "lps", f"{LPS}:7", "c has no _total")
    lines = rendered(report_of(findings=(finding,)), "github").splitlines()
    assert lines[0] == (f"::warning title=finding%3A counter-suffix::lps: {LPS}:7: c has no _total")


@pytest.mark.parametrize("name", REPORTS)
def test_every_line_but_the_last_is_an_annotation(name: str) -> None:
    *lines, last = rendered(REPORTS[name], "github", is_verbose=True).splitlines()
    assert all(map(read_command, lines))
    assert read_command(last) is None
    assert f"(exit {REPORTS[name].exit_code}" in last


def test_the_worst_stand_first() -> None:
    commands = map(read_command, rendered(VERDICTS, "github").splitlines())
    titles = [command[1]["title"].partition(":")[0] for command in commands if command]
    assert titles == [
        *("error", "fail", "unproven", "warn", "waived", "skipped"),
        "finding",
    ]


def test_nothing_judged_is_an_error() -> None:
    assert rendered(Report(()), "github").splitlines()[0] == (
        "::error title=error%3A metrics-check::nothing was judged"
    )
