"""Writing to the terminal: the only room that prints.

Text comes from users' services, so what would steer a terminal is made visible first.
"""

import sys
from collections.abc import Mapping
from typing import IO

from metrics_check.notation.visible import visible


def shown(text: str) -> str:
    """The text, line for line, with what would steer a terminal made visible."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "\n".join(visible(line) for line in text.split("\n"))


def shown_in_json(document: str) -> str:
    """A JSON document that says the same, with those characters as JSON's own escapes."""
    if document.replace("\n", "").isprintable():
        return document
    return "".join(
        char if char == "\n" or char.isprintable() else _json_escape(char) for char in document
    )


def write(text: str) -> None:
    """Writes text for a person to stdout, ended by a newline."""
    _put(sys.stdout, shown(text))


def write_json(document: str) -> None:
    """Writes one JSON document to stdout, ended by a newline."""
    _put(sys.stdout, shown_in_json(document))


def write_note(text: str) -> None:
    """Writes what is not a verdict to stderr, ended by a newline."""
    _put(sys.stderr, shown(text))


def is_coloured(stream: IO[str], *, environment: Mapping[str, str]) -> bool:
    """Whether to write colour there: on a terminal, unless `NO_COLOR` or `FORCE_COLOR` decide."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def _json_escape(char: str) -> str:
    # JSON escapes UTF-16 units (RFC 8259, 7): two where the character is beyond 16 bits.
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _put(stream: IO[str] | None, text: str) -> None:
    if stream is not None:
        stream.write(text if text.endswith("\n") else f"{text}\n")
