"""Selectors found in a query, and labels added to each of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.convert import NAME
from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.printing import print_selector, printed
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Paren,
    Selector,
    Timing,
    children,
    walk,
)

__all__ = [
    "Selector",
    "needed_selectors",
    "print_selector",
    "selectors",
    "stripped",
    "with_matchers",
    "with_selectors",
]


def with_matchers(text: str | Expr, labels: Mapping[str, str]) -> str:
    """The query in one line, with `label="value"` on every selector that does not name that label.

    Naming it with any operator counts. Raises as `parse`.
    """

    def extended(selector: Selector) -> Selector:
        named = {matcher.label for matcher in selector.matchers}
        added = tuple(
            Matcher(label, MatchOp.EQUAL, value)
            for label, value in labels.items()
            if label not in named
        )
        return replace(selector, matchers=selector.matchers + added)

    return printed(_tree(text), selector=extended)


def with_selectors(text: str | Expr, instead: Callable[[Selector], str]) -> str:
    """The query in one line, with other text in place of its selectors; `""`: this one stays.

    What looks back by itself (ranges, subqueries, what is smoothed) stays whole, and what asks for
    the time of a sample. Raises as `parse`.
    """
    return printed(_replaced(_tree(text), instead))


def selectors(text: str | Expr) -> tuple[Selector, ...]:
    """Every selector, left to right, those in ranges and subqueries too. Raises as `parse`.

    `name` is also found from `__name__="x"` and `{"x"}`; it is None where only a pattern or
    other labels select. A pattern on `__name__` is among `matchers`.
    """
    return tuple(node for node in walk(_tree(text)) if isinstance(node, Selector))


def needed_selectors(text: str | Expr) -> tuple[Selector, ...]:
    """The selectors, left to right, but for those on a side of an `or` or that are filled.

    Raises as `parse`.
    """

    def below(node: Node) -> Iterator[Selector]:
        if isinstance(node, Selector):
            yield node
            return
        for child in _needed_children(node):
            yield from below(child)

    return tuple(below(_tree(text)))


def _needed_children(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Binary) or node.needed_side == "both" or node.operator == "unless":
        return children(node)
    return {"left": (node.left,), "right": (node.right,)}.get(node.needed_side, ())


def stripped(selector: Selector, *, labels: Mapping[str, str]) -> str:
    """The selector reduced to its name (its matchers of `__name__`) and these labels.

    Without any matcher of its own name the result selects by `labels` alone; it is empty where
    there are none either.
    """
    named = tuple(matcher for matcher in selector.matchers if matcher.label == NAME)
    added = tuple(Matcher(label, MatchOp.EQUAL, value) for label, value in labels.items())
    return print_selector(Selector(selector.name, named + added, Timing()))


def _replaced(node: Node, instead: Callable[[Selector], str]) -> Node:
    match node:
        case Selector():
            other = "" if node.modifier else instead(node)
            return parse(other) if other else node
        case Paren() | Negation():
            return replace(node, inner=_replaced(node.inner, instead))
        case Call() if node.function != "timestamp":
            arguments = tuple(_replaced(each, instead) for each in node.arguments)
            return replace(node, arguments=arguments)
        case Aggregation():
            return replace(node, inner=_replaced(node.inner, instead))
        case Binary():
            left, right = _replaced(node.left, instead), _replaced(node.right, instead)
            return replace(node, left=left, right=right)
        case _:
            return node


def _tree(text: str | Expr) -> Expr:
    return parse(text) if isinstance(text, str) else text
