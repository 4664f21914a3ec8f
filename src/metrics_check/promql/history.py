"""Whether a query needs more than one moment."""

from collections.abc import Iterator

from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.printing import printed
from metrics_check.promql.tree import Node, Range, Selector, Subquery, Timing, walk


def needed_history(text: str | Expr) -> str:
    """What needs history, in words (`the range selector x[5m]`), or `""` where nothing does.

    Raises as `parse`.
    """
    tree = parse(text) if isinstance(text, str) else text
    return next((needed for _, needed in historic_parts(tree)), "")


def historic_parts(tree: Expr) -> Iterator[tuple[Node, str]]:
    """Each node that needs history, and what it is in words."""
    ranged = {id(node.selector) for node in walk(tree) if isinstance(node, Range)}
    for node in walk(tree):
        match node:
            case Range():
                yield node, f"the range selector {printed(node)}"
            case Subquery():
                yield node, f"the subquery {printed(node)}"
            case Selector() if node.timing != Timing():
                modifier = "@" if node.timing.at else "offset"
                yield node, f"the modifier {modifier} of {printed(node)}"
            case Selector(modifier="smoothed") if id(node) not in ranged:
                yield node, f"the modifier smoothed of {printed(node)}"
