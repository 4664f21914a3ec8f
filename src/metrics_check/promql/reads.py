"""What a query reads of a storage: of which series, and of when."""

import re
from collections.abc import Iterator

from metrics_check.model.series import MatchOp
from metrics_check.promql.convert import NAME
from metrics_check.promql.parse import Expr
from metrics_check.promql.storage import milliseconds
from metrics_check.promql.tree import Node, Range, Selector, Subquery, Timing, children
from metrics_check.record import record

# Plain characters, and others behind a backslash: one name and no pattern.
_LITERAL = re.compile(r"(?:[A-Za-z0-9_:]|\\[^A-Za-z0-9])+")
_WITH_ENDS = re.compile(r"\(([^()]*)\)\(([^()]*)\)\?")


@record
class Reading:
    """One selector of a query. `node` is it with its range, `names` the metrics that it names.

    `names` is empty where they are not listed. `range_ms` is None for an instant, which is looked
    at `at_ms`; a range ends there.
    """

    node: Node
    selector: Selector
    names: frozenset[str]
    at_ms: int
    range_ms: int | None = None


def readings_of(tree: Expr, *, at_ms: int) -> tuple[Reading, ...]:
    """What a query of that moment reads, left to right.

    A subquery reads at many moments: it stands as one without names.
    """
    return tuple(_readings(tree, at_ms=at_ms))


def _readings(node: Node, *, at_ms: int) -> Iterator[Reading]:
    match node:
        case Subquery():
            yield Reading(node, Selector(None), frozenset(), at_ms)
        case Range():
            selector, range_ms = node.selector, node.range_ms
            looked_at = time_of(selector.timing, at_ms=at_ms)
            yield Reading(node, selector, _names(selector), looked_at, range_ms)
        case Selector():
            yield Reading(node, node, _names(node), time_of(node.timing, at_ms=at_ms))
        case _:
            for child in children(node):
                yield from _readings(child, at_ms=at_ms)


def time_of(timing: Timing, *, at_ms: int) -> int:
    """When a selector of a query at that moment looks, in milliseconds.

    A query of one moment starts and ends there (Prometheus docs, Querying basics).
    """
    is_now = timing.at in {"", "start()", "end()"}
    return (at_ms if is_now else milliseconds(float(timing.at))) - timing.offset_ms


def _names(selector: Selector) -> frozenset[str]:
    if selector.name is not None:
        return frozenset({selector.name})
    on_name = [each for each in selector.matchers if each.label == NAME]
    if len(on_name) != 1 or on_name[0].op is not MatchOp.REGEX:
        return frozenset()
    return _listed(on_name[0].value)


def _listed(pattern: str) -> frozenset[str]:
    """The names of `a|b` and of `(a|b)(_x|_y)?`; none of any other pattern."""
    parts = _WITH_ENDS.fullmatch(pattern)
    heads, ends = (parts[1], f"|{parts[2]}") if parts else (pattern, "")
    given = [head + end for head in heads.split("|") for end in ends.split("|")]
    if not all(_LITERAL.fullmatch(each) for each in given):
        return frozenset()
    return frozenset(re.sub(r"\\(.)", r"\1", each) for each in given)
