"""A probe judged by whoever answers PromQL, and what the four answers come to."""

from collections.abc import Callable
from dataclasses import dataclass

from metrics_check.model.probe import Probe, Subject

Elements = tuple[tuple[tuple[tuple[str, str], ...], str], ...]
Ask = Callable[[str], list[tuple[dict[str, str], str]]]


@dataclass(frozen=True)
class Judged:
    """A verdict with all that it was told from: labels and value (as text) of each element."""

    verdict: str
    violation: Elements
    unproven: Elements
    observed: Elements
    exists: Elements


def judged(probe: Probe, *, subject: Subject, ask: Ask) -> Judged:
    """What this probe's answers say; violation and unproven together are a fault of ours."""
    violation, unproven, observed, exists = (
        _elements(ask(query)) if query else ()
        for query in (probe.violation, probe.unproven, probe.observed, probe.exists)
    )
    assert not (violation and unproven), probe
    verdict = "fail" if violation else "unproven" if unproven else "pass"
    if subject.expectation.is_optional and not exists:
        assert not violation, probe
        verdict = "skipped"
    return Judged(verdict, violation, unproven, observed, exists)


def _elements(answer: list[tuple[dict[str, str], str]]) -> Elements:
    return tuple(sorted((tuple(sorted(labels.items())), value) for labels, value in answer))
