"""Random expressions with what Prometheus 3 added: modifiers, fills, computed ranges."""

from dataclasses import replace
from random import Random

from metrics_check.promql.kind import kind_of
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Paren,
    Range,
    Selector,
)

_MODIFIERS = ("", "", "anchored", "smoothed")
_FILLS = (None, None, 0.0, -1.5, float("inf"))
_SET_OPERATORS = frozenset({"and", "or", "unless"})


def with_newer_parts(node: Node, rng: Random) -> Node:
    """The expression with these added here and there."""
    match node:
        case Selector():
            return replace(node, modifier=rng.choice(_MODIFIERS))
        case Range():
            selector = replace(node.selector, modifier=rng.choice(_MODIFIERS))
            written = rng.choice(("", f"(1m-60)+{node.range_ms}ms", f"max_of({node.range_ms}ms,0)"))
            return Range(selector, node.range_ms, written)
        case Paren() | Negation() | Aggregation():
            return replace(node, inner=with_newer_parts(node.inner, rng))
        case Call():
            return replace(node, arguments=tuple(with_newer_parts(a, rng) for a in node.arguments))
        case Binary():
            left, right = with_newer_parts(node.left, rng), with_newer_parts(node.right, rng)
            return _filled(replace(node, left=left, right=right), rng)
        case _:
            return node


def _filled(node: Binary, rng: Random) -> Binary:
    is_of_vectors = {kind_of(node.left), kind_of(node.right)} == {"vector"}
    if node.operator in _SET_OPERATORS or not is_of_vectors:
        return node
    left, right = rng.choice(_FILLS), rng.choice(_FILLS)
    return replace(node, matching=replace(node.matching, fill_left=left, fill_right=right))
