"""The evidence of a block: the worst offenders, a line each, without what all of them share."""

from metrics_check.assertions.conditions import VIOLATING_METRIC
from metrics_check.model.outcome import Outcome
from metrics_check.model.probe import Evidence
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.quantity import shown_number
from metrics_check.notation.visible import visible
from metrics_check.report.line import Line, wrapped

NAME = "__name__"
# The step of a diagnosis that names the offenders, which are listed as evidence already.
TOLD_AS_EVIDENCE = "worst-offenders"
# Its elements are series with a wrong label, or there at all: their values are beside the point.
_ABOUT_LABELS = "labels."
_BAD_BY_BEING_THERE = "forbidden-series"
_NEVER = "never"


def evidence_lines(outcome: Outcome, *, hidden: frozenset[str], indent: int) -> tuple[Line, ...]:
    """`value  {labels}  (note)` for each, worst first, with how many there are before them.

    A single one that only repeats what was found gives no line.
    """
    evidence = outcome.evidence
    total = max(outcome.evidence_total, len(evidence))
    rows = evidence_rows(outcome, shared=_shared(evidence, hidden=hidden))
    # What `never` found is not told before: `observed` is how many elements there are.
    is_new = outcome.assertion == _NEVER
    if total == 1 and not is_new and _is_told(rows[0], observed=outcome.observed or ""):
        return ()
    if total <= 1:
        return _lines(rows, indent=indent)
    counted = f"{len(rows)} of {total}" if total > len(rows) else f"{total}"
    return (
        *wrapped(f"{counted} violations:", indent=indent),
        *_lines(rows, indent=indent + 2),
    )


# Value, labels and note, each empty where there is none.
_Row = tuple[str, str, str]


def evidence_rows(outcome: Outcome, *, shared: frozenset[str] = frozenset()) -> list[_Row]:
    """Value, labels (but those in `shared`) and note of each, empty where there is none."""
    rows = [_row(each, shared=shared) for each in outcome.evidence]
    if outcome.assertion.startswith(_ABOUT_LABELS) or outcome.code == _BAD_BY_BEING_THERE:
        bare = "{}" if max(outcome.evidence_total, len(rows)) > 1 else ""
        return [("", labels or bare, note) for _, labels, note in rows]
    return rows


def _shared(evidence: tuple[Evidence, ...], *, hidden: frozenset[str]) -> frozenset[str]:
    return frozenset(
        name
        for name in hidden
        if len({each.labels[name] for each in evidence if name in each.labels}) <= 1
    )


def _row(evidence: Evidence, *, shared: frozenset[str]) -> _Row:
    labels = {name: value for name, value in evidence.labels.items() if name not in shared}
    name = labels.pop(NAME, "")
    if name:
        labels.pop(VIOLATING_METRIC, None)
    value = evidence.shown or ("" if evidence.value is None else shown_number(evidence.value))
    note = f"({evidence.note})" if evidence.note else ""
    return value, name + (shown_labels(labels) if labels else ""), note


def _is_told(row: _Row, *, observed: str) -> bool:
    """Whether what was found is this one element, or whether it has nothing to tell."""
    value, labels, note = row
    if note:
        return not labels and note == f"({observed})"
    if not value or not observed:
        # A value without labels, where nothing was found, only says that there is nothing.
        return not labels
    return observed == value or (observed.startswith(f"{value} {{") and observed.count("{") == 1)


def _lines(rows: list[_Row], *, indent: int) -> tuple[Line, ...]:
    width = max((len(value) for value, _, _ in rows), default=0)
    return tuple(
        line
        for value, labels, note in rows
        for line in wrapped(
            visible("  ".join(filter(None, (value.rjust(width), labels, note)))), indent=indent
        )
    )
