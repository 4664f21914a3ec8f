"""The text of a file: its lines, and how a place in it is shown with a caret below."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits, over_limit
from metrics_check.located import Place, Problem
from metrics_check.notation.visible import visible

# A line and its caret fit a terminal of 100 columns.
CARET_WIDTH = 96
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class SourceText:
    """The lines of a file as they were decoded, without their ends."""

    path: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, data: bytes, *, path: str) -> "SourceText":
        """The source of a file's bytes; what is not UTF-8 shows as a replacement character."""
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        return cls(path, tuple(_LINE_BREAK.split(text)))

    def line(self, number: int) -> str:
        """The line with this number, counted from 1; empty where there is none."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def caret(self, place: Place) -> str:
        """The line of `place` and below it a caret under its column: two lines of plain text.

        Tabs and what does not print are shown as escapes, wide characters count as two columns,
        and a long line is cut around the caret. Empty where the file has no such line.
        """
        line = self.line(place.line)
        if not line.strip():
            return ""
        return _pointed(line, column=min(place.column, len(line) + 1))


def read_source(path: Path, *, limits: Limits | None = None) -> bytes:
    """The bytes of a file, never more than the limit; raises `InvalidInput` with one problem.

    Codes: `unreadable-file`, `over-limit`.
    """
    limit = (limits or Limits()).max_bytes
    place = Place(str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        problem = Problem(place, "unreadable-file", f"cannot be read: {reason}")
        raise InvalidInput(str(problem), problems=[problem]) from exc
    refuse_large(data, place=place, limit=limit)
    return data


def refuse_large(data: bytes, *, place: Place, limit: int) -> None:
    """Raises `InvalidInput` (`over-limit`) where `data` is longer than `limit` bytes."""
    if len(data) > limit:
        raise over_limit(place, message=f"the file is larger than {limit} bytes; split it")


def render_problem(problem: Problem, source: SourceText) -> str:
    """`path:line:column: message`, then the line and a caret where the source has that line."""
    shown = source.caret(problem.place)
    return f"{problem}\n{shown}" if shown else str(problem)


def _pointed(line: str, *, column: int) -> str:
    # Nothing further away can be shown, and a line may be as long as the file.
    first = max(0, column - 1 - CARET_WIDTH)
    cells = [visible(char) for char in line[first : column + CARET_WIDTH]]
    widths = [_width(cell) for cell in cells]
    at = column - 1 - first
    begin, end = _window(widths, at=at)
    head = "…" if first + begin > 0 else ""
    tail = "…" if first + end < len(line) else ""
    indent = len(head) + sum(widths[begin:at])
    return f"  {head}{''.join(cells[begin:end])}{tail}\n  {' ' * indent}^"


def _window(widths: list[int], *, at: int) -> tuple[int, int]:
    """The characters to show: all that fit, else those around `at`."""
    ends = list(accumulate(widths))
    if not ends or ends[-1] <= CARET_WIDTH:
        return 0, len(widths)
    begin = at
    room = CARET_WIDTH * 2 // 3
    while begin > 0 and room >= widths[begin - 1]:
        begin -= 1
        room -= widths[begin]
    end, room = begin, CARET_WIDTH - 2
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
