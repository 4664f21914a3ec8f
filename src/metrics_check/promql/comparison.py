"""The comparison on top of an expression, taken apart so that its elements can be judged singly."""

import math
from dataclasses import replace
from typing import TypeGuard

from metrics_check.promql.kind import kind_of
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.structure import COMPARISONS
from metrics_check.promql.tree import Binary, Call, Matching, Node, Number, Paren, without_parens
from metrics_check.record import record


@record
class TopComparison:
    """Which elements a comparison on top judges, and which of them satisfy it, as PromQL.

    `subject` is the side whose elements are judged: the left one, the only vector, or the many
    side of `group_right`. Of a chain without parentheses (`0 <= a <= 5`) it is the innermost
    vector: an element that the inner comparison drops must not escape. `satisfied` are those of
    its elements that satisfy the comparison, with all their labels. `left` is what must not be
    empty, no parentheses around it; `alone`, with `group_right` only, are the left elements that
    have nothing on the right.

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
    if not _is_filter(node):
        return None
    if node.matching.group != "right":
        subject = _subject(node)
        left = printed(without_parens(subject))
        return TopComparison(printed(subject), printed(_satisfied(node)), left)
    unfilled = replace(node.matching, group="", include=(), fill_left=None, fill_right=None)
    alone = Binary("unless", node.left, node.right, unfilled)
    good = replace(node, matching=replace(node.matching, include=()))
    return TopComparison(
        subject=printed(node.right),
        satisfied=printed(_without_nan(good)),
        left=printed(without_parens(node.left)),
        alone=printed(alone),
    )


def makes_up_elements(text: str) -> bool:
    """Whether the comparison on top fills in elements of the side whose elements are judged.

    They are in no series, so nothing can tell of one that it does not satisfy the comparison.
    """
    node = without_parens(parse(text))
    while _is_filter(node):
        if node.matching.fill_left is not None:
            return True
        node = without_parens(node.right if _is_scalar(node.left) else node.left)
    return False


def _is_filter(node: Node) -> TypeGuard[Binary]:
    return isinstance(node, Binary) and node.operator in COMPARISONS and not node.is_bool


def _subject(node: Node) -> Node:
    if _is_filter(node) and node.matching.group != "right":
        return _subject(node.right if _is_scalar(node.left) else node.left)
    return node


def _satisfied(node: Node) -> Node:
    if not _is_filter(node) or node.matching.group == "right":
        return node
    chained = replace(node, left=_satisfied(node.left))
    if not (_is_scalar(node.left) or _is_scalar(node.right)):
        every_left = replace(node.matching, is_written=True, group="left", include=())
        chained = replace(chained, matching=every_left)
    return _without_nan(chained)


def _without_nan(node: Binary) -> Node:
    """The same comparison, NaN on either side satisfying nothing; only `!=` needs the help."""
    if node.operator != "!=":
        return node
    if _is_scalar(node.left) or _is_scalar(node.right):
        scalar = node.left if _is_scalar(node.left) else node.right
        kept = _numbers(node)
        if isinstance(scalar, Number) and not math.isnan(scalar.value):
            return kept
        is_number = Paren(_numbers(Call("vector", (scalar,))))
        return Paren(Binary("and", kept, is_number, Matching(is_on=True, is_written=True)))
    return _numbers(replace(node, right=Paren(_numbers(node.right))))


def _is_scalar(node: Node) -> bool:
    return kind_of(node) == "scalar"


def _numbers(node: Node) -> Node:
    return Binary(">=", node, Number(-math.inf))
