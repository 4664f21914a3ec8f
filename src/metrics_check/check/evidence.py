"""The worst offenders: which elements of a violation are worth showing. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from metrics_check.assertions.conditions import VIOLATING_METRIC
from metrics_check.check.wording import Wording
from metrics_check.model.probe import Evidence
from metrics_check.model.series import Bound, Comparison, Labels
from metrics_check.record import record

# What a person reads at a glance; the rest is in the query that the diagnosis proposes.
MOST_SHOWN = 5
# When a series began (OpenMetrics 1.0, Counter).
_CREATED = "_created"


class Element(Protocol):
    """An element of a violation: of a query's answer, or evidence of a judgement on shape."""

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels that tell which one it is."""

    @property
    def value(self) -> float | None:
        """Its value, None where it has none."""


E = TypeVar("E", bound=Element)


@record
class Offenders:
    """The worst of them, worst first, and how many there are."""

    worst: tuple[Evidence, ...]
    total: int


def worst_offenders(
    elements: Iterable[Element], *, bound: Bound | None = None, most: int = MOST_SHOWN
) -> Offenders:
    """At most `most` elements, those furthest outside the bound first.

    NaN comes first: it satisfies no comparison. Equal ones, and all where no bound is given, stand
    in the order of their labels, so the same elements in any order give the same offenders. The
    times of creation that stand beside counters are none of them.
    """
    ranked = worst_first(_without_created(tuple(elements)), bound=bound)
    return Offenders(tuple(map(_evidence, ranked[:most])), len(ranked))


def worst_first(elements: Iterable[E], *, bound: Bound | None = None) -> list[E]:
    """All of the elements, in the order of `worst_offenders`."""
    comparisons = bound.comparisons if bound is not None else ()
    return sorted(elements, key=lambda element: _rank(element, comparisons=comparisons))


def in_words(offenders: Offenders, *, word: Wording, note: Callable[[Labels], str]) -> Offenders:
    """The same, each with its value in words and a note on it."""
    worst = tuple(
        replace(
            each,
            shown="" if each.value is None else word(each.value),
            note=each.note or note(each.labels),
        )
        for each in offenders.worst
    )
    return Offenders(worst, offenders.total)


def distance_outside(value: float, *, comparisons: Iterable[Comparison]) -> float:
    """How far a value lies outside all of the comparisons: 0 inside, infinite for NaN."""
    if math.isnan(value):
        return math.inf
    return max((_beyond(value, comparison=comparison) for comparison in comparisons), default=0.0)


def _without_created(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """Without the `_created` of metrics that are among the elements themselves."""
    others = tuple(each for each in elements if not _name(each).endswith(_CREATED))
    return others or elements


def _name(element: Element) -> str:
    return element.labels.get("__name__") or element.labels.get(VIOLATING_METRIC, "")


def _rank(
    element: Element, *, comparisons: tuple[Comparison, ...]
) -> tuple[bool, float, tuple[tuple[str, str], ...]]:
    labels = tuple(sorted(element.labels.items()))
    if element.value is None:
        return (True, 0.0, labels)
    is_number = not math.isnan(element.value)
    return (is_number, -distance_outside(element.value, comparisons=comparisons), labels)


def _beyond(value: float, *, comparison: Comparison) -> float:
    bound = comparison.quantity.value
    if value == bound:  # also where both are infinite, whose difference is NaN
        return 0.0
    match comparison.op:
        case ">=" | ">":
            return max(bound - value, 0.0)
        case "<=" | "<":
            return max(value - bound, 0.0)
        case "==":
            return abs(value - bound)
        case _:
            return 0.0


def _evidence(element: Element) -> Evidence:
    if isinstance(element, Evidence):
        return element
    return Evidence(dict(element.labels), element.value)
