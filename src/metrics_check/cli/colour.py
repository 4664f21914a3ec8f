"""What a style of the report looks like on a terminal."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import click

from metrics_check.report.line import Line, Span

# The eight colours every terminal has, which its theme makes readable. The values are the
# arguments of `click.style`.
LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "": {},
        "command": {"fg": "cyan"},
        "error": {"fg": "red", "bold": True},
        "fail": {"fg": "red", "bold": True},
        "pass": {"fg": "green"},
        "place": {"dim": True},
        "quiet": {"dim": True},
        "series": {},
        "skipped": {"dim": True},
        "title": {"bold": True},
        "unproven": {"fg": "yellow", "bold": True},
        "waived": {"dim": True},
        "warn": {"fg": "yellow"},
    }
)


def painted(lines: Iterable[Line]) -> str:
    """The lines with the escape sequences of their styles, each ended by a newline."""
    return "".join("".join(map(_painted, line)) + "\n" for line in lines)


def _painted(span: Span) -> str:
    look = LOOKS[span.style]
    return click.style(span.text, **look) if look else span.text
