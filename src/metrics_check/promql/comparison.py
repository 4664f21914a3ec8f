"""The comparison on top of an expression, taken apart so that its elements can be judged singly."""

import math
from dataclasses import dataclass, replace
from typing import TypeGuard

from metrics_check.promql.parse import parse
from metrics_check.promql.print import print_node
from metrics_check.promql.tree import (
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Number,
    Paren,
    without_parens,
)

COMPARISONS = frozenset({"==", "!=", ">", ">=", "<", "<="})
_SCALAR_FUNCTIONS = frozenset({"pi", "scalar", "time"})


@dataclass(frozen=True, slots=True)
class TopComparison:
    """Which elements a comparison on top judges, and which of them satisfy it, as PromQL.

    `subject` is the side whose elements are judged: the left one, the only vector, or the many
    side of `group_right`. Of a chain without parentheses (`0 <= a <= 5`) it is the innermost
    vector: an element that the inner comparison drops must not escape. `satisfied` are those of
    its elements that satisfy the comparison, with all their labels. `left` is what must not be
    empty; `alone`, with `group_right` only, are the left elements that have nothing on the right.

    One-to-one is asked as many-to-one: its own results keep only the matching labels, and of two
    left elements with equal ones PromQL takes the pair that holds and hides the other.
    NaN satisfies nothing, though PromQL's `!=` keeps it.
    """

    subject: str
    satisfied: str
    left: str
    alone: str = ""


def top_comparison(text: str) -> TopComparison | None:
    """The comparison on top of `text`, parentheses around it apart; None where there is none.

    A comparison with `bool` is none: it filters nothing. Raises what `parse` raises.
    """
    node = without_parens(parse(text))
    if not is_filter(node):
        return None
    if node.matching.group != "right":
        subject = print_node(_subject(node))
        return TopComparison(subject, print_node(_satisfied(node)), subject)
    alone = Binary("unless", node.left, node.right, replace(node.matching, group="", include=()))
    good = replace(node, matching=replace(node.matching, include=()))
    return TopComparison(
        subject=print_node(node.right),
        satisfied=print_node(_without_nan(good)),
        left=print_node(node.left),
        alone=print_node(alone),
    )


def is_filter(node: Node) -> TypeGuard[Binary]:
    """Whether this is a comparison that keeps or drops elements."""
    return isinstance(node, Binary) and node.operator in COMPARISONS and not node.is_bool


def is_scalar(node: Node) -> bool:
    """Whether the expression is a number, not a vector."""
    match node:
        case Number():
            return True
        case Paren() | Negation():
            return is_scalar(node.inner)
        case Call():
            return node.function in _SCALAR_FUNCTIONS
        case Binary():
            return is_scalar(node.left) and is_scalar(node.right)
        case _:
            return False


def _subject(node: Node) -> Node:
    if is_filter(node) and node.matching.group != "right":
        return _subject(node.right if is_scalar(node.left) else node.left)
    return node


def _satisfied(node: Node) -> Node:
    if not is_filter(node) or node.matching.group == "right":
        return node
    chained = replace(node, left=_satisfied(node.left))
    if not (is_scalar(node.left) or is_scalar(node.right)):
        every_left = replace(node.matching, is_written=True, group="left", include=())
        chained = replace(chained, matching=every_left)
    return _without_nan(chained)


def _without_nan(node: Binary) -> Node:
    """The same comparison, NaN on either side satisfying nothing; only `!=` needs the help."""
    if node.operator != "!=":
        return node
    if is_scalar(node.left) or is_scalar(node.right):
        scalar = node.left if is_scalar(node.left) else node.right
        kept = _numbers(node)
        if isinstance(scalar, Number) and not math.isnan(scalar.value):
            return kept
        is_number = Paren(_numbers(Call("vector", (scalar,))))
        return Paren(Binary("and", kept, is_number, Matching(is_on=True, is_written=True)))
    return _numbers(replace(node, right=Paren(_numbers(node.right))))


def _numbers(node: Node) -> Node:
    return Binary(">=", node, Number(-math.inf))
