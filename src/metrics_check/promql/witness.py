"""What must be there before a query can have an element at all.

A query over series that do not exist is empty whatever the services did: a condition that must be
empty would hold by accident.
"""

from collections.abc import Callable

from metrics_check.promql.kind import kind_of
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Paren,
    Range,
    Selector,
    Subquery,
)

# These have an element just because nothing is there, or whatever is there.
_FROM_NOTHING = frozenset({"absent", "absent_over_time", "vector"})
_SCALAR = frozenset({"scalar", "string"})


def witness(node: Node, *, strip: Callable[[Selector], Selector]) -> Node | None:
    """A query that is empty only where `node` is empty for want of series.

    Its selectors are those of `node` passed through `strip`. None: `node` needs no series.
    `a unless b` needs `a`, `a or b` either, every other operator both of its vectors but for what
    it fills.
    """
    if kind_of(node) in _SCALAR:
        return None
    match node:
        case Selector():
            return strip(node)
        case Range():
            return strip(node.selector)
        case Paren() | Negation() | Subquery() | Aggregation():
            return witness(node.inner, strip=strip)
        case Call() if node.function not in _FROM_NOTHING:
            found = [witness(each, strip=strip) for each in node.arguments]
            return next((each for each in found if each is not None), None)
        case Binary():
            return _of_operator(node, strip=strip)
        case _:
            return None


def _of_operator(node: Binary, *, strip: Callable[[Selector], Selector]) -> Node | None:
    left, right = witness(node.left, strip=strip), witness(node.right, strip=strip)
    if node.needed_side in {"left", "right"}:
        return left if node.needed_side == "left" else right
    if node.needed_side == "either":
        return None if left is None or right is None else _joined("or", left=left, right=right)
    if left is None or right is None:
        return right if left is None else left
    return _joined("and", left=left, right=right)


def _joined(operator: str, *, left: Node, right: Node) -> Node:
    if left == right:
        return left
    # `and` must not compare labels: one side being there at all is what counts.
    matching = Matching(is_on=True, is_written=True) if operator == "and" else Matching()
    return Binary(operator, Paren(left), Paren(right), matching)
