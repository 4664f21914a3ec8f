"""The report as JSON, `metrics-check/report/v1`; its schema is `docs/report.schema.json`."""

import json
import re

from metrics_check.model.coverage import Coverage
from metrics_check.model.outcome import (
    Diagnosis,
    Finding,
    Outcome,
    ProfileReport,
    Report,
    TargetReading,
    Verdict,
)
from metrics_check.model.polls import Polls
from metrics_check.model.probe import Evidence, Probe
from metrics_check.notation.quantity import format_number
from metrics_check.report.coverage import absent, undeclared
from metrics_check.report.line import Line, document
from metrics_check.report.time import format_time

SCHEMA = "metrics-check/report/v1"

_COUNTED = (
    *(Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.UNPROVEN),
    *(Verdict.ERROR, Verdict.SKIPPED, Verdict.WAIVED),
)
# The only character that steers a terminal and that `json` leaves as it is, and what a log of
# GitHub Actions takes for a command wherever it stands.
_OBEYED = re.compile(r"\x7f|#(?=#\[)")


def render(report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
    """The document in ASCII, indented by two; `is_verbose` changes nothing, all is there."""
    text = json.dumps(report_document(report), indent=2, allow_nan=False)
    return document(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def report_document(report: Report) -> dict[str, object]:
    """The report as plain values, keys in the order in which they are written."""
    live = [finding for finding in report.findings if not finding.is_waived]
    summary = {verdict.value: report.count(verdict) for verdict in _COUNTED}
    # Only where there is something: a report without it stays what it was.
    coverage = {} if report.coverage is None else {"coverage": _coverage(report.coverage)}
    polls = {"polls": list(map(_polls, report.polls))} if report.polls else {}
    return {
        "schema": SCHEMA,
        "exit_code": report.exit_code,
        "summary": {**summary, "findings": len(live)},
        "profiles": [_profile(profile) for profile in report.profiles],
        "findings": [_finding(finding) for finding in live],
        "not_judged": dict(report.not_judged),
        **coverage,
        **polls,
    }


def _polls(polls: Polls) -> dict[str, object]:
    return {
        "profiles": list(polls.profiles),
        "reads": polls.reads,
        "seconds": list(polls.seconds),
        "counts": {verdict: list(numbers) for verdict, numbers in polls.counts},
        "tracks": [
            {
                "profile": each.profile,
                "id": each.id,
                "assertion": each.assertion,
                "target": each.target,
                "verdicts": [verdict or None for verdict in each.verdicts],
                "values": [None if v is None else format_number(v) for v in each.values],
            }
            for each in polls.tracks
        ],
    }


def _coverage(coverage: Coverage) -> dict[str, object]:
    return {
        "percent": coverage.percent,
        "minimum": coverage.minimum,
        "exposed": coverage.exposed,
        "declared": coverage.declared,
        "runtime": coverage.runtime,
        "error": coverage.why_untold,
        "undeclared": [
            {"target": target, "name": name}
            for target, names in undeclared(coverage).items()
            for name in names
        ],
        "absent": [
            {"target": target, "name": name}
            for target, names in absent(coverage).items()
            for name in names
        ],
        "unexercised": [
            {"profile": each.profile, "id": each.id, "code": each.code, "where": each.where}
            for each in coverage.unexercised
        ],
    }


def _profile(profile: ProfileReport) -> dict[str, object]:
    return {
        "profile": profile.profile,
        "outcomes": [_outcome(outcome) for outcome in profile.outcomes],
        "targets": [_reading(reading) for reading in profile.readings],
    }


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "id": outcome.id,
        "assertion": outcome.assertion,
        "verdict": outcome.verdict.value,
        "code": outcome.code,
        "target": outcome.target,
        "where": outcome.where,
        "series": outcome.series,
        "expected": outcome.expected,
        "observed": outcome.observed or None,
        "evidence": [_evidence(evidence) for evidence in outcome.evidence],
        "message": outcome.message,
        "diagnosis": [_diagnosis(step) for step in outcome.diagnosis],
        "promql": _promql(outcome.probe),
        "evidence_total": max(outcome.evidence_total, len(outcome.evidence)),
        "severity": outcome.severity,
        "owner": outcome.owner,
        "why": outcome.why,
        "runbook": outcome.runbook,
    }


def _reading(reading: TargetReading) -> dict[str, object]:
    # How long it took and when differ from run to run, and the same input is to give the same
    # bytes; when a snapshot was made is part of the input.
    kept = reading.snapshot is not None
    return {
        "target": reading.target,
        "url": reading.url,
        "series": reading.series,
        "error": reading.error,
        "snapshot": reading.snapshot,
        "read_at": format_time(reading.read_at) if kept else None,
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    value = None if evidence.value is None else format_number(evidence.value)
    return {"labels": dict(sorted(evidence.labels.items())), "value": value}


def _diagnosis(diagnosis: Diagnosis) -> dict[str, object]:
    # A keyword in Python, so not a field name of the model.
    return {"code": diagnosis.code, "message": diagnosis.message, "try": diagnosis.try_next}


def _promql(probe: Probe | None) -> dict[str, str] | None:
    if probe is None:
        return None
    return {
        "violation": probe.violation,
        "unproven": probe.unproven,
        "observed": probe.observed,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "target": finding.target,
        "where": finding.where,
        "message": finding.message,
    }
