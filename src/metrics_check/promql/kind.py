"""What evaluating a node gives: a vector, a scalar, a string or a range."""

from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Selector,
    String,
    without_parens,
)

# Prometheus docs, Query functions: these give a scalar, all others an instant vector.
SCALAR_FUNCTIONS = frozenset(
    {"end", "max_of", "min_of", "pi", "range", "scalar", "start", "step", "time"}
)


def kind_of(node: Node) -> str:
    """`vector`, `scalar`, `string` or `matrix`: what evaluating the node gives."""
    node = without_parens(node)
    match node:
        case Number():
            return "scalar"
        case String():
            return "string"
        case Call():
            return "scalar" if node.function in SCALAR_FUNCTIONS else "vector"
        case Binary():
            both = {kind_of(node.left), kind_of(node.right)}
            return "scalar" if both == {"scalar"} else "vector"
        case Negation():
            return kind_of(node.inner)
        case Selector() | Aggregation():
            return "vector"
        case _:
            return "matrix"
