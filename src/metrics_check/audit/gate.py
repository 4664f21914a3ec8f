"""An audit as a report of the gate, for the formats that CI reads: an outcome for each finding."""

from metrics_check.audit.audit import Audit
from metrics_check.audit.expression import Unread
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.text import mark
from metrics_check.model.audit import ERROR, INFO
from metrics_check.model.outcome import Finding, Outcome, ProfileReport, Report, Verdict
from metrics_check.notation.visible import visible

_UNPARSED = "not-read"
_PASS = "held"


def report_of(audit: Audit) -> Report:
    """A report with a profile for each file; its exit code is that of the audit."""
    by_file: dict[str, list[Outcome]] = {path: [] for path in audit.files}
    for finding in audit.findings:
        if finding.severity != INFO:
            by_file.setdefault(finding.place.path, []).append(_outcome(finding))
    for unread in audit.unparsed:
        by_file.setdefault(unread.place.path, []).append(_unread(unread))
    profiles = (
        ProfileReport(path, tuple(outcomes) or (_clean(path),))
        for path, outcomes in sorted(by_file.items())
    )
    noticed = tuple(_noticed(each) for each in audit.live if each.severity == INFO)
    return Report(tuple(profiles), noticed, is_strict=True)


def as_finding(finding: AuditFinding) -> Finding:
    """The finding as waivers see it."""
    return _noticed(finding)


def _outcome(finding: AuditFinding) -> Outcome:
    expression, place = finding.judged.expression, finding.place
    verdict = Verdict.FAIL if finding.severity == ERROR else Verdict.WARN
    line, _ = mark(expression, offset=finding.offset, length=finding.length)
    return Outcome(
        profile=place.path,
        id=f"{expression.name or place.line}:{finding.metric}",
        assertion=finding.code,
        target="",
        verdict=Verdict.WAIVED if finding.is_waived else verdict,
        code=finding.code,
        where=str(place),
        series=visible(line),
        expected="",
        message=finding.message,
    )


def _unread(unread: Unread) -> Outcome:
    return Outcome(
        profile=unread.place.path,
        id=unread.where,
        assertion=_UNPARSED,
        target="",
        verdict=Verdict.ERROR,
        code=_UNPARSED,
        where=str(unread.place),
        series=visible(" ".join(unread.text.split())),
        expected="",
        message=unread.reason,
    )


def _clean(path: str) -> Outcome:
    return Outcome(
        profile=path,
        id="expressions",
        assertion="audit",
        target="",
        verdict=Verdict.PASS,
        code=_PASS,
        where=f"{path}:1:1",
        series="",
        expected="",
        message="nothing found",
    )


def _noticed(finding: AuditFinding) -> Finding:
    return Finding(
        finding.code, finding.severity, "", str(finding.place), finding.message, finding.metric
    )
