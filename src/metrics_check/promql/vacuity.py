"""Conditions that say nothing because they cannot fail, or are no instant vector."""

from metrics_check.promql.comparison import COMPARISONS, is_scalar
from metrics_check.promql.parse import parse
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Range,
    Selector,
    String,
    Subquery,
    walk,
    without_parens,
)

# Whose answer may be empty though no argument is.
_MAY_DROP = frozenset({"absent", "absent_over_time", "clamp", "histogram_quantile"})


def why_vacuous(text: str) -> str:
    """A sentence on why this PromQL cannot be a condition, `""` where it can.

    It must be an instant vector, read at least one series, not be a `bool` comparison, nor have
    an element whatever is exposed. Raises what `parse` raises.
    """
    node = without_parens(parse(text))
    if isinstance(node, Range | Subquery):
        return "it is a range, expected an instant vector. Wrap it, such as `increase(x[5m])`"
    if not any(isinstance(each, Selector) for each in walk(node)) or isinstance(node, String):
        return "it reads no series, and a constant cannot fail"
    if is_scalar(node):
        return "it is a single number, expected an instant vector. Leave `scalar()` out"
    if isinstance(node, Binary) and node.operator in COMPARISONS and node.is_bool:
        return "`bool` makes 0 or 1 of every element and drops none. Remove `bool`"
    if _is_never_empty(node):
        return "it has an element whatever is exposed, as `or vector(…)` does. Remove that part"
    return ""


def _is_never_empty(node: Node) -> bool:
    node = without_parens(node)
    match node:
        case Call():
            return _call_is_never_empty(node)
        case Negation():
            return _is_never_empty(node.inner)
        case Aggregation():
            # topk(0, …) and its like may drop elements; the others keep one for each group.
            return node.parameter is None and _is_never_empty(node.inner)
        case Binary():
            return _binary_is_never_empty(node)
        case _:
            return is_scalar(node)


def _call_is_never_empty(node: Call) -> bool:
    if node.function == "vector" or is_scalar(node):
        return True
    return node.function not in _MAY_DROP and all(
        _is_never_empty(each) for each in node.arguments if not isinstance(each, String)
    )


def _binary_is_never_empty(node: Binary) -> bool:
    left, right = _is_never_empty(node.left), _is_never_empty(node.right)
    if node.operator == "or":
        return left or right
    if node.operator in {"and", "unless"}:
        return False
    has_scalar = is_scalar(node.left) or is_scalar(node.right)
    keeps_all = node.operator not in COMPARISONS or node.is_bool
    return keeps_all and has_scalar and left and right
