"""Writing to the terminal: the only room that prints.

Text comes from users' services, so what would steer a terminal is made visible first.
"""

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
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
        char if char == "\n" or char.isprintable() else json.dumps(char)[1:-1] for char in document
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


def prepare_output() -> None:
    """Makes output the same bytes everywhere: UTF-8 and `\\n`, but for a terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        stream.reconfigure(errors="backslashreplace")
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8", newline="\n")


def end_output() -> None:
    """Writes out what is buffered; raises `OSError` when it cannot be written."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def silence_output(last_words: str) -> None:
    """Ends the output with a note, and lets the interpreter's own last flush do nothing.

    Never raises `OSError`: where nobody reads any more there is nobody to tell.
    """
    with suppress(OSError):
        sys.stdout.flush()
    if last_words:
        with suppress(OSError):
            write_note(last_words)
            sys.stderr.flush()
    for stream in (sys.stdout, sys.stderr):
        if not _still_writes(stream):
            _send_nowhere(stream)


def _put(stream: IO[str] | None, text: str) -> None:
    if stream is not None:
        stream.write(text if text.endswith("\n") else f"{text}\n")


def _still_writes(stream: IO[str]) -> bool:
    try:
        stream.flush()
    except OSError:
        return False
    return True


def _send_nowhere(stream: IO[str]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
