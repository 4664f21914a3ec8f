"""A report's lines reach stdout plain, or painted where colour is asked for."""

import pytest

from metrics_check.cli.lines import write_lines
from metrics_check.report.line import Span


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        pytest.param("NO_COLOR", "FAIL a\n", id="plain"),
        pytest.param("FORCE_COLOR", "\x1b[31m\x1b[1mFAIL\x1b[0m a\n", id="painted"),
    ],
)
def test_write_lines(
    variable: str,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "1")
    write_lines([(Span("FAIL", "fail"), Span(" a"))])
    assert capsys.readouterr().out == expected
