"""What the expectations of a session came to as a whole: where none was judged, it has not passed.

With pytest-xdist the process that reports counts what the others judged.
"""

import pytest

PROPERTY = "metrics_check"
ANOTHER_MODE = "another mode"
# As `metrics-check check` does.
_NOT_JUDGED = 3


class Tally:
    """Counts the items that are expectations."""

    def __init__(self) -> None:
        self._skipped = 0
        self._judged = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Counts one."""
        is_expectation = any(name == PROPERTY for name, _ in report.user_properties)
        if report.when != "call" or not is_expectation:
            return
        if report.skipped:
            self._skipped += 1
        else:
            self._judged += 1

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fails a session that would pass though no expectation was judged."""
        if self._is_empty and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = _NOT_JUDGED

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Says so."""
        if self._is_empty:
            terminalreporter.section("metrics", red=True)
            noun = "expectation" if self._skipped == 1 else "expectations"
            terminalreporter.write_line(
                f"nothing was judged: {self._skipped} {noun} skipped (-rs says why)"
            )

    @property
    def _is_empty(self) -> bool:
        return self._skipped > 0 and self._judged == 0
