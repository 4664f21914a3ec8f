"""The syntax tree of PromQL: frozen nodes, all strings unescaped, times in whole milliseconds."""

from dataclasses import replace
from typing import TypeAlias

from metrics_check.model.series import Matcher
from metrics_check.record import record


@record
class Timing:
    """`offset` in milliseconds and `@`: `start()`, `end()` or seconds as text."""

    offset_ms: int = 0
    at: str = ""


@record
class Number:
    """A number literal; durations are seconds."""

    value: float


@record
class String:
    """A string literal."""

    value: str


@record
class Selector:
    """An instant vector selector.

    `name` is also found from `__name__="x"` and `{"x"}`, and is then not among `matchers`.
    `modifier` is `anchored`, `smoothed` or `""`; behind a range it stands on its selector too.
    """

    name: str | None
    matchers: tuple[Matcher, ...] = ()
    timing: Timing = Timing()
    modifier: str = ""


@record
class Range:
    """A range vector selector, `selector[range]`; `written` is a range that is computed."""

    selector: Selector
    range_ms: int
    written: str = ""


@record
class Subquery:
    """`inner[range:step]`."""

    inner: "Node"
    range_ms: int
    step_ms: int | None
    timing: Timing


@record
class Call:
    """A function call."""

    function: str
    arguments: tuple["Node", ...]


@record
class Aggregation:
    """`operator by|without (labels) (parameter, inner)`; without a clause `labels` is None."""

    operator: str
    inner: "Node"
    parameter: "Node | None" = None
    labels: tuple[str, ...] | None = None
    is_without: bool = False


@record
class Matching:
    """How two vectors match: on these labels (`is_on`) or on all others.

    `is_written`: an `on` or `ignoring` clause stands in the text. `group` is `""`, `left` or
    `right` with the labels to `include`. `fill_left`, `fill_right` are those modifiers' values.
    """

    labels: tuple[str, ...] = ()
    is_on: bool = False
    is_written: bool = False
    group: str = ""
    include: tuple[str, ...] = ()
    fill_left: float | None = None
    fill_right: float | None = None

    @property
    def fills(self) -> bool:
        """Whether what one side lacks is filled."""
        return self.fill_left is not None or self.fill_right is not None


@record
class Binary:
    """`left operator right`."""

    operator: str
    left: "Node"
    right: "Node"
    matching: Matching = Matching()
    is_bool: bool = False

    @property
    def needed_side(self) -> str:
        """Which side must have an element for the whole to: `left`, `right`, `both` or `either`."""
        matching = self.matching
        if self.operator == "or" or None not in (matching.fill_left, matching.fill_right):
            return "either"
        # The fills do not change sides with `group_right`: see `binary`.
        many, one = ("right", "left") if matching.group == "right" else ("left", "right")
        if self.operator == "unless" or matching.fill_right is not None:
            return many
        return "both" if matching.fill_left is None else one


@record
class Negation:
    """Unary minus; unary plus leaves no node."""

    inner: "Node"


@record
class Paren:
    """An expression in parentheses."""

    inner: "Node"


Node: TypeAlias = (
    Number | String | Selector | Range | Subquery | Call | Aggregation | Binary | Negation | Paren
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, left to right."""
    match node:
        case Range():
            return (node.selector,)
        case Subquery() | Negation() | Paren():
            return (node.inner,)
        case Call():
            return node.arguments
        case Aggregation():
            return (node.inner,) if node.parameter is None else (node.parameter, node.inner)
        case Binary():
            return (node.left, node.right)
        case _:
            return ()


def walk(node: Node) -> tuple[Node, ...]:
    """The node and all below it, each before its children, left to right."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting.extend(reversed(children(current)))
    return tuple(found)


def at_the_moment(selector: Selector) -> Selector:
    """The selector as an instant one of now: without `offset`, `@`, `anchored` and `smoothed`."""
    return replace(selector, timing=Timing(), modifier="")


def without_parens(node: Node) -> Node:
    """What stands inside all parentheses around the node."""
    while isinstance(node, Paren):
        node = node.inner
    return node
