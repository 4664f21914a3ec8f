"""The text report is its golden files."""

from pathlib import Path

import pytest

from metrics_check.model.outcome import Diagnosis, Finding, Verdict
from metrics_check.report.line import STYLES, plain
from metrics_check.report.text import render
from tests.golden import assert_golden
from tests.report.samples import REPORTS, outcome, report_of

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", REPORTS)
def test_text_is_golden(name: str, request: pytest.FixtureRequest) -> None:
    text = plain(render(REPORTS[name]))
    assert_golden(text, path=GOLDEN / f"{name}.txt", config=request.config)


@pytest.mark.parametrize("name", ["healthy", "everything", "modes"])
def test_verbose_text_is_golden(name: str, request: pytest.FixtureRequest) -> None:
    text = plain(render(REPORTS[name], is_verbose=True))
    assert_golden(text, path=GOLDEN / f"{name}-verbose.txt", config=request.config)


@pytest.mark.parametrize("is_verbose", [False, True], ids=["brief", "verbose"])
@pytest.mark.parametrize("name", REPORTS)
def test_lines_are_clean(name: str, is_verbose: bool) -> None:
    lines = render(REPORTS[name], is_verbose=is_verbose)
    spans = [span for line in lines for span in line]
    assert {span.style for span in spans} <= set(STYLES)
    assert [span for span in spans if not span.text.isprintable()] == []
    ends = ["".join(span.text for span in line) for line in lines]
    assert [line for line in ends if line != line.rstrip()] == []
    assert ends[-1].strip() != ""


def test_nothing_in_it_is_obeyed_by_the_log_of_a_ci() -> None:
    evil = "##[error]x"
    step = Diagnosis("near-names", evil, f"metrics-check query '{evil}'")
    told = outcome(f"id{evil}", Verdict.FAIL, where=evil, diagnosis=(step,))
    finding = Finding(evil, "warning", evil, evil, evil)
    text = plain(render(report_of(told, findings=(finding,), not_judged={evil: evil})))
    assert "##[" not in text
    assert "try  metrics-check query '\\x23#[error]x'" in text
