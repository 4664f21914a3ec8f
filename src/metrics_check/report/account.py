"""What one outcome says in formats that tell each by itself: its name, place, words and identity.

Every text is shown on one line; the escapes of a format are that format's own. Pure.
"""

import re
from hashlib import sha256

from metrics_check.located import Place
from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from metrics_check.notation.visible import visible
from metrics_check.report.block import expectation_line, explanation
from metrics_check.report.line import no_command, plain

_PLACE = re.compile(r"(?P<path>.+):(?P<line>[1-9]\d*):(?P<column>[1-9]\d*)", re.DOTALL)
_INDENT = "    "
_NOT_JUDGED = frozenset({Verdict.ERROR, Verdict.UNPROVEN, Verdict.SKIPPED})
# The code of the step that tells of a waiver.
_WAIVED = "waived"
# Asked for by nobody, so that only `-v` tells of it.
_DESELECTED = "deselected"


def shown(text: str) -> str:
    """The text on one line, so told that neither a terminal nor the log of a CI obeys it."""
    return no_command(visible(text))


def listed(report: Report, *, is_verbose: bool) -> tuple[Outcome, ...]:
    """The outcomes worth a line of their own, worst first: all but passes and what was not asked
    for, which `is_verbose` adds.
    """
    told = (each for each in report.outcomes if is_verbose or not _is_folded(each))
    return tuple(sorted(told, key=lambda each: list(Verdict).index(each.verdict)))


def _is_folded(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.PASS or outcome.code == _DESELECTED


def is_failing(verdict: Verdict, *, report: Report) -> bool:
    """Whether an outcome of this verdict makes the exit code of this report another than 0."""
    if verdict is Verdict.UNPROVEN:
        return not (report.allows_unproven and report.count(Verdict.PASS))
    return verdict in {Verdict.ERROR, Verdict.FAIL} or (
        verdict is Verdict.WARN and report.is_strict
    )


def is_nothing_judged(report: Report) -> bool:
    """Whether the report fails though no outcome does: there was nothing to judge."""
    return report.exit_code == 3 and not {each.verdict for each in report.outcomes} - {
        Verdict.SKIPPED
    }


NOTHING_JUDGED = "nothing was judged"
"""What a format says then, so that no reader takes the empty list for a pass."""


def live(report: Report, *, is_verbose: bool = True) -> tuple[Finding, ...]:
    """The findings that are not waived; where not `is_verbose` without what is only better done
    otherwise, as in the text report.
    """
    return tuple(
        finding
        for finding in report.findings
        if not finding.is_waived and (is_verbose or finding.severity != "info")
    )


def name(outcome: Outcome) -> str:
    """`callbacks#expect.sum on lps`: what `--only` takes, and the target."""
    target = f" on {outcome.target}" if outcome.target else ""
    return shown(f"{outcome.id}#{outcome.assertion}{target}")


def headline(outcome: Outcome) -> str:
    """`fail: expected sum >= 1, found no such series`: the verdict, and what there is to it."""
    told = _told(outcome)
    return shown(f"{outcome.verdict.value}: {told}" if told else outcome.verdict.value)


def one_line(outcome: Outcome) -> str:
    """`fail: callbacks#expect.sum on lps: expected sum >= 1, found no such series`."""
    verdict, _, said = headline(outcome).partition(": ")
    return ": ".join(filter(None, (verdict, name(outcome), said)))


def _told(outcome: Outcome) -> str:
    waiver = next((step.message for step in outcome.diagnosis if step.code == _WAIVED), "")
    if outcome.verdict is Verdict.WAIVED and waiver:
        return waiver.removeprefix("waived ")
    said = "" if outcome.verdict in _NOT_JUDGED else expectation_line((outcome,))
    if said and outcome.evidence and outcome.observed and ", found " not in said:
        # Elsewhere the evidence says it; one line is all that there is here.
        return f"{said}, found {outcome.observed}"
    return said or outcome.message


def account(outcome: Outcome) -> tuple[str, ...]:
    """The lines that stand below an outcome's title in the text report, without their indent."""
    lines = plain(explanation(outcome)).splitlines()
    return tuple(no_command(line.removeprefix(_INDENT)) for line in lines)


def place_of(where: str) -> Place | None:
    """The file, line and column that a `where` names; None where it names a source, or nothing."""
    found = _PLACE.fullmatch(where)
    if found is None or "://" in where:
        return None
    return Place(shown(found["path"]), int(found["line"]), int(found["column"]))


def file_place(outcome: Outcome) -> Place:
    """Where the outcome's expectation stands; its first line where no more is known."""
    return place_of(outcome.where) or Place(shown(outcome.where) or shown(outcome.profile))


def fingerprint(*parts: str) -> str:
    """An identity that stays the same from run to run: 64 hexadecimal digits of the parts."""
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def identity(outcome: Outcome) -> str:
    """The fingerprint of an outcome: of what is asked of which target, wherever its line stands."""
    asked = (outcome.id, outcome.assertion, outcome.target, outcome.expected)
    return fingerprint(outcome.profile, *asked)


def finding_identity(finding: Finding) -> str:
    """The fingerprint of a finding."""
    return fingerprint(finding.code, finding.target, finding.where, finding.metric, finding.message)
