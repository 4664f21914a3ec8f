"""A query that is empty because a range holds too few samples, while its series are there.

`rate(x[5s])` of what is scraped every 20 s has no element whatever the service did, nor has
`rate(x[5m])` on a server that has just started.
"""

from collections.abc import Iterator
from dataclasses import replace

from metrics_check.promql.kind import kind_of
from metrics_check.promql.printing import print_duration, printed
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Paren,
    Range,
    String,
    walk,
)

FEW_SAMPLES_LABEL = "few_samples"
"""The label that tells which call finds nothing, as text."""

# These compare samples; of one alone they say nothing (Prometheus docs, Query functions).
_NEED_TWO = frozenset(
    {"delta", "deriv", "double_exponential_smoothing", "holt_winters", "idelta", "increase"}
    | {"irate", "predict_linear", "rate"}
)
_FROM_NOTHING = frozenset({"absent_over_time"})
# `and` and `unless` must not compare labels: being there at all is what counts.
_AT_ALL = Matching(is_on=True, is_written=True)


def starved(node: Node) -> Node | None:
    """A query that has an element where `node` has none because a range holds too few samples.

    The elements tell the call in the label `FEW_SAMPLES_LABEL`. None: it reads no range.
    """
    match node:
        case Call() if (found := _range_of(node)) is not None:
            return _alone(node, ranged=found)
        case Call():
            found_in = [starved(each) for each in node.arguments]
            return _any([each for each in found_in if each is not None])
        case Paren() | Negation() | Aggregation():
            return starved(node.inner)
        case Binary() if kind_of(node) == "vector":
            return _of_operator(node)
        case _:
            return None


def ranged_calls(node: Node) -> Iterator[tuple[Call, Range]]:
    """The calls that read a range, with it, left to right."""
    for each in walk(node):
        if isinstance(each, Call):
            ranged = _range_of(each)
            if ranged is not None:
                yield each, ranged


def why_starved(call: Call, ranged: Range) -> str:
    """What a call that finds nothing lacks, in words."""
    duration = print_duration(ranged.range_ms)
    # What is anchored or smoothed has a value at both of its borders.
    if call.function in _NEED_TWO and not ranged.selector.modifier:
        lack = f"a range needs two samples, and there is at most one in {duration}"
    else:
        lack = f"there is no sample in {duration}"
    return f"{printed(call)} finds nothing: {lack}"


def _range_of(call: Call) -> Range | None:
    if call.function in _FROM_NOTHING:
        return None
    return next((each for each in call.arguments if isinstance(each, Range)), None)


def _alone(call: Call, *, ranged: Range) -> Node:
    """Its series are there, and it finds nothing."""
    there = replace(ranged.selector, modifier="")
    starving = Binary("unless", there, Paren(call), _AT_ALL)
    # In a replacement `$` stands for what a pattern found.
    text = printed(call).replace("$", "$$")
    words = (FEW_SAMPLES_LABEL, text, "", "")
    return Call("label_replace", (Aggregation("count", starving), *map(String, words)))


def _of_operator(node: Binary) -> Node | None:
    left, right = starved(node.left), starved(node.right)
    if node.needed_side in {"left", "right"}:
        return left if node.needed_side == "left" else right
    if node.needed_side == "either":
        if left is None or right is None:
            return None
        return Binary("and", Paren(left), Paren(right), _AT_ALL)
    return _any([each for each in (left, right) if each is not None])


def _any(found: list[Node]) -> Node | None:
    joined: Node | None = None
    for each in dict.fromkeys(found):
        joined = each if joined is None else Binary("or", joined, each)
    return joined
