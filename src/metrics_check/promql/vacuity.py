"""Conditions that say nothing because they cannot fail, or are no instant vector."""

import promql_parser as tree

from metrics_check.promql.comparison import COMPARISONS, is_filter, is_scalar, unwrapped
from metrics_check.promql.parse import parse
from metrics_check.promql.rewrite import selectors


def why_vacuous(text: str) -> str:
    """A sentence on why this PromQL cannot be a condition, `""` where it can.

    It must be an instant vector, read at least one series, not be a `bool` comparison (always
    there, whatever it says), nor have a constant beside it by `or`. Raises what `parse` raises.
    """
    expr = unwrapped(parse(text))
    if not selectors(text):
        return "it reads no series: a constant cannot fail"
    if is_scalar(expr) or isinstance(expr, tree.StringLiteral):
        return "it is a single number, expected an instant vector. Leave `scalar()` out"
    if isinstance(expr, tree.MatrixSelector | tree.SubqueryExpr):
        return "it is a range, expected an instant vector. Wrap it, such as `increase(x[5m])`"
    return _why_always_there(expr)


def _why_always_there(expr: tree.Expr) -> str:
    expr = unwrapped(expr)
    if not isinstance(expr, tree.BinaryExpr):
        return ""
    op = str(expr.op)
    if op in COMPARISONS and not is_filter(expr):
        return "`bool` makes 0 or 1 of every element, and drops none. Remove `bool`"
    if op != "or":
        return ""
    for side in (expr.lhs, expr.rhs):
        if not selectors(side.prettify()):
            constant = side.prettify()
            return f"`or {constant}` is always there, so it cannot fail. Remove it"
    return _why_always_there(expr.lhs) or _why_always_there(expr.rhs)
