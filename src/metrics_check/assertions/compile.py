"""An assertion becomes its probe: the kind's own, and what the expectation lays around it."""

from dataclasses import replace

from metrics_check.assertions.conditions import as_judged
from metrics_check.assertions.registry import kind
from metrics_check.model.probe import Probe, Subject
from metrics_check.promql.rewrite import with_matchers

# The label that says why an element of an unproven query is there, where the kind does not.
UNPROVEN_LABEL = "unproven"
NOT_EXERCISED = "not-exercised"


def compile_assertion(subject: Subject) -> Probe:
    """The probe of an assertion that PromQL can judge; TypeError for one judged on shape.

    Violation and unproven never hold together. An element of `unproven` that is there because
    `exercised_by` is empty says so in its label `unproven`.
    """
    own = kind(subject.assertion.kind)
    if own.compile is None:
        raise TypeError(f"{subject.assertion.kind} is judged on shape, not by PromQL")
    probe = own.compile(subject)
    exercised_by = subject.expectation.exercised_by
    if exercised_by:
        workload = as_judged(with_matchers(exercised_by, subject.target_labels), subject)
        probe = _when_exercised(probe, workload=workload)
    return _kept_apart(probe)


def _when_exercised(probe: Probe, *, workload: str) -> Probe:
    idle = f'label_replace(absent({workload}), "{UNPROVEN_LABEL}", "{NOT_EXERCISED}", "", "")'
    return replace(
        probe,
        violation=f"({probe.violation}) and on () ({workload})",
        unproven=f"{probe.unproven} or {idle}" if probe.unproven else idle,
    )


def _kept_apart(probe: Probe) -> Probe:
    if not probe.unproven:
        return probe
    return replace(probe, unproven=f"({probe.unproven}) unless on () ({probe.violation})")
