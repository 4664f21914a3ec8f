"""What each format says of coverage, and of a minimum that is not reached."""

import json
from dataclasses import replace

import junitparser
import pytest

from metrics_check.model.coverage import Coverage, Family, TargetCoverage
from metrics_check.model.outcome import Report
from tests.report.rendering import rendered
from tests.report.samples import BELOW, HELD, UNTOLD, report_of
from tests.report.test_sarif import run_of

EXITS = [pytest.param(BELOW, 1, id="below"), pytest.param(UNTOLD, 3, id="untold")]


@pytest.mark.parametrize(("report", "code"), EXITS)
def test_the_exit_code(report: Report, code: int) -> None:
    assert report.exit_code == code
    assert report_of(*report.outcomes).exit_code == 0
    unasked = replace(report.coverage or Coverage(), minimum=None)
    assert replace(report, coverage=unasked).exit_code == 0


@pytest.mark.parametrize(("report", "code"), EXITS)
def test_no_format_takes_it_for_a_pass(report: Report, code: int) -> None:
    word = {1: "FAIL", 3: "ERROR"}[code]
    assert rendered(report, "text").splitlines()[-1].startswith(f"{word}  ")
    assert rendered(report, "markdown").startswith(f"**{word}**")
    assert f"<title>{word} · " in rendered(report, "html")
    assert rendered(report, "github").startswith("::error file=expectations/")
    (issue,) = json.loads(rendered(report, "gitlab"))
    assert issue["severity"] == "major"
    (result,) = run_of(report)["results"]
    assert result["level"] == "error"
    suites = list(junitparser.JUnitXml.fromstring(rendered(report, "junit").encode()))
    assert suites[-1].name == "coverage"
    assert (suites[-1].failures, suites[-1].errors) == {1: (1, 0), 3: (0, 1)}[code]


def test_the_case_of_a_minimum_that_is_reached() -> None:
    told = TargetCoverage("lps", families=(Family("jobs_total", is_declared=True),))
    report = report_of(*HELD[:1], coverage=Coverage((told,), minimum=100.0))
    assert report.exit_code == 0
    suites = list(junitparser.JUnitXml.fromstring(rendered(report, "junit").encode()))
    assert [case.name for case in suites[-1]] == ["coverage >= 100 %"]
    assert suites[-1].failures == 0


SHARES = [
    pytest.param(2, 3, 66.6, 66.7, id="below a minimum between two tenths"),
    pytest.param(29, 100, 29.0, 29.01, id="a share that floats would miss"),
    pytest.param(1999, 2000, 99.9, 100, id="never rounded up to all"),
]


@pytest.mark.parametrize(("declared", "exposed", "percent", "above"), SHARES)
def test_a_share_is_exact(declared: int, exposed: int, percent: float, above: float) -> None:
    families = tuple(Family(f"f{n}", is_declared=n < declared) for n in range(exposed))
    coverage = Coverage((TargetCoverage("t", families=families),), minimum=percent)
    assert coverage.percent == percent
    assert (coverage.is_below, replace(coverage, minimum=above).is_below) == (False, True)


def test_only_below_says_what_is_missing_in_json() -> None:
    told = json.loads(rendered(BELOW, "json"))["coverage"]
    assert (told["exposed"], told["declared"], told["runtime"]) == (13, 1, 1)
    assert (told["percent"], told["minimum"], told["error"]) == (7.6, 80.0, "")
    assert told["absent"] == [{"target": "lps", "name": "gone_total"}]
    assert [each["id"] for each in told["unexercised"]] == ["queue-wait"]
    assert "coverage" not in json.loads(rendered(report_of(*HELD), "json"))
