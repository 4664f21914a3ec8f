"""The summary of a step in GitHub Actions: the Markdown report, beside annotations."""

from collections.abc import Mapping
from pathlib import Path

from metrics_check.model.outcome import Report
from metrics_check.report.line import plain
from metrics_check.report.markdown import render

VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file to which a step adds (GitHub Docs, "Workflow commands", job summaries)."""


def add_step_summary(report: Report, *, environment: Mapping[str, str], is_verbose: bool) -> None:
    """Adds the report to the file that the environment names, if it names one.

    Added and not written whole: what the step's other commands told stands there, too.
    """
    path = environment.get(VARIABLE)
    if path:
        with Path(path).open("ab") as stream:
            stream.write(plain(render(report, is_verbose=is_verbose)).encode())
