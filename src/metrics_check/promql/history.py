"""Whether a query needs more than one moment."""

from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.printing import printed
from metrics_check.promql.tree import Range, Selector, Subquery, Timing, walk


def needed_history(text: str | Expr) -> str:
    """What needs history, in words (`the range selector x[5m]`), or `""` where nothing does.

    Raises as `parse`.
    """
    for node in walk(parse(text) if isinstance(text, str) else text):
        match node:
            case Range():
                return f"the range selector {printed(node)}"
            case Subquery():
                return f"the subquery {printed(node)}"
            case Selector() if node.timing != Timing():
                modifier = "@" if node.timing.at else "offset"
                return f"the modifier {modifier} of {printed(node)}"
    return ""
