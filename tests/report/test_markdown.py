"""The Markdown report as GitHub reads it, and within what a comment holds."""

import pytest

from metrics_check.model.outcome import Diagnosis, Finding, Report, Verdict
from metrics_check.report.markdown import MOST_CHARACTERS
from tests.report.readers import read_markdown
from tests.report.rendering import rendered
from tests.report.samples import EVERYTHING, HELD, REPORTS, VERDICTS, outcome, report_of

# What GitHub refuses of a comment (REST API, issue comments).
_COMMENT = 65_536


def test_the_table_counts_each_verdict() -> None:
    cells = [text for tag, text in read_markdown(rendered(VERDICTS, "markdown")) if tag == "td"]
    assert cells == ["shop", "ERROR", "1", "1", "1", "1", "1", "1", "2"]


def test_what_has_one_reason_is_told_once() -> None:
    titles = [
        text for tag, text in read_markdown(rendered(EVERYTHING, "markdown")) if tag == "summary"
    ]
    assert titles == [
        "! error: cj-requests-1#expect.any on cj of cj-generic-batch-api and 11 more",
        "! error: conserved#holds on lps of cj-generic-batch-api",
        "✗ fail: queue-wait#expect.mean on lps of cj-generic-batch-api",
        "✗ fail: callbacks#expect.sum on lps of cj-generic-batch-api and 1 more",
        "✗ fail: jobs-have-items#never on lps of cj-generic-batch-api",
        "✗ fail: callbacks#labels.result on lps of cj-generic-batch-api",
        "? unproven: queue-wait#expect.mean on lps of cj-generic-batch-api",
        "~ warn: queue-wait#warn.p95 on lps of cj-generic-batch-api",
        "· 1 waived",
        "- 1 skipped",
        "9 findings",
        "2 left out",
    ]


def test_what_held_is_listed_if_asked() -> None:
    report = report_of(*HELD[:2])
    assert "held" not in rendered(report, "markdown")
    assert read_markdown(rendered(report, "markdown", is_verbose=True))[-1] == (
        "pre",
        "cj-generic-batch-api: jobs_total.mock.scheduled#labels.model on lps: "
        "expected any >= 1, found 16 "
        "cj-generic-batch-api: jobs_total.mock.scheduled#expect.any on lps: "
        "expected any >= 1, found 16",
    )


@pytest.mark.parametrize("ticks", ["```", "`````", "~~~"])
def test_no_line_ends_a_block(ticks: str) -> None:
    told = outcome(
        "a", Verdict.UNPROVEN, message=ticks, diagnosis=(Diagnosis("near", "</details>"),)
    )
    items = read_markdown(rendered(report_of(told), "markdown"))
    assert items[-2:] == [
        ("summary", "? unproven: a#expect.any on lps"),
        ("pre", f"expectations/lps-batch-api.yaml:12:5 {ticks} </details>"),
    ]


MANY = report_of(
    *(
        outcome(f"id-{n}", Verdict.FAIL, code="bound-violated", message="7" * 500, expected="")
        for n in range(300)
    ),
    findings=tuple(Finding("c", "info", "lps", "", f"{n}" * 400) for n in range(100, 200)),
)


def test_a_comment_has_room_for_it() -> None:
    text = rendered(MANY, "markdown", is_verbose=True)
    assert MOST_CHARACTERS < len(text) < _COMMENT
    shown = sum(tag == "summary" for tag, _ in read_markdown(text)) - 1
    assert f"\n{300 - shown} more, which this comment has no room for.\n" in text
    assert "and 80 more" in text


@pytest.mark.parametrize("name", [*REPORTS, "none"])
def test_it_begins_with_the_verdict(name: str) -> None:
    report = REPORTS.get(name, Report(()))
    tag, text = read_markdown(rendered(report, "markdown"))[0]
    assert (tag, f"(exit {report.exit_code}" in text) == ("p", True)
