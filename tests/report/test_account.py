"""What one outcome says by itself: where it is, what it is called, and whether it fails."""

import pytest

from metrics_check.located import Place
from metrics_check.model.outcome import Diagnosis, Outcome, Verdict
from metrics_check.model.probe import Evidence
from metrics_check.report.account import (
    account,
    headline,
    is_failing,
    is_nothing_judged,
    listed,
    name,
    place_of,
    shown,
)
from tests.report.samples import REPORTS, VERDICTS, WAIVED, outcome, report_of

WHERES = [
    pytest.param("expectations/a.yaml:3:7", Place("expectations/a.yaml", 3, 7), id="a file"),
    pytest.param("C:\\a:b.yaml:3:7", Place("C:\\a:b.yaml", 3, 7), id="with colons"),
    pytest.param("a\nb.yaml:3:7", Place("a\\nb.yaml", 3, 7), id="hostile"),
    pytest.param("http://localhost:8090/metrics:7:1", None, id="a URL and a line"),
    pytest.param("localhost:8090", None, id="an instance"),
    pytest.param("[::1]:8090", None, id="an IPv6 instance"),
    pytest.param("a.yaml:0:1", None, id="no line 0"),
    pytest.param("", None, id="nothing"),
]


@pytest.mark.parametrize(("where", "place"), WHERES)
def test_place(where: str, place: Place | None) -> None:
    assert place_of(where) == place


def test_what_a_log_obeys_is_shown_otherwise() -> None:
    assert shown("::error::x\n##[error]") == "\\x3a:error::x\\n\\x23#[error]"


def test_name_without_a_target() -> None:
    assert name(outcome("MODE#requires", target="")) == "MODE#requires"


HEADLINES = [
    pytest.param(
        outcome("a", Verdict.FAIL, expected="any >= 1", observed="0"),
        "fail: expected any >= 1, found 0",
        id="expected and found",
    ),
    pytest.param(
        outcome(
            "a",
            Verdict.FAIL,
            code="bound-violated",
            expected="each <= 5",
            observed="6 .. 7",
            evidence=(Evidence({}, 7), Evidence({}, 6)),
            evidence_total=2,
        ),
        "fail: expected each <= 5, found 6 .. 7",
        id="what the evidence says",
    ),
    pytest.param(
        outcome("a", Verdict.ERROR, message="no\nanswer"), "error: no\\nanswer", id="a message"
    ),
    pytest.param(
        outcome("a", Verdict.WAIVED, diagnosis=(WAIVED,)),
        "waived: until 2031-01-01 by ops: moving house",
        id="a waiver",
    ),
    pytest.param(outcome("a", Verdict.SKIPPED), "skipped", id="nothing to say"),
]


@pytest.mark.parametrize(("told", "text"), HEADLINES)
def test_headline(told: Outcome, text: str) -> None:
    assert headline(told) == text


def test_account_is_the_text_report_without_its_indent() -> None:
    told = outcome(
        "a",
        Verdict.FAIL,
        series="x\n  > 5",
        expected="each <= 5",
        evidence=(Evidence({"n": "1"}, 7), Evidence({"n": "2"}, 6.5)),
        evidence_total=2,
        diagnosis=(Diagnosis("near", "is it y?", "metrics-check query '##[y' u"),),
        why="Customers leave.",
    )
    assert account(told) == (
        "x",
        "  > 5",
        "expected each <= 5",
        "2 violations:",
        '    7  {n="1"}',
        '  6.5  {n="2"}',
        "is it y?",
        "try  metrics-check query '\\x23#[y' u",
        "why  Customers leave.",
    )


def test_listed_is_worst_first_without_what_needs_no_line() -> None:
    brief = [each.verdict for each in listed(VERDICTS, is_verbose=False)]
    assert brief == [verdict for verdict in Verdict if verdict is not Verdict.PASS]
    assert len(listed(VERDICTS, is_verbose=True)) == len(VERDICTS.outcomes)


@pytest.mark.parametrize("sample", REPORTS)
def test_an_outcome_fails_where_the_report_does(sample: str) -> None:
    report = REPORTS[sample]
    fails = any(is_failing(each.verdict, report=report) for each in report.outcomes)
    is_other = sample.startswith("coverage-")  # no outcome tells of a minimum
    assert (report.exit_code != 0) == (fails or is_nothing_judged(report) or is_other)
    assert not (fails and is_other)


def test_nothing_judged() -> None:
    assert is_nothing_judged(report_of(outcome("a", Verdict.SKIPPED)))
    assert not is_nothing_judged(report_of(outcome("a", Verdict.ERROR)))
