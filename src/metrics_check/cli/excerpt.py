"""A problem in a file, with the line that it stands on and a caret below."""

from itertools import islice
from pathlib import Path

from metrics_check.located import Place, Problem
from metrics_check.notation.visible import visible

# Only these: a line of `.env` may hold a password.
_SUFFIXES = (".yaml", ".yml")
_INDENT = "    "
_WIDTH = 96
# How much of a long line is kept before the caret.
_BEFORE = 60


def with_excerpt(problem: Problem) -> str:
    """`path:line:column: message`, and the line with its caret where that can be shown."""
    line = _line(problem.place)
    if line is None:
        return str(problem)
    text = line.lstrip(" ")
    at = max(problem.place.column - 1 - (len(line) - len(text)), 0)
    before, rest = visible(text[:at]), visible(text[at:])
    if len(before) > _BEFORE:
        before = "…" + before[1 - _BEFORE :]
    room = _WIDTH - len(before)
    shown = before + (rest if len(rest) <= room else rest[: room - 1] + "…")
    return f"{problem}\n{_INDENT}{shown}\n{_INDENT}{' ' * len(before)}^"


def _line(place: Place) -> str | None:
    path = Path(place.path)
    if path.suffix not in _SUFFIXES:
        return None
    try:
        with path.open(encoding="utf-8-sig") as file:
            line = next(islice(file, place.line - 1, None), "").rstrip("\n")
    except (OSError, ValueError):
        return None
    # A URL may bear a password.
    holds_secret = "://" in line and "@" in line
    return None if holds_secret or not line.strip() else line
