"""What stands at the top of a query, as `holds` and `never` need to know it."""

from metrics_check.promql.kind import SCALAR_FUNCTIONS, kind_of
from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.printing import printed
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Selector,
    walk,
    without_parens,
)
from metrics_check.record import record

COMPARISONS = frozenset({"!=", "<", "<=", "==", ">", ">="})
# These may drop every element, whatever they are given.
_DROPPING = frozenset(
    {"absent", "absent_over_time", "clamp", "histogram_quantile", "histogram_quantiles"}
)
# These keep whole elements.
_SELECTING = frozenset({"bottomk", "limit_ratio", "limitk", "topk"})
# Which argument holds the buckets.
_OF_BUCKETS = {"histogram_quantile": 1, "histogram_quantiles": 0}
_GROUPS = {"left": "group_left", "right": "group_right"}


@record
class Comparison:
    """A comparison on top: `left operator right`, each side printed in one line.

    `on` or `ignoring` are the labels of the clause that is written, None where it is not. `group`
    is `""`, `group_left` or `group_right`, with the labels it takes over in `include`.
    """

    operator: str
    left: str
    right: str
    is_bool: bool
    on: tuple[str, ...] | None
    ignoring: tuple[str, ...] | None
    group: str
    include: tuple[str, ...]
    is_left_scalar: bool
    is_right_scalar: bool


@record
class Top:
    """The top of a query, parentheses looked through.

    `text`: the whole in one line. `kind`: `vector`, `scalar`, `string` or `matrix`.
    `is_constant`: it has no selector. `is_never_empty`: it has elements whatever is exposed
    (`or vector(…)`). `comparison`: the one on top, or None.
    """

    text: str
    kind: str
    is_constant: bool
    is_never_empty: bool
    comparison: Comparison | None


def top(text: str | Expr) -> Top:
    """What stands at the top of the query. Raises as `parse`."""
    tree = parse(text) if isinstance(text, str) else text
    node = without_parens(tree)
    is_comparison = isinstance(node, Binary) and node.operator in COMPARISONS
    return Top(
        text=printed(tree),
        kind=kind_of(tree),
        is_constant=not any(isinstance(each, Selector) for each in walk(tree)),
        is_never_empty=_is_never_empty(tree),
        comparison=_comparison(node) if isinstance(node, Binary) and is_comparison else None,
    )


def _comparison(node: Binary) -> Comparison:
    matching = node.matching
    return Comparison(
        operator=node.operator,
        left=printed(node.left),
        right=printed(node.right),
        is_bool=node.is_bool,
        on=matching.labels if matching.is_written and matching.is_on else None,
        ignoring=matching.labels if matching.is_written and not matching.is_on else None,
        group=_GROUPS.get(matching.group, ""),
        include=matching.include,
        is_left_scalar=kind_of(node.left) == "scalar",
        is_right_scalar=kind_of(node.right) == "scalar",
    )


def _is_never_empty(node: Node) -> bool:
    node = without_parens(node)
    match node:
        case Number():
            return True
        case Call():
            return _call_is_never_empty(node)
        case Negation():
            return _is_never_empty(node.inner)
        case Aggregation():
            # topk(0, …) and the like may drop elements; the others keep one for each group.
            return node.parameter is None and _is_never_empty(node.inner)
        case Binary():
            return _binary_is_never_empty(node)
        case _:
            return False


def _call_is_never_empty(node: Call) -> bool:
    if node.function in SCALAR_FUNCTIONS or node.function == "vector":
        return True
    if node.function in _DROPPING:
        return False
    vectors = [each for each in node.arguments if kind_of(each) in {"vector", "matrix"}]
    # A date function without an argument asks the time.
    return all(_is_never_empty(each) for each in vectors) if vectors else not node.arguments


def _binary_is_never_empty(node: Binary) -> bool:
    left, right = _is_never_empty(node.left), _is_never_empty(node.right)
    if node.operator == "or":
        return left or right
    if node.operator in {"and", "unless"}:
        return False
    keeps_all = node.operator not in COMPARISONS or node.is_bool
    by_side = {"left": left, "right": right, "either": left or right, "both": False}
    is_filled = node.matching.fills and by_side[node.needed_side]
    has_scalar = "scalar" in {kind_of(node.left), kind_of(node.right)}
    return keeps_all and (is_filled or (has_scalar and left and right))


def without_le(text: str) -> str:
    """The argument of a `histogram_quantile` that aggregates `le` of buckets away, `""` if none.

    Prometheus docs, Functions: without `le` a classic histogram has no quantile, so the answer is
    empty. What may be native histograms, which have no `le`, is left alone.
    """
    for node in walk(parse(text)):
        if isinstance(node, Call) and node.function in _OF_BUCKETS:
            argument = without_parens(node.arguments[_OF_BUCKETS[node.function]])
            if isinstance(argument, Aggregation) and _drops_le(argument):
                return printed(argument)
    return ""


def _drops_le(node: Aggregation) -> bool:
    is_kept = node.operator in _SELECTING or ("le" in (node.labels or ())) != node.is_without
    names = (each.name or "" for each in walk(node.inner) if isinstance(each, Selector))
    return not is_kept and any(name.endswith("_bucket") for name in names)
