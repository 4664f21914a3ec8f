"""Why an outcome is what it is: its code and a sentence, told from the elements that answered."""

from metrics_check.assertions.compile import NOT_EXERCISED, UNPROVEN_LABEL
from metrics_check.assertions.kind import Reason
from metrics_check.assertions.probes import ABSENT_METRIC
from metrics_check.assertions.registry import kind
from metrics_check.model.probe import Subject
from metrics_check.model.series import Labels
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.starvation import FEW_SAMPLES_LABEL, ranged_calls, why_starved

FEW_SAMPLES = "few-samples"
"""The code of what is unproven because a range holds too few samples."""


def violated(
    subject: Subject,
    *,
    evidence: tuple[Labels, ...] = (),
    is_absent: bool = False,
    lacking: tuple[str, ...] = (),
) -> Reason:
    """The reason of a violation whose elements have these labels.

    `is_absent`: what is violated is that there is no series. `lacking`: those selectors of a
    condition that match none.
    """
    own = kind(subject.assertion.kind)
    absent = f"no such series: {', '.join(lacking) or subject.expectation.text}"
    if is_absent and own.judges_absence:
        return Reason("absent-series", absent)
    parts = sorted({labels[ABSENT_METRIC] for labels in evidence if ABSENT_METRIC in labels})
    if parts:
        return Reason("absent-series", f"no such series: {', '.join(parts)}")
    if own.reason is not None:
        return own.reason(subject, evidence)
    message = own.message(subject)
    return Reason(own.code, f"{message}; {absent}" if lacking else message)


def unproven(subject: Subject, *, evidence: tuple[Labels, ...] = ()) -> Reason:
    """The reason of an unproven outcome whose elements have these labels."""
    if any(labels.get(UNPROVEN_LABEL) == NOT_EXERCISED for labels in evidence):
        workload = " ".join(subject.expectation.exercised_by.split())
        return Reason(NOT_EXERCISED, f"the workload did not run: {workload} is empty")
    starving = {labels[FEW_SAMPLES_LABEL] for labels in evidence if FEW_SAMPLES_LABEL in labels}
    if starving:
        return Reason(FEW_SAMPLES, _few_samples(subject, starving=starving))
    own = kind(subject.assertion.kind)
    return Reason(own.unproven_code, own.unproven_message(subject))


def _few_samples(subject: Subject, *, starving: set[str]) -> str:
    calls = ranged_calls(parse(subject.expectation.promql or ""))
    told = (why_starved(*each) for each in calls if printed(each[0]) in starving)
    return "; ".join(dict.fromkeys(told))
