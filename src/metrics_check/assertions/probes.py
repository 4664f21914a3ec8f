"""Pieces of probes that several kinds share: a judged value, and what must be there for it."""

from metrics_check.assertions.selectors import Selection
from metrics_check.model.probe import Probe, Subject
from metrics_check.notation.text import quote
from metrics_check.promql.rewrite import selectors

# The label that says which part is absent, where a kind needs several.
ABSENT_METRIC = "absent_metric"


def or_missing(bad: str, *needed: str, subject: Subject, selection: Selection) -> str:
    """The bad elements, or the absence of a needed part, unless the expectation is optional.

    Two parts may be absent with the same labels: each then says its name in `absent_metric`.
    """
    if subject.expectation.is_optional:
        return bad
    return " or ".join((bad, *absences(*needed, selection=selection)))


def absences(*needed: str, selection: Selection) -> tuple[str, ...]:
    """Not empty when that part is not there, one query a part, their labels kept apart."""
    if len(needed) == 1:
        return (selection.missing(needed[0]),)
    return tuple(_absence(part, selection=selection) for part in needed)


def judged_value(
    value: str,
    *needed: str,
    chain: str,
    subject: Subject,
    selection: Selection,
    nothing: str = "",
) -> Probe:
    """The probe of one value a group: a violation where it does not satisfy the chain.

    `nothing`: where there is nothing to judge; in a window too few samples are added to it.
    """
    bad = f"{value} unless {value} {chain}"
    young = too_young(value, needed[0], selection=selection)
    return Probe(
        violation=or_missing(bad, *needed, subject=subject, selection=selection),
        unproven=" or ".join(part for part in (nothing, young) if part),
        observed=value,
        exists=selection.exists(needed[0]),
    )


def too_young(value: str, part: str, *, selection: Selection) -> str:
    """Not empty where series have too few samples in the window yet, `""` where that cannot be."""
    if not selection.reading.window:
        return ""
    there = selection.exists(part)
    if value != selection.value(part):
        there = f"count {selection.by} ({there})"
    return f"{there} unless {value}"


def observation_count(selection: Selection) -> str:
    """How many observations each group of a histogram or summary has."""
    return f"sum {selection.by} ({selection.value(selection.count)})"


def _absence(part: str, *, selection: Selection) -> str:
    name = quote(selectors(part)[0].name or part)
    return f'label_replace({selection.missing(part)}, "{ABSENT_METRIC}", {name}, "", "")'
