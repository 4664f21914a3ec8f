"""The comparison on top of an expression, taken apart so that its elements can be judged singly."""

from dataclasses import dataclass
from typing import TypeGuard

import promql_parser as tree

from metrics_check.promql.parse import parse

COMPARISONS = frozenset({"==", "!=", ">", ">=", "<", "<="})


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
    """

    subject: str
    satisfied: str
    left: str
    alone: str = ""


def top_comparison(text: str) -> TopComparison | None:
    """The comparison on top of `text`, parentheses around it apart; None where there is none.

    A comparison with `bool` is none: it filters nothing. Raises what `parse` raises.
    """
    expr = unwrapped(parse(text))
    if not is_filter(expr):
        return None
    if not _has_many_right(expr):
        subject = _subject(expr)
        return TopComparison(subject, _satisfied(expr), subject)
    left, right, matching = expr.lhs.prettify(), expr.rhs.prettify(), _matching(expr)
    return TopComparison(
        subject=right,
        satisfied=f"{left} {expr.op} {matching} group_right () {right}",
        left=left,
        alone=f"{left} unless {matching} {right}",
    )


def unwrapped(expr: tree.Expr) -> tree.Expr:
    """The expression without the parentheses around all of it."""
    while isinstance(expr, tree.ParenExpr):
        expr = expr.expr
    return expr


def is_filter(expr: tree.Expr) -> TypeGuard[tree.BinaryExpr]:
    """Whether this is a comparison that keeps or drops elements."""
    if not isinstance(expr, tree.BinaryExpr) or str(expr.op) not in COMPARISONS:
        return False
    return not (expr.modifier is not None and expr.modifier.return_bool)


def is_scalar(expr: tree.Expr) -> bool:
    """Whether the expression is a number, not a vector."""
    if isinstance(expr, tree.NumberLiteral):
        return True
    if isinstance(expr, tree.ParenExpr | tree.UnaryExpr):
        return is_scalar(expr.expr)
    if isinstance(expr, tree.Call):
        return bool(expr.func.return_type == tree.ValueType.Scalar)
    if isinstance(expr, tree.BinaryExpr):
        return is_scalar(expr.lhs) and is_scalar(expr.rhs)
    return False


def _subject(expr: tree.Expr) -> str:
    if is_filter(expr) and not _has_many_right(expr):
        return _subject(expr.rhs if is_scalar(expr.lhs) else expr.lhs)
    return str(expr.prettify())


def _satisfied(expr: tree.Expr) -> str:
    if not is_filter(expr) or _has_many_right(expr):
        return str(expr.prettify())
    left, right = _satisfied(expr.lhs), expr.rhs.prettify()
    if is_scalar(expr.lhs) or is_scalar(expr.rhs):
        return f"{left} {expr.op} {right}"
    return f"{left} {expr.op} {_matching(expr) or 'ignoring ()'} group_left () {right}"


def _has_many_right(expr: tree.BinaryExpr) -> bool:
    many = tree.VectorMatchCardinality.OneToMany
    return expr.modifier is not None and bool(expr.modifier.card == many)


def _matching(expr: tree.BinaryExpr) -> str:
    matching = None if expr.modifier is None else expr.modifier.matching
    if matching is None:
        return ""
    is_on = matching.type == tree.LabelModifierType.Include
    return f"{'on' if is_on else 'ignoring'} ({', '.join(matching.labels)})"
