"""Expectation files as test items: one for each expectation, judged together, once.

Collected is what `check` would find: the files of the expectations folder, where that, a folder in
it or the file itself is named to pytest. What was named as a file is judged whatever the mode of
the stack; of a folder, profiles of another mode are skipped.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.model.outcome import Outcome, Report, Verdict
from metrics_check.model.profile import Expectation, Profile
from metrics_check.model.settings import NAME as SETTINGS
from metrics_check.notation.visible import visible
from metrics_check.pytest_plugin.judge import complaint_of, judge_of
from metrics_check.pytest_plugin.options import named_of
from metrics_check.pytest_plugin.tally import ANOTHER_MODE, PROPERTY

_Style = Literal["long", "short", "line", "no", "native", "value", "auto"]
# What passes, and is to be seen all the same.
_NOTED = (Verdict.UNPROVEN, Verdict.WARN, Verdict.WAIVED)


def collect_file(path: Path, *, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of an expectation file; None where it was not asked for.

    Raises `CollectError` where the options or the settings file are wrong.
    """
    if path.name == SETTINGS:
        return None
    judge = judge_of(parent.config)
    named = named_of(parent.config)
    if path.resolve() not in named:
        try:
            folder = judge.expectations.resolve()
        except InvalidInput as error:
            raise parent.CollectError(complaint_of(error)) from error
        around = (each for each in named if each.is_relative_to(folder))
        if not any(path.resolve().is_relative_to(each) for each in around):
            return None
    return ExpectationFile.from_parent(parent, path=path)


class ExpectationFile(pytest.File):
    """A profile, and what a check of it came to."""

    def collect(self) -> Iterator["ExpectationItem"]:
        """An item for each expectation; none of an abstract profile."""
        if self.profile.is_abstract:
            return
        if not self.profile.expectations:
            raise self.CollectError(f"{self.nodeid}: this profile has no expectation to judge")
        for expectation in self.profile.expectations:
            yield ExpectationItem.from_parent(
                self, name=expectation.id, file=self, expectation=expectation
            )

    @cached_property
    def profile(self) -> Profile:
        """What the file says."""
        judge = judge_of(self.config)
        is_below = self.path.is_relative_to(judge.folder)
        path = self.path.relative_to(judge.folder) if is_below else self.path
        try:
            return judge.load(f"./{path.as_posix()}" if is_below else path.as_posix())
        except InvalidInput as error:
            raise self.CollectError(complaint_of(error)) from error

    @cached_property
    def report(self) -> Report:
        """What all of its expectations came to, by one read."""
        picks_mode = self.path.resolve() not in named_of(self.config)
        return judge_of(self.config).check(self.profile, picks_mode=picks_mode)


class ExpectationItem(pytest.Item):
    """One expectation of a profile."""

    def __init__(self, *, file: ExpectationFile, expectation: Expectation, **whole: object) -> None:
        # What pytest makes nodes with is its own.
        super().__init__(**whole)  # type: ignore[arg-type]
        self._file = file
        self._expectation = expectation

    def runtest(self) -> None:
        """Passes, skips or fails as its outcomes say."""
        file = self._file
        left_out = file.report.not_judged.get(file.profile.name)
        if left_out is not None:
            self._tell(ANOTHER_MODE)
            pytest.skip(visible(left_out))
        own = _concerning(self._expectation.id, report=file.report)
        self._tell(min((each.verdict for each in own.outcomes), key=list(Verdict).index).value)
        reason = _why_skipped(own)
        if reason:
            pytest.skip(visible(reason))
        judge = judge_of(self.config)
        if own.exit_code:
            raise AssertionError(judge.failure_of(own))
        if any(own.count(verdict) for verdict in _NOTED):
            self.add_report_section("call", "metrics", judge.text_of(own))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: _Style | None = None
    ) -> str:
        """The text of the report, without a traceback."""
        if isinstance(excinfo.value, AssertionError):
            return str(excinfo.value)
        if isinstance(excinfo.value, InvalidInput):
            return complaint_of(excinfo.value)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the expectation stands."""
        return self.path, self._expectation.place.line - 1, self.name

    def _tell(self, verdict: str) -> None:
        self.user_properties.append((PROPERTY, verdict))


def _concerning(name: str, *, report: Report) -> Report:
    """The part of the report that judges one expectation, with what kept it from being judged."""

    def is_concerned(outcome: Outcome) -> bool:
        is_unmet = outcome.assertion == "requires" and outcome.verdict is Verdict.ERROR
        return is_unmet or outcome.id == name

    profiles = (
        replace(each, outcomes=tuple(filter(is_concerned, each.outcomes)))
        for each in report.profiles
    )
    return replace(report, profiles=tuple(profiles), findings=())


def _why_skipped(report: Report) -> str:
    """Why nothing of it was judged; empty where something was."""
    verdicts = {each.verdict for each in report.outcomes}
    if verdicts <= {Verdict.SKIPPED}:
        return report.outcomes[0].message if report.outcomes else "not judged"
    is_unproven = verdicts <= {Verdict.SKIPPED, Verdict.UNPROVEN}
    if report.allows_unproven and is_unproven:
        unproven = next(each for each in report.outcomes if each.verdict is Verdict.UNPROVEN)
        return f"unproven: {unproven.message}"
    return ""
