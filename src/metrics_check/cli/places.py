"""Places in a report, told from the folder in which the program was started.

A profile that is named by an absolute path would else give another report on every machine, and
what shows a report beside the code finds files by their path in the repository only.
"""

import os
from dataclasses import replace
from pathlib import Path

from metrics_check.model.coverage import Coverage
from metrics_check.model.outcome import ProfileReport, Report


def from_here(report: Report) -> Report:
    """The report, with the places of files below the working folder told from there."""
    wheres = [each.where for each in report.outcomes] + [each.where for each in report.findings]
    if not any(map(os.path.isabs, wheres)):
        return report
    start = f"{Path.cwd().as_posix().rstrip('/')}/"
    return replace(
        report,
        profiles=tuple(_profile(each, start=start) for each in report.profiles),
        findings=tuple(
            replace(each, where=each.where.removeprefix(start)) for each in report.findings
        ),
        coverage=None if report.coverage is None else _coverage(report.coverage, start=start),
    )


def _profile(profile: ProfileReport, *, start: str) -> ProfileReport:
    outcomes = (replace(each, where=each.where.removeprefix(start)) for each in profile.outcomes)
    return replace(profile, outcomes=tuple(outcomes))


def _coverage(coverage: Coverage, *, start: str) -> Coverage:
    told = (replace(each, where=each.where.removeprefix(start)) for each in coverage.unexercised)
    return replace(coverage, unexercised=tuple(told))
