"""Outcomes, findings and the report: what a check says."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from metrics_check.model.coverage import Coverage
from metrics_check.model.polls import Polls
from metrics_check.model.probe import Evidence, Probe
from metrics_check.record import record


class Verdict(StrEnum):
    """Worst first; an expectation's state is its worst outcome."""

    ERROR = "error"
    FAIL = "fail"
    UNPROVEN = "unproven"
    WARN = "warn"
    WAIVED = "waived"
    PASS = "pass"
    SKIPPED = "skipped"


@record
class Diagnosis:
    """One step of an explanation: what is the case, and a command or query to try next."""

    code: str
    message: str
    try_next: str = ""


@record
class Outcome:
    """The judgement of one assertion on one target.

    `observed` is one line, None where nothing was seen, `""` where nobody looked. `evidence` holds
    the worst offenders, `evidence_total` how many there are.
    """

    profile: str
    id: str
    assertion: str
    target: str
    verdict: Verdict
    code: str
    where: str
    series: str
    expected: str
    message: str
    observed: str | None = None
    evidence: tuple[Evidence, ...] = ()
    evidence_total: int = 0
    diagnosis: tuple[Diagnosis, ...] = ()
    probe: Probe | None = None
    severity: str = ""
    owner: str = ""
    why: str = ""
    runbook: str = ""


@record
class Finding:
    """What was noticed on the way. `severity` is `error`, `warning` or `info`."""

    code: str
    severity: str
    target: str
    where: str
    message: str
    metric: str = ""
    is_waived: bool = False


@record
class TargetReading:
    """How one URL of a target was read, for the report. `error` is empty when it was.

    `snapshot` is the folder of the snapshot that kept what was read, None where it was read now;
    `read_at` is when, in Unix seconds.
    """

    target: str
    url: str
    series: int
    milliseconds: float
    error: str = ""
    snapshot: str | None = None
    read_at: float = 0.0


@record
class ProfileReport:
    """All outcomes of one profile, in file order, and how its targets were read."""

    profile: str
    outcomes: tuple[Outcome, ...]
    readings: tuple[TargetReading, ...] = ()


@record
class Report:
    """The result of a check. `not_judged` maps a profile to why it was left out.

    `coverage` is None where nobody asked for it. `polls` are the waits that came to more than one
    read: one of a check, one for each run.
    """

    profiles: tuple[ProfileReport, ...]
    findings: tuple[Finding, ...] = ()
    not_judged: Mapping[str, str] = field(default_factory=dict)
    is_strict: bool = False
    allows_unproven: bool = False
    coverage: Coverage | None = None
    polls: tuple[Polls, ...] = ()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every outcome of every profile, in order."""
        return tuple(outcome for profile in self.profiles for outcome in profile.outcomes)

    def count(self, verdict: Verdict) -> int:
        """How many outcomes have this verdict."""
        return sum(outcome.verdict is verdict for outcome in self.outcomes)

    @property
    def exit_code(self) -> int:
        """0 judged and held, 1 violated or unproven, 3 something could not be judged."""
        found = {outcome.verdict for outcome in self.outcomes}
        coverage = self.coverage or Coverage()
        if Verdict.ERROR in found or not found - {Verdict.SKIPPED} or coverage.is_untold:
            return 3
        if Verdict.FAIL in found or (self.is_strict and Verdict.WARN in found):
            return 1
        if coverage.is_below:
            return 1
        if Verdict.UNPROVEN in found and not (self.allows_unproven and Verdict.PASS in found):
            return 1
        return 0
