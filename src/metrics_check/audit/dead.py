"""Whether an expression can ever have an element, where some of its selectors cannot."""

from collections.abc import Mapping

from metrics_check.promql.structure import COMPARISONS
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Paren,
    Range,
    Selector,
    Subquery,
    without_parens,
)

_ABSENT = frozenset({"absent", "absent_over_time"})
# They give an element whatever they are given.
_ALWAYS = frozenset({"scalar", "time", "vector", "pi"})
_HOLDS = {
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def dead_reason(node: Node, *, empty: Mapping[int, str]) -> str:
    """Why the expression is always empty, `""` where it may have an element.

    `empty` maps the `id` of each selector that selects nothing to the reason.
    """
    match node:
        case Selector():
            return empty.get(id(node), "")
        case Range():
            return dead_reason(node.selector, empty=empty)
        case Subquery() | Negation() | Paren():
            return dead_reason(node.inner, empty=empty)
        case Aggregation():
            return dead_reason(node.inner, empty=empty)
        case Call():
            if node.function in _ABSENT | _ALWAYS:
                return ""
            reasons = (dead_reason(each, empty=empty) for each in node.arguments)
            return next(filter(None, reasons), "")
        case Binary():
            return _binary(node, empty=empty)
        case _:
            return ""


def _binary(node: Binary, *, empty: Mapping[int, str]) -> str:
    constant = _constant(node)
    if constant:
        return constant
    left, right = (dead_reason(each, empty=empty) for each in (node.left, node.right))
    return {
        "left": left,
        "right": right,
        "both": left or right,
        "either": left and right,
    }[node.needed_side]


def _constant(node: Binary) -> str:
    """A comparison of numbers that does not hold: `vector(0) > 1`, or `x > 5 < 3`."""
    if node.operator not in COMPARISONS or node.is_bool:
        return ""
    left, right = (_number(each) for each in (node.left, node.right))
    if left is not None and right is not None and not _HOLDS[node.operator](left, right):
        return f"{left:g} {node.operator} {right:g} does not hold"
    inner = without_parens(node.left)
    if right is None or not isinstance(inner, Binary) or inner.operator not in COMPARISONS:
        return ""
    bound = None if inner.is_bool else _number(inner.right)
    if bound is None or not _excludes(inner.operator, bound, operator=node.operator, other=right):
        return ""
    return f"nothing is {inner.operator} {bound:g} and {node.operator} {right:g}"


def _excludes(first: str, bound: float, *, operator: str, other: float) -> bool:
    if first in {">", ">="} and operator in {"<", "<=", "=="}:
        return other < bound or (other == bound and not (first == ">=" and operator != "<"))
    if first in {"<", "<="} and operator in {">", ">=", "=="}:
        return other > bound or (other == bound and not (first == "<=" and operator != ">"))
    return first == "==" and operator in _HOLDS and not _HOLDS[operator](bound, other)


def _number(node: Node) -> float | None:
    node = without_parens(node)
    if isinstance(node, Call) and node.function == "vector":
        node = without_parens(node.arguments[0])
    if isinstance(node, Negation):
        inner = _number(node.inner)
        return None if inner is None else -inner
    return node.value if isinstance(node, Number) else None
