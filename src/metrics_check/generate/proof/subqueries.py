"""Subqueries answered before the query that holds them: each becomes a series of its own."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.dataset import Dataset, StoredSeries
from metrics_check.promql.evaluate import evaluate_vector
from metrics_check.promql.printing import printed
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Paren,
    Range,
    Selector,
    Subquery,
    walk,
)


def without_subqueries(node: Node, dataset: Dataset, *, step_ms: int) -> tuple[Node, Dataset]:
    """The query over ranges of series that the dataset has for it: the subqueries at each step.

    `step_ms` is the step where a subquery gives none. Raises `UnansweredQuery` for one of another
    step, and as `evaluate`.
    """
    if not any(isinstance(each, Subquery) for each in walk(node)):
        return node, dataset
    series, made = dict(dataset.by_name), dict[str, str]()

    def replaced(subquery: Subquery) -> Node:
        if subquery.step_ms not in {None, step_ms}:
            raise UnansweredQuery("a subquery with a step of its own", code="unsupported")
        inner = _mapped(subquery.inner, replaced)
        key = printed(inner)
        if key not in made:
            # No metric is called so.
            made[key] = f"subquery {len(made)}"
            known = replace(dataset, by_name=series)
            series[made[key]] = tuple(_answered(inner, known, step_ms=step_ms))
        return Range(Selector(made[key], (), subquery.timing), subquery.range_ms)

    whole = _mapped(node, replaced)
    return whole, replace(dataset, by_name=series)


def _answered(inner: Node, dataset: Dataset, *, step_ms: int) -> Iterator[StoredSeries]:
    found: dict[frozenset[tuple[str, str]], list[tuple[int, float]]] = {}
    for at_ms in range(0, round(dataset.at * 1000) + 1, step_ms):
        for element in evaluate_vector(inner, dataset, at=at_ms / 1000):
            labels = frozenset(element.labels.items())
            found.setdefault(labels, []).append((at_ms, element.value))
    for labels, samples in found.items():
        times, values = zip(*samples, strict=True)
        yield StoredSeries(dict(labels), times, values)


def _mapped(node: Node, change: Callable[[Subquery], Node]) -> Node:
    """The tree with each outermost subquery changed."""
    match node:
        case Subquery():
            return change(node)
        case Paren() | Negation() | Aggregation():
            return replace(node, inner=_mapped(node.inner, change))
        case Call():
            return replace(node, arguments=tuple(_mapped(each, change) for each in node.arguments))
        case Binary():
            left, right = _mapped(node.left, change), _mapped(node.right, change)
            return replace(node, left=left, right=right)
        case _:
            return node
