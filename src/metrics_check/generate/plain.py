"""Whether an expression suits a rule, and the oldest Prometheus that rules are made for."""

from collections.abc import Iterable, Mapping

from metrics_check.generate.naming import LABEL_NAME
from metrics_check.promql.parse import parse
from metrics_check.promql.tree import Aggregation, Binary, Node, Selector, walk

_OWN = frozenset({"ALERTS", "ALERTS_FOR_STATE"})


def foreign_label(expr: str, *, labels: Mapping[str, str]) -> str:
    """A label that Prometheus 2 cannot name, in the expression or among `labels`; `""`: none.

    The name of a metric may be any text: where it must be, it is matched by `__name__`.
    """
    named = (*labels, *(label for node in walk(parse(expr)) for label in _labels(node)))
    return next((label for label in named if LABEL_NAME.fullmatch(label) is None), "")


def own_metric(expr: str) -> str:
    """A metric of the expression that Prometheus makes of rules such as this; `""`: none."""
    names = (node.name for node in walk(parse(expr)) if isinstance(node, Selector))
    return next((name for name in names if name in _OWN), "")


def _labels(node: Node) -> Iterable[str]:
    match node:
        case Selector():
            return (matcher.label for matcher in node.matchers)
        case Aggregation():
            return node.labels or ()
        case Binary():
            return (*node.matching.labels, *node.matching.include)
        case _:
            return ()
