"""The report as SARIF 2.1.0 (OASIS): a result for each outcome, located in the expectation file.

A rule is a code. What has no line in a file, such as a lint of an endpoint, is a notification.
"""

import json
from urllib.parse import quote

from metrics_check.located import Place
from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from metrics_check.report.account import (
    NOTHING_JUDGED,
    account,
    file_place,
    finding_identity,
    headline,
    identity,
    is_failing,
    is_nothing_judged,
    listed,
    live,
    one_line,
    place_of,
    shown,
)
from metrics_check.report.codes import HELD, meaning
from metrics_check.report.line import Line, document

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
# SARIF 3.27.9: what was judged and held, and what did not apply.
_KINDS = {Verdict.PASS: "pass", Verdict.SKIPPED: "notApplicable"}
_FINGERPRINT = "metricsCheck/v1"


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The log in ASCII, indented by two; `is_verbose` adds passes and what was not asked for."""
    outcomes = listed(report, is_verbose=is_verbose)
    findings = [(each, place) for each in live(report) if (place := place_of(each.where))]
    codes = {_code(each.code) for each in outcomes} | {_code(each.code) for each, _ in findings}
    rules = sorted(codes)
    results = [_outcome(each, report=report, rules=rules) for each in outcomes]
    results += [_finding(each, place, rules=rules) for each, place in findings]
    run = {
        "tool": {"driver": {"name": "metrics-check", "rules": [_rule(code) for code in rules]}},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"counts": {each.value: report.count(each) for each in Verdict}},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return document(json.dumps(log, indent=2))


def _code(code: str) -> str:
    return shown(code) or HELD


def _rule(code: str) -> dict[str, object]:
    text = {"text": meaning(code)}
    return {"id": code, "shortDescription": text, "help": text}


def _invocation(report: Report) -> dict[str, object]:
    untold = [_notification(each) for each in live(report) if place_of(each.where) is None]
    untold += [
        {"level": "note", "message": _message(shown(f"left out: {profile}: {why}"))}
        for profile, why in report.not_judged.items()
    ]
    if is_nothing_judged(report):
        untold.append({"level": "error", "message": _message(NOTHING_JUDGED)})
    return {
        "executionSuccessful": report.exit_code != 3,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": untold,
    }


def _notification(finding: Finding) -> dict[str, object]:
    parts = (finding.target, finding.where, finding.message)
    return {
        "descriptor": {"id": shown(finding.code)},
        "level": _LEVELS.get(finding.severity, "none"),
        "message": _message(shown(": ".join(filter(None, parts)))),
    }


def _outcome(outcome: Outcome, *, report: Report, rules: list[str]) -> dict[str, object]:
    verdict = outcome.verdict
    kind = {"kind": _KINDS[verdict]} if verdict in _KINDS else {}
    code = _code(outcome.code)
    result = {
        "ruleId": code,
        "ruleIndex": rules.index(code),
        **kind,
        "level": _level(verdict, report=report),
        "message": _message(_text(outcome)),
        "locations": [_location(file_place(outcome), outcome=outcome)],
        "partialFingerprints": {_FINGERPRINT: identity(outcome)},
        "properties": _properties(outcome),
    }
    return {**result, **_suppressions(outcome)}


def _level(verdict: Verdict, *, report: Report) -> str:
    if verdict in _KINDS:
        # SARIF 3.27.10: what is no failure has no level.
        return "none"
    if is_failing(verdict, report=report):
        return "error"
    return "note" if verdict is Verdict.WAIVED else "warning"


def _message(text: str) -> dict[str, str]:
    """A message without placeholders and links: braces are doubled (SARIF 3.11.5), and what would
    make a link (3.11.6), which no escape undoes, is told as a PromQL string could.
    """
    braced = text.replace("{", "{{").replace("}", "}}")
    return {"text": braced.replace("](", "]\\x28")}


def _text(outcome: Outcome) -> str:
    said = headline(outcome).partition(": ")[2]
    # The first line is all that a list of results shows; it need not be said again.
    more = (line for line in account(outcome) if line != said)
    return "\n".join((one_line(outcome), *more))


def _location(place: Place, *, outcome: Outcome | None = None) -> dict[str, object]:
    physical = {
        "artifactLocation": _artifact(place.path),
        "region": {"startLine": place.line, "startColumn": place.column},
    }
    if outcome is None:
        return {"physicalLocation": physical}
    full = shown(f"{outcome.profile}/{outcome.id}#{outcome.assertion}")
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"fullyQualifiedName": full, "kind": "member"}],
    }


def _artifact(path: str) -> dict[str, str]:
    if path.startswith("/"):
        return {"uri": f"file://{quote(path)}"}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _properties(outcome: Outcome) -> dict[str, str]:
    told = {
        "verdict": outcome.verdict.value,
        "profile": outcome.profile,
        "target": outcome.target,
        "owner": outcome.owner,
        "severity": outcome.severity,
    }
    return {key: shown(text) for key, text in told.items() if text}


def _suppressions(outcome: Outcome) -> dict[str, object]:
    if outcome.verdict is not Verdict.WAIVED:
        return {}
    why = headline(outcome).partition(": ")[2]
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": why}]}


def _finding(finding: Finding, place: Place, *, rules: list[str]) -> dict[str, object]:
    return {
        "ruleId": shown(finding.code),
        "ruleIndex": rules.index(shown(finding.code)),
        "level": _LEVELS.get(finding.severity, "note"),
        "message": _message(shown(f"finding: {finding.message}")),
        "locations": [_location(place)],
        "partialFingerprints": {_FINGERPRINT: finding_identity(finding)},
        "properties": {"target": shown(finding.target)},
    }
