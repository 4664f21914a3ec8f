"""What Prometheus 3 has and 2.42 has not: dialect 2 refuses it by name.

A 2.42 server ends such a query as bad PromQL.
"""

from collections.abc import Iterator

from metrics_check.promql.tree import Binary, Call, Node, Range, Selector, walk
from metrics_check.promql.values import unsupported

NEWER_FUNCTIONS = frozenset(
    {"end", "histogram_quantiles", "max_of", "min_of", "range", "start", "step"}
    | {"ts_of_first_over_time", "ts_of_last_over_time"}
    | {"ts_of_max_over_time", "ts_of_min_over_time"}
)


def refuse_newer(tree: Node) -> None:
    """Raises `UnansweredQuery` (`unsupported`) for the first part that Prometheus 2.42 lacks."""
    for node in walk(tree):
        for part in _newer_parts(node):
            raise unsupported(f"{part} is not supported by Prometheus 2")


def _newer_parts(node: Node) -> Iterator[str]:
    match node:
        case Call() if node.function in NEWER_FUNCTIONS:
            yield f"the function {node.function}"
        case Range() if node.written:
            yield "arithmetic of durations"
        case Selector() if node.modifier:
            yield f"the modifier {node.modifier}"
        case Binary() if node.matching.fills:
            yield "the modifier fill"
