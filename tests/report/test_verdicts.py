"""Every verdict is told apart in every format, and none is taken for a pass."""

from pathlib import Path

import pytest

from metrics_check.model.outcome import Report, Verdict
from metrics_check.report import FORMATS
from tests.golden import assert_golden
from tests.report.readers import READERS
from tests.report.rendering import rendered
from tests.report.samples import NO_OBSERVATION, REPORTS, VERDICTS, outcome, report_of

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "html": "html",
    "json": "json",
    "junit": "xml",
    "markdown": "md",
    "sarif": "sarif",
    "text": "txt",
}
IDS = {
    Verdict.PASS: "orders",
    Verdict.FAIL: "slow",
    Verdict.WARN: "slow#warn.each",
    Verdict.UNPROVEN: "wait",
    Verdict.ERROR: "rate",
    Verdict.WAIVED: "old",
    Verdict.SKIPPED: "rare",
}
# What each verdict is to the tools that read a format.
KINDS = {
    "junit": {
        Verdict.PASS: "passed",
        Verdict.FAIL: "failure",
        Verdict.WARN: "passed",
        Verdict.UNPROVEN: "failure",
        Verdict.ERROR: "error",
        Verdict.WAIVED: "skipped",
        Verdict.SKIPPED: "skipped",
    },
    "sarif": {
        Verdict.PASS: "pass none",
        Verdict.FAIL: "fail error",
        Verdict.WARN: "fail warning",
        Verdict.UNPROVEN: "fail error",
        Verdict.ERROR: "fail error",
        Verdict.WAIVED: "suppressed",
        Verdict.SKIPPED: "notApplicable none",
    },
    "github": {
        Verdict.FAIL: "error",
        Verdict.WARN: "warning",
        Verdict.UNPROVEN: "error",
        Verdict.ERROR: "error",
        Verdict.WAIVED: "notice",
        Verdict.SKIPPED: "notice",
    },
    "gitlab": {
        Verdict.FAIL: "major",
        Verdict.WARN: "minor",
        Verdict.UNPROVEN: "major",
        Verdict.ERROR: "critical",
        Verdict.WAIVED: "info",
        Verdict.SKIPPED: "info",
    },
}
ROWS = [
    pytest.param(name, verdict, kind, id=f"{name}: {verdict}")
    for name, kinds in KINDS.items()
    for verdict, kind in kinds.items()
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_golden(name: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / f"verdicts.{ENDINGS[name]}"
    assert_golden(rendered(VERDICTS, name), path=path, config=request.config)


@pytest.mark.parametrize(("name", "verdict", "kind"), ROWS)
def test_what_a_verdict_is(name: str, verdict: Verdict, kind: str) -> None:
    items = READERS[name](rendered(VERDICTS, name, is_verbose=True))
    (found,) = [(kind, text) for kind, text in items if _is_about(text, verdict)]
    assert found[0] == kind
    said = f"{verdict}: "
    assert {each for each in Verdict if f"{each}: " in found[1]} == (
        set() if name == "junit" and verdict is Verdict.PASS and said not in found[1] else {verdict}
    )


def _is_about(text: str, verdict: Verdict) -> bool:
    name = IDS[verdict]
    return name in text if "#" in name else f"{name}#" in text and "#warn" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_the_words_of_all_verdicts_are_there(name: str) -> None:
    text = "\n".join(said for _, said in READERS[name](rendered(VERDICTS, name)))
    assert "unproven" in text
    assert "waived" in text
    assert "skipped" in text
    assert "error" in text or "not judged" in text


NOT_GREEN = [
    pytest.param(report_of(NO_OBSERVATION), id="unproven alone"),
    pytest.param(Report(()), id="nothing"),
    pytest.param(report_of(outcome("a#presence", Verdict.SKIPPED)), id="skipped alone"),
    pytest.param(report_of(outcome("a#presence", Verdict.ERROR)), id="error alone"),
    pytest.param(report_of(outcome("a#warn.any", Verdict.WARN), is_strict=True), id="strict"),
]
GREEN = [
    pytest.param(REPORTS["healthy"], id="held"),
    pytest.param(report_of(outcome("a#warn.any", Verdict.WARN)), id="a warning"),
    pytest.param(REPORTS["unproven-allowed"], id="unproven, allowed"),
    pytest.param(REPORTS["waived-alone"], id="waived"),
]
RED = {
    "junit": {"failure", "error"},
    "github": {"error"},
    "gitlab": {"major", "critical"},
    "sarif": {"fail error"},
}


@pytest.mark.parametrize("name", RED)
@pytest.mark.parametrize("report", NOT_GREEN)
def test_what_fails_is_red(name: str, report: Report) -> None:
    kinds = {kind for kind, _ in READERS[name](rendered(report, name))}
    nothing = name == "sarif" and '"text": "nothing was judged"' in rendered(report, name)
    assert report.exit_code != 0
    assert kinds & RED[name] or nothing


@pytest.mark.parametrize("name", RED)
@pytest.mark.parametrize("report", GREEN)
def test_what_passes_is_not(name: str, report: Report) -> None:
    kinds = {kind for kind, _ in READERS[name](rendered(report, name))}
    assert report.exit_code == 0
    assert kinds & RED[name] == set()
