"""Mappings in braces on one line, `{id: x, holds: up == 1}`: which value of one needs quotes."""

import re

from metrics_check.load.keys import ALERT_KEYS, PROFILE_KEYS, TARGET_KEYS, WAIVER_KEYS, entry_keys
from metrics_check.load.quoting import (
    FLOW_REASON,
    begins_mapping,
    single_quoted,
    value_column,
    value_on,
)
from metrics_check.notation.words import shown
from metrics_check.record import record

_KEY = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'|[{,]\s*([A-Za-z_][\w.-]*):\s+""")
_STEP = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'[^']*'|.""")
_WORD = re.compile(r"(?<=\s)([a-z_]+):(?=\s)")
# Nobody writes a longer one, and each complaint of a hostile one would read it anew.
_LONGEST_LINE = 1000
_OWN_KEYS = frozenset({*PROFILE_KEYS, *TARGET_KEYS, *WAIVER_KEYS, *ALERT_KEYS})


@record
class FlowAdvice:
    """The column at which the wrong value begins, and what to do."""

    column: int
    message: str


def is_own_key(word: str) -> bool:
    """Whether an expectation file has such a key somewhere."""
    return word in _OWN_KEYS or word in entry_keys()


def explain_flow(line: str, *, column: int) -> FlowAdvice | None:
    """What to quote where YAML stopped at `column`, counted from 1.

    None where the line is no mapping in braces, or no value of it is there.
    """
    if len(line) > _LONGEST_LINE or not begins_mapping(value_on(line)):
        return None
    keys = [found for found in _KEY.finditer(line, value_column(line) - 1) if found[1]]
    before = [found for found in keys if found.end() < column]
    if not before:
        return None
    begin = before[-1].end()
    if line[begin : begin + 1] == "[" and column <= _end(line, start=begin + 1):
        return _about_item(line, start=begin + 1, at=column - 1)
    after = [found.start() for found in keys if found.start() >= begin]
    text = line[begin : min([*after, _end(line, start=begin)])].strip()
    if not text or (text[0] in "\"'" and text[-1] == text[0]):
        return None
    return FlowAdvice(begin + 1, _about(before[-1][1], value=text))


def _about(key: str, *, value: str) -> str:
    for word in _WORD.finditer(value):
        if is_own_key(word[1]):
            return f"a comma is missing before the key {shown(word[1])}"
    return f"{FLOW_REASON}; put the value in single quotes: {key}: {single_quoted(value)}"


def _about_item(line: str, *, start: int, at: int) -> FlowAdvice:
    """The advice for the item around the index `at` of a list whose first begins at `start`."""
    begin, end = start, _end(line, start=start, stops_at_comma=True)
    while end < at and line[end : end + 1] == ",":
        begin, end = end + 1, _end(line, start=end + 1, stops_at_comma=True)
    item = line[begin:end]
    column = begin + len(item) - len(item.lstrip()) + 1
    quoted = single_quoted(item.strip())
    return FlowAdvice(column, f"{FLOW_REASON}; put the item in single quotes: {quoted}")


def _end(line: str, *, start: int, stops_at_comma: bool = False) -> int:
    """Where a value ends: at a bracket that closes what was opened before it, or with the line."""
    depth = 0
    for step in _STEP.finditer(line, start):
        sign = step.group()
        if sign in "{[(":
            depth += 1
        elif depth == 0 and (sign in "}])" or (stops_at_comma and sign == ",")):
            return step.start()
        elif sign in "}])":
            depth -= 1
    return len(line)
