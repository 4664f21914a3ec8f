"""Pages write series as expectation files do: `jobs_total{status="done", model}`."""

import re

from metrics_check.audit.variables import Replaced
from metrics_check.promql.parse import parse

_SERIES = re.compile(r"\s*[a-zA-Z_:][a-zA-Z0-9_:]*\s*\{[^{}]*\}\s*")
# A label without a matcher says that it is there.
_BARE = re.compile(r"(?<=[{,])\s*(?P<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?=[,}])")
_IS_THERE = '!=""'


def is_series(text: str) -> bool:
    """Whether it is a name with braces, and a label in them stands alone."""
    return _SERIES.fullmatch(text) is not None and _BARE.search(text) is not None


def read_series(text: str) -> Replaced:
    """The series as PromQL. Raises as `parse`."""
    pieces: list[str] = []
    spots: list[tuple[int, int, int, int]] = []
    last = length = 0
    for found in _BARE.finditer(text):
        start, end = found.span("label")
        before, instead = text[last:start], found["label"] + _IS_THERE
        pieces += (before, instead)
        length += len(before) + len(instead)
        spots.append((length - len(instead), length, start, end))
        last = end
    whole = "".join((*pieces, text[last:]))
    return Replaced(whole, parse(whole), tuple(spots))
