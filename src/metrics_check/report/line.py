"""Lines of a report: plain strings with style names. Whoever prints turns styles into colours.

Every text in a span has been made visible, but for the escapes a format has of its own.
"""

import re
from collections.abc import Iterable
from textwrap import TextWrapper
from typing import Protocol

from metrics_check.model.outcome import Report
from metrics_check.record import record

# What a terminal of 100 columns shows; commands and queries to paste may be longer.
WIDTH = 100

# What a log of GitHub Actions takes for a command, after leading space or anywhere (its runner,
# `ActionCommand.cs`): no value of a service may become one because a line was broken before it.
_CI_COMMAND = re.compile(r"^\s*:(?=:)|#(?=#\[)")

STYLES = (
    *("error", "fail", "unproven", "warn", "waived", "pass", "skipped"),
    *("title", "place", "series", "command", "quiet", ""),
)
"""Every style that a span can have: the verdicts, and what is not a verdict."""


@record
class Span:
    """A piece of a line in one style."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


class Render(Protocol):
    """A format: the report as lines, without their line ends. Same report, same lines."""

    def __call__(self, report: Report, *, is_verbose: bool = False) -> tuple[Line, ...]:
        """The lines; `is_verbose` lists what is folded otherwise, where a format folds."""


def plain(lines: Iterable[Line]) -> str:
    """The lines without their styles, each ended by a newline."""
    return "".join("".join(span.text for span in line) + "\n" for line in lines)


def document(text: str) -> tuple[Line, ...]:
    """The lines of a document that bears no style."""
    return tuple((Span(line),) for line in text.removesuffix("\n").split("\n"))


def length(line: Line) -> int:
    """How many characters the line has."""
    return sum(len(span.text) for span in line)


def wrapped(text: str, *, indent: int, style: str = "") -> tuple[Line, ...]:
    """The text in lines of at most `WIDTH`, broken at spaces only, later lines two further in."""
    wrapper = TextWrapper(
        width=WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(_styled(line, style=style) for line in wrapper.wrap(text))


def no_command(text: str) -> str:
    """The text that a line begins with, told so that no log viewer takes it for a command."""
    return _CI_COMMAND.sub(lambda found: f"{found[0][:-1]}\\x{ord(found[0][-1]):02x}", text)


def no_command_line(line: Line) -> Line:
    """The line, each span told so."""
    return tuple(Span(no_command(span.text), span.style) for span in line)


def beside(left: Line, right: Span, *, column: int) -> tuple[Line, ...]:
    """`left` with `right` at the column; after it, or below it, where there is no room."""
    gap = max(column - length(left), 2)
    if length(left) + gap + len(right.text) <= WIDTH:
        return ((*left, Span(" " * gap), right),)
    if length(left) + 2 + len(right.text) <= WIDTH:
        return ((*left, Span(" " * (WIDTH - length(left) - len(right.text))), right),)
    return left, (Span(" " * max(WIDTH - len(right.text), 4)), right)


def listed(names: Iterable[str], *, room: int) -> str:
    """As many of the names, each once, as `room` characters hold; `…` stands for the others."""
    unique = tuple(dict.fromkeys(names))
    text = ""
    for index, name in enumerate(unique):
        longer = f"{text}, {name}" if text else name
        rest = 0 if index == len(unique) - 1 else len(", …")
        if len(longer) + rest > room:
            return f"{text}, …" if text else "…"
        text = longer
    return text


def _styled(line: str, *, style: str) -> Line:
    text = line.lstrip(" ")
    return (Span(" " * (len(line) - len(text))), Span(no_command(text), style))
