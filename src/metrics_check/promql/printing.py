"""A tree becomes text again: one line, and the same tree when it is parsed.

Nothing is reordered, and parentheses are nodes, so precedence needs no thought here.
"""

import math
import re
from collections.abc import Callable

from metrics_check.model.series import Matcher
from metrics_check.notation.text import quote
from metrics_check.promql.convert import NAME
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Number,
    Paren,
    Range,
    Selector,
    String,
    Subquery,
    Timing,
)

_METRIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
# What the grammar takes for something else where a metric name may stand.
_NOT_NAMES = frozenset(
    {"anchored", "and", "atan2", "bool", "by", "end", "group_left", "group_right", "ignoring"}
    | {"inf", "nan", "offset", "on", "or", "smoothed", "start", "unless", "without"}
)
# What it takes for a number, or for the next clause, where a label may stand.
_NOT_LABELS = frozenset({"inf", "nan", "without"})
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))


def printed(node: Node, *, selector: Callable[[Selector], Selector] | None = None) -> str:
    """The expression in one line; each selector is passed through `selector` first."""
    match node:
        case Number():
            return print_number(node.value)
        case String():
            return quote(node.value)
        case Selector() | Range():
            return _vector(node, selector=selector)
        case Subquery():
            step = "" if node.step_ms is None else print_duration(node.step_ms)
            inner = printed(node.inner, selector=selector)
            return f"{inner}[{print_duration(node.range_ms)}:{step}]{_timing(node.timing)}"
        case Call():
            arguments = (printed(each, selector=selector) for each in node.arguments)
            return f"{node.function}({', '.join(arguments)})"
        case Aggregation():
            return _aggregation(node, selector=selector)
        case Binary():
            left = printed(node.left, selector=selector)
            right = printed(node.right, selector=selector)
            return f"{left} {node.operator}{_modifiers(node)} {right}"
        case Negation():
            return f"-{printed(node.inner, selector=selector)}"
        case Paren():
            return f"({printed(node.inner, selector=selector)})"


def print_number(value: float) -> str:
    """A number as PromQL writes it: shortest, `Inf` and `NaN` by name."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return repr(value).removesuffix(".0")


def print_label(label: str) -> str:
    """A label name, quoted where its characters need it, or where it is a word of the grammar."""
    is_plain = _LABEL_NAME.fullmatch(label) and label.lower() not in _NOT_LABELS
    return label if is_plain else quote(label)


def print_selector(selector: Selector) -> str:
    """A selector with its `offset`, `@` and what else stands behind it."""
    return _matched(selector) + _modified(selector)


def print_duration(milliseconds: int) -> str:
    """A duration as PromQL writes it, longest unit first: `1h30m`."""
    parts = []
    for unit, size in _UNITS:
        count, milliseconds = divmod(milliseconds, size)
        parts.append(f"{count}{unit}" if count else "")
    return "".join(parts) or "0s"


def _vector(node: Selector | Range, *, selector: Callable[[Selector], Selector] | None) -> str:
    found = node.selector if isinstance(node, Range) else node
    shown = found if selector is None else selector(found)
    span = ""
    if isinstance(node, Range):
        span = f"[{node.written or print_duration(node.range_ms)}]"
    return f"{_matched(shown)}{span}{_modified(shown)}"


def _matched(selector: Selector) -> str:
    name, items = selector.name or "", [_matcher(each) for each in selector.matchers]
    if name and (not _METRIC_NAME.fullmatch(name) or name.lower() in _NOT_NAMES):
        name, items = "", [f"{NAME}={quote(name)}", *items]
    return f"{name}{{{', '.join(items)}}}" if items else name


def _matcher(matcher: Matcher) -> str:
    return f"{print_label(matcher.label)}{matcher.op}{quote(matcher.value)}"


def _modified(selector: Selector) -> str:
    modifier = f" {selector.modifier}" if selector.modifier else ""
    return modifier + _timing(selector.timing)


def _timing(timing: Timing) -> str:
    at = f" @ {timing.at}" if timing.at else ""
    sign = "-" if timing.offset_ms < 0 else ""
    offset = f" offset {sign}{print_duration(abs(timing.offset_ms))}" if timing.offset_ms else ""
    return at + offset


def _aggregation(node: Aggregation, *, selector: Callable[[Selector], Selector] | None) -> str:
    clause = ""
    if node.labels is not None:
        clause = f" {'without' if node.is_without else 'by'} ({_labels(node.labels)}) "
    parameter = "" if node.parameter is None else f"{printed(node.parameter, selector=selector)}, "
    return f"{node.operator}{clause}({parameter}{printed(node.inner, selector=selector)})"


def _modifiers(node: Binary) -> str:
    matching = node.matching
    parts = [" bool" if node.is_bool else ""]
    if matching.is_written:
        parts.append(f" {'on' if matching.is_on else 'ignoring'} ({_labels(matching.labels)})")
    if matching.group:
        parts.append(f" group_{matching.group} ({_labels(matching.include)})")
    parts.append(_fill(matching))
    return "".join(parts)


def _fill(matching: Matching) -> str:
    sides = (("fill_left", matching.fill_left), ("fill_right", matching.fill_right))
    return "".join(f" {word} ({print_number(value)})" for word, value in sides if value is not None)


def _labels(labels: tuple[str, ...]) -> str:
    return ", ".join(print_label(label) for label in labels)
