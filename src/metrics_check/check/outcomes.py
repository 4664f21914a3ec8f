"""Tasks become outcomes: judged, explained where they need it, or told why they were not."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, cast

from metrics_check.assertions.kind import Explanation
from metrics_check.check.evaluate import judge
from metrics_check.check.faults import Fault, fault_in
from metrics_check.check.plan import Plan, Task
from metrics_check.check.sight import Sight
from metrics_check.check.view import TargetView
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.lazy import resolve
from metrics_check.model.outcome import Diagnosis, Outcome, Verdict
from metrics_check.model.profile import Expectation, Profile
from metrics_check.sources.requires import Requirement

# By text: what holds needs no explanation, and a check that holds imports none of it.
DIAGNOSE = "metrics_check.check.diagnose:diagnose"
_EXPLAINED = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN, Verdict.WARN})
_WHY_SKIPPED = {
    "deselected": "not asked for",
    "not-run": "the command was not started",
    "only-in-run": "judged over a run only",
    "only-in-state": "not judged over a run",
    "requires-unknown": "the stack could not be asked for its mode",
    "requires-unmet": "the stack is not in this profile's mode",
}


class Diagnose(Protocol):
    """What explains an outcome."""

    def __call__(
        self,
        outcome: Outcome,
        *,
        expectation: Expectation,
        target: TargetView,
        others: tuple[TargetView, ...] = (),
    ) -> tuple[Diagnosis, ...]:
        """The steps of the explanation, in the order in which they are read."""


def judge_plan(plan: Plan, *, sight: Sight) -> tuple[Outcome, ...]:
    """One outcome a task, in order."""
    faults = {
        expectation.id: fault_in(expectation, sight=sight)
        for expectation in plan.profile.expectations
    }
    return tuple(
        skipped(task, profile=plan.profile, code=task.skipped_code)
        if task.skipped_code
        else _judged(task, sight=sight, fault=faults[task.expectation.id])
        for task in plan.tasks
    )


def skipped(task: Task, *, profile: Profile, code: str) -> Outcome:
    """The outcome of a task that is not judged, by the code of why."""
    blank = _blank(task, profile=profile)
    return replace(blank, verdict=Verdict.SKIPPED, code=code, message=_WHY_SKIPPED[code])


def unmet_code(unmet: Iterable[Requirement]) -> str:
    """The code of what is not met: whether it is another mode, or could not be found out."""
    return "requires-unmet" if any(each.is_known for each in unmet) else "requires-unknown"


def requirement_outcome(requirement: Requirement, *, profile: Profile) -> Outcome:
    """The outcome of a requirement that is not met: the profile cannot be judged."""
    found = f"found {requirement.found}, "
    if not requirement.is_known:
        found = f"{requirement.found}, so the mode is unknown; "
    return Outcome(
        profile=profile.name,
        id=requirement.name,
        assertion="requires",
        target="",
        verdict=Verdict.ERROR,
        code=unmet_code([requirement]),
        where=str(requirement.place),
        series="",
        expected=requirement.expected,
        message=f"{found}expected {requirement.expected}; {requirement.how_to_set}",
        observed=requirement.found,
        owner=profile.owner,
    )


def _judged(task: Task, *, sight: Sight, fault: Fault | None) -> Outcome:
    blank = _blank(task, profile=sight.profile)
    if fault is not None:
        outcome = replace(
            blank,
            target=fault.target,
            verdict=Verdict.ERROR,
            code=fault.error.code,
            message=str(fault.error),
        )
    else:
        outcome = _answered(blank, task=task, sight=sight)
    if outcome.verdict not in _EXPLAINED:
        return outcome
    try:
        diagnosis = _diagnosis(outcome, task=task, sight=sight)
    except (UnansweredQuery, UnreadableSource) as error:
        # The verdict stands; a server that was asked once more for the reason did not tell.
        message = f"the reason could not be asked for: {error}"
        diagnosis = (Diagnosis("not-explained", message),)
    return replace(outcome, diagnosis=(*outcome.diagnosis, *diagnosis))


def _answered(blank: Outcome, *, task: Task, sight: Sight) -> Outcome:
    answer = judge(task.expectation, assertion=task.assertion, sight=sight)
    return replace(
        blank,
        verdict=answer.verdict,
        code=answer.code,
        message=answer.message,
        observed=answer.observed,
        evidence=answer.offenders.worst,
        evidence_total=answer.offenders.total,
        probe=answer.probe,
        diagnosis=_explained(answer.explained),
    )


def _explained(explanation: Explanation | None) -> tuple[Diagnosis, ...]:
    return () if explanation is None else (Diagnosis(explanation.code, explanation.message),)


def _diagnosis(outcome: Outcome, *, task: Task, sight: Sight) -> tuple[Diagnosis, ...]:
    view = sight.views[outcome.target]
    others = tuple(other for name, other in sight.views.items() if name != outcome.target)
    diagnose = cast(Diagnose, resolve(DIAGNOSE))
    return diagnose(outcome, expectation=task.expectation, target=view, others=others)


def _blank(task: Task, *, profile: Profile) -> Outcome:
    expectation, assertion = task.expectation, task.assertion
    return Outcome(
        profile=profile.name,
        id=expectation.id,
        assertion=assertion.name,
        target=task.target.name,
        verdict=Verdict.PASS,
        code="",
        where=str(assertion.place),
        series=expectation.text,
        expected=assertion.expected,
        message="",
        severity=expectation.severity,
        owner=expectation.owner,
        why=expectation.why,
        runbook=expectation.runbook,
    )
