"""The report as workflow commands of GitHub Actions: an annotation for each outcome at its line.

GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those that its runner takes
back (`ActionCommand.cs`). It shows ten of each level for a step, so the worst stand first.
"""

from metrics_check.located import Place
from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from metrics_check.report.account import (
    NOTHING_JUDGED,
    account,
    file_place,
    headline,
    is_failing,
    is_nothing_judged,
    listed,
    live,
    name,
    place_of,
    shown,
)
from metrics_check.report.line import Line, document, plain
from metrics_check.report.summary import summary_line

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_NOTICES = frozenset({Verdict.WAIVED, Verdict.SKIPPED})


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """A command a line, then the summary; `is_verbose` adds what was not asked for."""
    told = (
        outcome
        for outcome in listed(report, is_verbose=is_verbose)
        if outcome.verdict is not Verdict.PASS
    )
    commands = [_outcome(outcome, report=report) for outcome in told]
    commands += [_finding(finding) for finding in live(report, is_verbose=is_verbose)]
    if is_nothing_judged(report):
        commands.append(_command("error", NOTHING_JUDGED, title="error: metrics-check", place=None))
    return document("\n".join((*commands, plain([summary_line(report)]))))


def _outcome(outcome: Outcome, *, report: Report) -> str:
    said = "\n".join(account(outcome)) or headline(outcome)
    title = f"{outcome.verdict.value}: {name(outcome)}"
    level = "error" if is_failing(outcome.verdict, report=report) else "warning"
    level = "notice" if outcome.verdict in _NOTICES else level
    return _command(level, said, title=title, place=file_place(outcome))


def _finding(finding: Finding) -> str:
    place = place_of(finding.where)
    parts = (finding.target, "" if place else finding.where, finding.message)
    title = shown(f"finding: {finding.code}")
    said = shown(": ".join(filter(None, parts)))
    return _command(_LEVELS.get(finding.severity, "notice"), said, title=title, place=place)


def _command(level: str, message: str, *, title: str, place: Place | None) -> str:
    at = {"file": place.path, "line": place.line, "col": place.column} if place else {}
    properties = {**at, "title": title}
    told = ",".join(f"{key}={str(each).translate(_PROPERTY)}" for key, each in properties.items())
    return f"::{level} {told}::{message.translate(_DATA)}"
