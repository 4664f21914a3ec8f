"""The process's output streams: what they are at the start and at the end. `terminal` writes.

Part of every start, so it imports next to nothing.
"""

import io
import os
import sys
from typing import IO


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


def silence_output() -> None:
    """Lets the interpreter's own last flush do nothing where nobody reads any more."""
    for stream in (sys.stdout, sys.stderr):
        _silence_broken(stream)


def _silence_broken(stream: IO[str] | None) -> None:
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
