"""What is told while a check waits."""

import pytest

from metrics_check.cli.waiting import Waiting
from metrics_check.model.outcome import Report, Verdict
from tests.report.samples import outcome, report_of

FAIL, ERROR, UNPROVEN = Verdict.FAIL, Verdict.ERROR, Verdict.UNPROVEN
MODE = outcome("MODE#requires", ERROR, target="", code="requires-unmet")


@pytest.mark.parametrize(
    ("report", "left", "told"),
    [
        pytest.param(
            report_of(outcome("a#expect.sum", FAIL), outcome("a#labels.x", UNPROVEN), outcome("b")),
            29.2,
            "waiting up to 29 s more for a\n",
            id="expectations",
        ),
        pytest.param(
            report_of(outcome("a", ERROR, code="refused"), outcome("b", ERROR, code="refused")),
            9,
            "waiting up to 9 s more for lps (refused)\n",
            id="a target",
        ),
        pytest.param(report_of(MODE), 9, "waiting up to 9 s more for MODE\n", id="a requirement"),
        pytest.param(
            Report(()),
            9,
            "waiting up to 9 s more for a profile whose requirements hold\n",
            id="mode",
        ),
        pytest.param(report_of(outcome("a", FAIL)), 0.4, "", id="over sooner than read"),
    ],
)
def test_the_first_read_is_told(
    report: Report, left: float, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = Waiting()
    waiting.tell(report, left)
    waiting.tell(report, left - 1)
    assert capsys.readouterr() == ("", told)
    assert waiting.last is report
