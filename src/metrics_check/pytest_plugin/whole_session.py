"""`--metrics-profile`: what a whole test session adds to the metrics, judged like `run` does.

With pytest-xdist the process that reports reads and judges; the others only run tests.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.model.outcome import Report
from metrics_check.pytest_plugin.judge import NOTHING, Judge, complaint_of, judge_of

# As `metrics-check run` ends.
_NOT_JUDGED = 3
_INTERRUPTED = pytest.ExitCode.INTERRUPTED
# Of a session that could not run, nothing is to be told.
_TOLD = frozenset(
    {
        pytest.ExitCode.OK,
        pytest.ExitCode.TESTS_FAILED,
        _INTERRUPTED,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    }
)


class WholeSession:
    """The run that a session is. `names` are its profiles. Raises `InvalidInput`."""

    def __init__(self, judge: Judge, *, names: Sequence[str]) -> None:
        self._judge = judge
        self._plans = tuple(judge.plan_run(judge.load(name)) for name in names)
        self._judging = judge.asked.run_judging
        self._pace = judge.asked.pace
        self._refused: Report | None = None
        self._report: Report | None = None
        self._why_not_judged = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Reads before anything of the tests is imported."""
        self._begin(session.config)

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_xdist_setupnodes(self, config: pytest.Config) -> None:
        """Reads before other processes are started: they begin to collect at once."""
        self._begin(config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Runs no test where what they add could not be told."""
        return None if self._refused is None else True

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Judges, and fails the session by its verdict. The status of failing tests goes first."""
        if self._judging.since is None or exitstatus not in _TOLD:
            return
        if self._refused is not None:
            self._report = self._refused
            session.exitstatus = self._report.exit_code
            return
        try:
            self._report = self._judged(session, has_passed=exitstatus == pytest.ExitCode.OK)
        except KeyboardInterrupt:
            self._why_not_judged = "interrupted while reading on"
            session.exitstatus = _INTERRUPTED
            return
        except InvalidInput as error:
            # Such as an env file that the tests wrote.
            self._why_not_judged = complaint_of(error)
            session.exitstatus = exitstatus or _NOT_JUDGED
            return
        if exitstatus == pytest.ExitCode.OK:
            session.exitstatus = self._report.exit_code

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Writes the report."""
        if self._why_not_judged:
            terminalreporter.section("metrics of the test run", red=True)
            terminalreporter.write_line(f"not judged: {self._why_not_judged}")
        if self._report is None:
            return
        is_red = self._report.exit_code != 0
        terminalreporter.section("metrics of the test run", red=is_red, green=not is_red)
        if self._refused is not None:
            terminalreporter.write_line("no test was run: what they add could not be told")
        terminalreporter.write_line(self._judge.text_of(self._report))

    def _begin(self, config: pytest.Config) -> None:
        if config.option.collectonly or self._judging.since is not None:
            return
        try:
            begun = self._judge.begin(
                self._plans, given=NOTHING, judging=self._judging, pace=self._pace
            )
        except InvalidInput as error:
            raise pytest.UsageError(complaint_of(error)) from error
        self._refused = begun.refused
        self._judging = replace(self._judging, since=begun.since)

    def _judged(self, session: pytest.Session, *, has_passed: bool) -> Report:
        judging, pace = self._judging, self._pace
        if not has_passed:
            # What they did not come to do would be waited for in vain.
            judging, pace = replace(judging, wait_seconds=0.0), replace(pace, quiet_seconds=0.0)
        return self._judge.end(
            self._plans,
            given=NOTHING,
            judging=judging,
            pace=pace,
            tell=_Waiting(session.config),
        )


class _Waiting:
    """Says once that it is waited."""

    def __init__(self, config: pytest.Config) -> None:
        self._terminal = config.pluginmanager.get_plugin("terminalreporter")
        self._is_told = False

    def __call__(self, _: Report, left: float) -> None:
        if self._terminal is None or self._is_told or left < 1:
            return
        self._is_told = True
        self._terminal.ensure_newline()
        self._terminal.write_line(f"metrics: reading on, up to {left:.0f} s more")


def register(config: pytest.Config, *, names: Sequence[str]) -> None:
    """Lets the session be judged. Raises `pytest.UsageError` for a wrong file or option."""
    try:
        whole = WholeSession(judge_of(config), names=names)
    except InvalidInput as error:
        raise pytest.UsageError(complaint_of(error)) from error
    config.pluginmanager.register(whole, "metrics_check_whole_session")
