"""A probe judged by whoever answers PromQL, and what the four answers come to."""

from collections.abc import Callable
from dataclasses import dataclass

from metrics_check.assertions import reasons
from metrics_check.model.probe import Probe, Subject
from metrics_check.notation.quantity import format_number

Elements = tuple[tuple[tuple[tuple[str, str], ...], str], ...]
Ask = Callable[[str], list[tuple[dict[str, str], float]]]


@dataclass(frozen=True)
class Judged:
    """A verdict, its code, and all it was told from: labels and value of each element, sorted."""

    verdict: str
    code: str
    violation: Elements
    unproven: Elements
    observed: Elements
    exists: Elements


def judged(probe: Probe, *, subject: Subject, ask: Ask) -> Judged:
    """What the answers to this probe say; violation and unproven together are a fault of ours."""
    violation, unproven, observed, exists = (
        elements(ask(query)) if query else ()
        for query in (probe.violation, probe.unproven, probe.observed, probe.exists)
    )
    assert not (violation and unproven), probe
    if subject.expectation.is_optional and not exists:
        assert not violation, probe
        return Judged("skipped", "", violation, unproven, observed, exists)
    if violation:
        code = reasons.violated(subject, evidence=labels_of(violation), is_absent=not exists).code
        return Judged("fail", code, violation, unproven, observed, exists)
    if unproven:
        code = reasons.unproven(subject, evidence=labels_of(unproven)).code
        return Judged("unproven", code, violation, unproven, observed, exists)
    return Judged("pass", "", violation, unproven, observed, exists)


def verdict_of(probe: Probe, *, ask: Ask) -> str:
    """The verdict alone, of what is not optional."""
    if ask(probe.violation):
        return "fail"
    return "unproven" if probe.unproven and ask(probe.unproven) else "pass"


def elements(answer: list[tuple[dict[str, str], float]]) -> Elements:
    """An answer in a form that compares: NaN equals NaN, and the order says nothing."""
    return tuple(
        sorted((tuple(sorted(labels.items())), format_number(value)) for labels, value in answer)
    )


def labels_of(found: Elements) -> tuple[dict[str, str], ...]:
    """The labels of each element."""
    return tuple(dict(labels) for labels, _ in found)
