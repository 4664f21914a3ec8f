"""Sorting. Only here and in `topk` does the order of a result mean something."""

import math
import re
from collections.abc import Callable, Sequence
from functools import cmp_to_key

from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.values import Element, Value, Vector

_CHUNK = re.compile(r"[0-9]+|[^0-9]+")
_LARGEST = 2**63 - 1
_MOST_DIGITS = len(str(_LARGEST))


def _sort(invocation: Invocation) -> Vector:
    return tuple(
        sorted(invocation.vector(0), key=lambda each: (math.isnan(each.value), each.value))
    )


def _sort_desc(invocation: Invocation) -> Vector:
    return tuple(
        sorted(invocation.vector(0), key=lambda each: (math.isnan(each.value), -each.value))
    )


def _sort_by_label(invocation: Invocation) -> Vector:
    compare = _label_comparison(invocation.texts(1))
    return tuple(sorted(invocation.vector(0), key=cmp_to_key(compare)))


def _sort_by_label_desc(invocation: Invocation) -> Vector:
    compare = _label_comparison(invocation.texts(1))
    return tuple(sorted(invocation.vector(0), key=cmp_to_key(compare), reverse=True))


def _label_comparison(labels: Sequence[str]) -> Callable[[Element, Element], int]:
    """By these labels in natural order, then by the whole label set."""

    def compare(left: Element, right: Element) -> int:
        for label in labels:
            ours, theirs = left.labels.get(label, ""), right.labels.get(label, "")
            if ours != theirs:
                return -1 if is_naturally_before(ours, theirs) else 1
        one, other = sorted(left.labels.items()), sorted(right.labels.items())
        return (one > other) - (one < other)

    return compare


def is_naturally_before(left: str, right: str) -> bool:
    """Whether `left` sorts before `right` with runs of digits as numbers (Go's `natsort`)."""
    ours, theirs = _CHUNK.findall(left), _CHUNK.findall(right)
    for one, other in zip(ours, theirs, strict=False):
        our_number, their_number = _number(one), _number(other)
        if our_number is not None and their_number is not None:
            if our_number != their_number:
                return our_number < their_number
        elif one != other:
            return bool(one < other)
    return len(ours) <= len(theirs) and left != right


def _number(chunk: str) -> int | None:
    """The number of a run of digits; None for what Go's `Atoi` refuses: other text, 64 bits."""
    if len(chunk) > _MOST_DIGITS and chunk[0] == "0":
        chunk = chunk.lstrip("0") or "0"
    if not (chunk.isascii() and chunk.isdigit()) or len(chunk) > _MOST_DIGITS:
        return None
    number = int(chunk)
    return number if number <= _LARGEST else None


ORDER: dict[str, Callable[[Invocation], Value]] = {
    "sort": _sort,
    "sort_by_label": _sort_by_label,
    "sort_by_label_desc": _sort_by_label_desc,
    "sort_desc": _sort_desc,
}
