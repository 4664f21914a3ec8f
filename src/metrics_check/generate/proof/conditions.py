"""Worlds of a `holds` or a `never`: a series for each selector, with values tried out."""

from collections.abc import Iterator, Mapping
from itertools import islice, product

from metrics_check.generate.proof.labelled import INSTANCE
from metrics_check.generate.proof.signal import Signal, World
from metrics_check.generate.proof.values import around
from metrics_check.generate.proof.witness import value_for
from metrics_check.model.series import Labels
from metrics_check.promql.parse import parse
from metrics_check.promql.tree import Aggregation, Binary, Node, Number, Range, Selector, walk
from metrics_check.record import record

# How many worlds are tried, and how many values of one series in all combinations.
_MOST_WORLDS = 400
_MOST_COMBINED = 8
# What rises by its name: counters, and the parts of histograms and summaries.
_RISING = ("_total", "_count", "_sum", "_bucket")
_BOUNDS = ("1", "10", "+Inf")


@record
class Place:
    """A series that a selector reads, its value still open."""

    name: str
    labels: Labels
    is_rising: bool


def condition_worlds(expr: str, *, target_labels: Labels, step_ms: int) -> Iterator[World]:
    """Worlds of the series that an expression reads; what rises does so at each step."""
    tree = parse(expr)
    shared = {label: "x" for node in walk(tree) for label in _joining(node)}
    places = _places(tree, shared=shared, target_labels=None)
    if not places:
        return
    numbers = [node.value for node in walk(tree) if isinstance(node, Number)]
    # A number may be meant as an increase, or as a rate per second.
    scales = (1.0, step_ms / 1000) if any(place.is_rising for place in places) else (1.0,)
    for scale in scales:
        found = _worlds(places, pool=around(numbers), scale=scale)
        yield from islice(found, _MOST_WORLDS)
    bare = _places(tree, shared=shared, target_labels=target_labels)
    yield tuple(Signal(each.name, each.labels, 1.0, each.is_rising) for each in bare)
    yield ()


def _worlds(places: tuple[Place, ...], *, pool: tuple[float, ...], scale: float) -> Iterator[World]:
    for values in _assignments(len(places), pool=pool):
        yield tuple(
            Signal(
                place.name,
                place.labels,
                value * scale if place.is_rising else value,
                place.is_rising,
            )
            for place, value in zip(places, values, strict=True)
            if value is not None
        )


def _assignments(count: int, *, pool: tuple[float, ...]) -> Iterator[tuple[float | None, ...]]:
    """A value for each series, None for none: all alike, then one apart, then all combined."""
    for common in pool:
        yield (common,) * count
    for common in (1.0, 0.0):
        for index in range(count):
            for value in (*pool, None):
                yield (*(common,) * index, value, *(common,) * (count - index - 1))
    yield from product((*pool[:_MOST_COMBINED], None), repeat=count)


def _joining(node: Node) -> tuple[str, ...]:
    match node:
        case Aggregation() if not node.is_without:
            return node.labels or ()
        case Binary():
            return (*node.matching.labels, *node.matching.include)
        case _:
            return ()


def _places(
    tree: Node, *, shared: Mapping[str, str], target_labels: Labels | None
) -> tuple[Place, ...]:
    """The series of all selectors, each once; with `target_labels` stripped to these."""
    ranged = {id(node.selector) for node in walk(tree) if isinstance(node, Range)}
    found: dict[tuple[str, frozenset[tuple[str, str]]], Place] = {}
    for node in walk(tree):
        if isinstance(node, Selector):
            is_ranged = id(node) in ranged
            for place in _of_selector(
                node, shared=shared, target_labels=target_labels, is_ranged=is_ranged
            ):
                found.setdefault((place.name, frozenset(place.labels.items())), place)
    return tuple(found.values())


def _of_selector(
    node: Selector,
    *,
    shared: Mapping[str, str],
    target_labels: Labels | None,
    is_ranged: bool,
) -> Iterator[Place]:
    name = node.name
    if name is None:
        on_name = tuple(each for each in node.matchers if each.label == "__name__")
        name = value_for(on_name) if on_name else "x"
    labels = _labels(node, shared=shared, target_labels=target_labels)
    if not name or labels is None:
        return
    is_rising = is_ranged or name.endswith(_RISING)
    if name.endswith("_bucket") and "le" not in labels:
        for bound in _BOUNDS:
            yield Place(name, {**labels, "le": bound}, is_rising)
    else:
        yield Place(name, labels, is_rising)


def _labels(
    node: Selector, *, shared: Mapping[str, str], target_labels: Labels | None
) -> Labels | None:
    labels = {**INSTANCE, **{name: text for name, text in shared.items() if name != "le"}}
    if target_labels is not None:
        return {**labels, **target_labels}
    for name in dict.fromkeys(each.label for each in node.matchers):
        if name != "__name__":
            own = tuple(each for each in node.matchers if each.label == name)
            value = value_for(own)
            if value is None:
                return None
            labels[name] = value
    return {name: value for name, value in labels.items() if value}
