"""What a style of the report looks like on a terminal."""

from collections.abc import Iterable, Mapping

from rich.color import ColorSystem
from rich.style import Style

from metrics_check.report.line import Line, Span

# The eight colours every terminal has, which its theme makes readable.
LOOKS: Mapping[str, str] = {
    "": "",
    "command": "cyan",
    "error": "bold red",
    "fail": "bold red",
    "pass": "green",
    "place": "dim",
    "quiet": "dim",
    "series": "",
    "skipped": "dim",
    "title": "bold",
    "unproven": "bold yellow",
    "waived": "dim",
    "warn": "yellow",
}
_STYLES = {name: Style.parse(look or "none") for name, look in LOOKS.items()}


def painted(lines: Iterable[Line]) -> str:
    """The lines with the escape sequences of their styles, each ended by a newline."""
    return "".join("".join(map(_painted, line)) + "\n" for line in lines)


def _painted(span: Span) -> str:
    return _STYLES[span.style].render(span.text, color_system=ColorSystem.STANDARD)
