"""A problem in a file, with the line that it stands on and a caret below."""

import unicodedata
from itertools import accumulate

from metrics_check.located import Problem
from metrics_check.notation.visible import visible

_INDENT = "    "
# A line and its indentation fit a terminal of 100 columns.
_WIDTH = 96
# How much of a line that is cut is kept before the caret.
_BEFORE = 64


def with_excerpt(problem: Problem) -> str:
    """`path:line:column: message`, and the line with its caret where the problem has the line.

    What does not print is shown as an escape, wide characters count as two columns, and a long
    line is cut around the caret.
    """
    line = problem.line
    if not line.strip():
        return str(problem)
    text = line.lstrip(" ")
    at = min(problem.place.column - 1, len(line)) - (len(line) - len(text))
    return f"{problem}\n{_pointed(text, at=max(at, 0))}"


def _pointed(text: str, *, at: int) -> str:
    # Nothing further away can be shown, and a line may be as long as the file.
    first = max(0, at - _WIDTH)
    cells = [visible(char) for char in text[first : at + 1 + _WIDTH]]
    widths = [_width(cell) for cell in cells]
    begin, end = _window(widths, at=at - first)
    head = "…" if first + begin > 0 else ""
    tail = "…" if first + end < len(text) else ""
    indent = len(head) + sum(widths[begin : at - first])
    return f"{_INDENT}{head}{''.join(cells[begin:end])}{tail}\n{_INDENT}{' ' * indent}^"


def _window(widths: list[int], *, at: int) -> tuple[int, int]:
    """The characters to show: all where they fit, else those around `at`."""
    ends = list(accumulate(widths))
    if not ends or ends[-1] <= _WIDTH:
        return 0, len(widths)
    begin = at
    room = _BEFORE
    while begin > 0 and room >= widths[begin - 1]:
        begin -= 1
        room -= widths[begin]
    end, room = begin, _WIDTH - 2
    while end < len(widths) and room >= widths[end]:
        room -= widths[end]
        end += 1
    return begin, end


def _width(cell: str) -> int:
    if len(cell) > 1 or cell.isascii():
        return len(cell)
    if unicodedata.combining(cell):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1
