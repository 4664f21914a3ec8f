"""Whether a query needs more than one moment."""

from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.tree import Range, Selector, Subquery, Timing, walk


def needed_history(text: str | Expr) -> str:
    """What needs history, in words (`the range selector [5m]`…), or `""` where nothing does.

    Raises as `parse`.
    """
    for node in walk(parse(text) if isinstance(text, str) else text):
        match node:
            case Range():
                return "a range selector"
            case Subquery():
                return "a subquery"
            case Selector() if node.timing != Timing():
                return "`@`" if node.timing.at else "`offset`"
    return ""
