"""The report as GitLab Code Quality: an issue for each outcome that is no pass, at its line.

GitLab Docs, "Code Quality report format". GitLab shows one line of each, so it begins with the
verdict.
"""

import json
from collections import Counter
from collections.abc import Iterable

from metrics_check.located import Place
from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from metrics_check.report.account import (
    NOTHING_JUDGED,
    file_place,
    finding_identity,
    fingerprint,
    identity,
    is_failing,
    is_nothing_judged,
    listed,
    live,
    one_line,
    place_of,
    shown,
)
from metrics_check.report.line import Line, document

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
_ACCEPTED = frozenset({Verdict.WAIVED, Verdict.SKIPPED})


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The list in ASCII; `is_verbose` adds what was not asked for."""
    told = (
        outcome
        for outcome in listed(report, is_verbose=is_verbose)
        if outcome.verdict is not Verdict.PASS
    )
    issues = [_outcome(outcome, report=report) for outcome in told]
    issues += [_finding(each, place) for each in live(report) if (place := place_of(each.where))]
    if is_nothing_judged(report):
        issues.append(_nothing_judged())
    return document(json.dumps(_told_apart(issues), indent=2))


def _told_apart(issues: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """The issues; GitLab shows one of those that share a fingerprint, so none do."""
    seen: Counter[object] = Counter()
    told = []
    for issue in issues:
        mark = issue["fingerprint"]
        repeated = {"fingerprint": fingerprint(str(mark), str(seen[mark]))} if seen[mark] else {}
        seen[mark] += 1
        told.append({**issue, **repeated})
    return told


def _nothing_judged() -> dict[str, object]:
    # An empty list is a pass to GitLab, and an issue without a file is none.
    return _issue(
        f"error: {NOTHING_JUDGED}",
        code="nothing-judged",
        identifier=fingerprint(NOTHING_JUDGED),
        severity="critical",
        place=Place("expectations"),
    )


def _outcome(outcome: Outcome, *, report: Report) -> dict[str, object]:
    return _issue(
        one_line(outcome),
        code=shown(outcome.code),
        identifier=identity(outcome),
        severity=_severity(outcome.verdict, report=report),
        place=file_place(outcome),
    )


def _severity(verdict: Verdict, *, report: Report) -> str:
    if verdict is Verdict.ERROR:
        return "critical"
    if is_failing(verdict, report=report):
        return "major"
    return "info" if verdict in _ACCEPTED else "minor"


def _finding(finding: Finding, place: Place) -> dict[str, object]:
    return _issue(
        shown(f"finding: {finding.message}"),
        code=shown(finding.code),
        identifier=finding_identity(finding),
        severity=_SEVERITIES.get(finding.severity, "info"),
        place=place,
    )


def _issue(
    description: str, *, code: str, identifier: str, severity: str, place: Place
) -> dict[str, object]:
    return {
        "description": description,
        "check_name": code,
        "fingerprint": identifier,
        "severity": severity,
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }
