"""Waivers: known failures that are accepted until a day. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from metrics_check.model.audit import AUDIT_CODES
from metrics_check.model.outcome import Diagnosis, Finding, Outcome, Verdict
from metrics_check.model.profile import Waiver
from metrics_check.record import record

WAIVED = "waived"
"""The code of the step that says until when, by whom and why."""
_WAIVABLE = frozenset({Verdict.FAIL, Verdict.WARN})


@record
class Waived:
    """Outcomes and findings after the waivers, with what is to say of the waivers themselves."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


def apply_waivers(
    outcomes: tuple[Outcome, ...],
    findings: tuple[Finding, ...],
    *,
    waivers: Iterable[Waiver],
    today: date,
) -> Waived:
    """The outcomes and findings, those that a live waiver covers marked so.

    Errors and unproven outcomes are never covered. An expired waiver covers nothing and is a
    finding; so is a live one that covered nothing.
    """
    given = tuple(waivers)
    after = cover(outcomes, findings, waivers=given, today=today)
    told = tell_waivers(given, outcomes=outcomes, findings=findings, today=today)
    return Waived(after.outcomes, (*after.findings, *told))


def cover(
    outcomes: tuple[Outcome, ...],
    findings: tuple[Finding, ...],
    *,
    waivers: Iterable[Waiver],
    today: date,
) -> Waived:
    """The outcomes and findings, those that a live waiver covers marked so; nothing else."""
    live = [waiver for waiver in waivers if waiver.expires >= today]
    return Waived(
        tuple(_waived_outcome(outcome, waivers=live) for outcome in outcomes),
        tuple(_waived_finding(finding, waivers=live) for finding in findings),
    )


def tell_waivers(
    waivers: Iterable[Waiver],
    *,
    outcomes: Iterable[Outcome],
    findings: Iterable[Finding],
    today: date,
    is_all: bool = True,
) -> tuple[Finding, ...]:
    """The findings about the waivers themselves: those that are over, then those of no use.

    Where not `is_all`, there is more than these to be judged, and none is said to be of no use.
    """
    given, judged, noticed = tuple(waivers), tuple(outcomes), tuple(findings)
    unused = (
        _unused(waiver)
        for waiver in given
        if is_all
        and waiver.expires >= today
        # One of these codes is for `audit`, which reads the same files.
        and waiver.match not in AUDIT_CODES
        and not any(_might_cover(waiver, outcome) for outcome in judged)
        and not any(covers_finding(waiver, finding) for finding in noticed)
    )
    return (*(_expired(waiver) for waiver in given if waiver.expires < today), *unused)


def covers_outcome(waiver: Waiver, outcome: Outcome) -> bool:
    """Whether the waiver, were it live, covers this outcome."""
    return outcome.verdict in _WAIVABLE and _is_about(waiver, outcome)


def covers_finding(waiver: Waiver, finding: Finding) -> bool:
    """Whether the waiver, were it live, covers this finding."""
    return (
        fnmatchcase(finding.code, waiver.match)
        and waiver.target in {"", finding.target}
        and (not waiver.metric or fnmatchcase(finding.metric, waiver.metric))
    )


def _is_about(waiver: Waiver, outcome: Outcome) -> bool:
    names = (outcome.id, f"{outcome.id}#{outcome.assertion}", outcome.code)
    return (
        any(fnmatchcase(name, waiver.match) for name in names)
        and waiver.target in {"", outcome.target}
        and (not waiver.metric or fnmatchcase(_metric_name(outcome.series), waiver.metric))
    )


def _might_cover(waiver: Waiver, outcome: Outcome) -> bool:
    # What was not judged this time does not tell that its waiver is of no use.
    return outcome.verdict is not Verdict.PASS and _is_about(waiver, outcome)


def _metric_name(series: str) -> str:
    return series.partition("{")[0].strip()


def _waived_outcome(outcome: Outcome, *, waivers: list[Waiver]) -> Outcome:
    for waiver in waivers:
        if covers_outcome(waiver, outcome):
            note = f"waived until {waiver.expires} by {waiver.owner}: {waiver.reason}"
            return replace(
                outcome,
                verdict=Verdict.WAIVED,
                message=f"{outcome.message} ({note})",
                diagnosis=(*outcome.diagnosis, Diagnosis(WAIVED, note)),
            )
    return outcome


def _waived_finding(finding: Finding, *, waivers: list[Waiver]) -> Finding:
    is_waived = any(covers_finding(waiver, finding) for waiver in waivers)
    return replace(finding, is_waived=True) if is_waived else finding


def _expired(waiver: Waiver) -> Finding:
    return Finding(
        code="expired-waiver",
        severity="warning",
        target=waiver.target,
        where=str(waiver.place),
        message=(
            f"the waiver of {waiver.match!r} expired on {waiver.expires}; "
            f"mend what it covers, or have {waiver.owner} renew it"
        ),
    )


def _unused(waiver: Waiver) -> Finding:
    return Finding(
        code="unused-waiver",
        severity="warning",
        target=waiver.target,
        where=str(waiver.place),
        message=f"the waiver of {waiver.match!r} covered nothing; remove it",
    )
