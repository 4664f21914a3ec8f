"""A failing query made smaller, part by part."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Paren,
    Selector,
    children,
)

ATTEMPTS = 300


def shrunk(node: Node, *, fails: Callable[[Node], bool]) -> Node:
    """The smallest expression that still fails, found within so many attempts."""
    left = ATTEMPTS
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for candidate in smaller(node):
            left -= 1
            if left > 0 and fails(candidate):
                node, is_smaller = candidate, True
                break
    return node


def smaller(node: Node) -> Iterator[Node]:
    """Expressions with one part less: a part of it alone first, then a part made smaller."""
    if isinstance(node, Selector):
        yield from _fewer_matchers(node)
        return
    if isinstance(node, Call) and node.function == "timestamp":
        # Of a bare selector it would tell when the server scraped.
        return
    yield from children(node)
    for index, child in enumerate(children(node)):
        for less in smaller(child):
            yield _with_child(node, index, less)


def _fewer_matchers(node: Selector) -> Iterator[Node]:
    for index in range(len(node.matchers)):
        yield replace(node, matchers=node.matchers[:index] + node.matchers[index + 1 :])


def _with_child(node: Node, index: int, child: Node) -> Node:
    match node:
        case Paren() | Negation():
            return replace(node, inner=child)
        case Binary():
            safe = Paren(child) if isinstance(child, Binary | Negation) else child
            return replace(node, left=safe) if index == 0 else replace(node, right=safe)
        case Aggregation():
            is_inner = node.parameter is None or index == 1
            return replace(node, inner=child) if is_inner else replace(node, parameter=child)
        case Call():
            arguments = (*node.arguments[:index], child, *node.arguments[index + 1 :])
            return replace(node, arguments=arguments)
        case _:
            return Number(0.0)
