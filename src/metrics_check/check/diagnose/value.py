"""How label values and labels are told in a diagnosis: quoted, sorted, at most ten of how many."""

from collections.abc import Iterable, Mapping

from metrics_check.assertions.conditions import VIOLATING_METRIC
from metrics_check.check.view import TargetView
from metrics_check.notation.labels import shown_value

# As many as a person reads in a line or two.
MOST_VALUES = 10


def values_there_are(values: Iterable[str]) -> str:
    """`{"a", "b"}`, or `{"a", …} (10 of 512)`."""
    ordered = sorted(set(values))
    shown = [shown_value(value) for value in ordered[:MOST_VALUES]]
    return _cut(shown, total=len(ordered), around="{}")


def listed_of(texts: Iterable[str], *, total: int) -> str:
    """The texts joined by commas, with how many there are where more are left untold."""
    return _cut(list(texts), total=total, around="")


def own_labels(labels: Mapping[str, str], *, target: TargetView) -> dict[str, str]:
    """The labels that the service itself gave: without the target's, which say nothing new."""
    foreign = {*target.labels, "instance", "__name__", VIOLATING_METRIC}
    return {name: value for name, value in labels.items() if name not in foreign}


def counted(number: int, noun: str = "series") -> str:
    """`1 value`, `3 values`, `3 series`."""
    return f"{number} {noun}" if number == 1 or noun == "series" else f"{number} {noun}s"


def _cut(shown: list[str], *, total: int, around: str) -> str:
    is_cut = total > len(shown)
    text = ", ".join([*shown, "…"] if is_cut else shown)
    inside = f"{around[:1]}{text}{around[1:]}"
    return f"{inside} ({len(shown)} of {total})" if is_cut else inside
