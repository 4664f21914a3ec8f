"""The quick grammar: one linear pattern per format that a whole block of lines is held to.

It accepts less than a server does (single spaces, usual numbers). A line it does not know is read
exactly by `sample_line`. RE2, because a possessive group of the standard library accepts malformed
lines before CPython 3.11.5.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from metrics_check.errors import InvalidInput

_NAME = rb"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = rb'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[^\n\x00])*"'
# At most 60 digits and an exponent of two: always within a double. Others are read exactly.
_NUMBER = (
    rb"(?:[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?"
    rb"|[+-]?Inf|NaN)"
)
_LABELS = rb"(?:\{(?:" + _LABEL + rb"(?:," + _LABEL + rb")*%s)?\})?"
_TEXT = _NAME + _LABELS.replace(b"%s", b",?") + b" " + _NUMBER + rb"(?: [0-9]{1,18})?"
_OPENMETRICS = (
    _NAME + _LABELS.replace(b"%s", b"") + b" " + _NUMBER + rb"(?: -?[0-9]{1,18}(?:\.[0-9]{1,18})?)?"
)


class Grammar(Protocol):
    """A compiled pattern of whole blocks: lines, each with its newline."""

    def fullmatch(self, text: bytes) -> object | None:
        """Something when every line of the block is known."""


def compile_pattern(pattern: bytes) -> Grammar:
    """An RE2 pattern in UTF-8; InvalidInput when RE2 does not read it."""
    try:
        compiled: Grammar = re2.compile(pattern)
    except re2.error as error:
        message = f"{pattern.decode()!r} is not an RE2 pattern: {error}"
        raise InvalidInput(message) from error
    return compiled


def _compile(line: bytes) -> Grammar:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    compiled: Grammar = re2.compile(rb"(?:(?:#[^\n]*|" + line + rb")\n)*", options)
    return compiled


TEXT = _compile(rb"|" + _TEXT)
OPENMETRICS = _compile(_OPENMETRICS)


def unknown_lines(lines: Sequence[bytes], *, grammar: Grammar) -> tuple[int, ...]:
    """The indexes of lines that the grammar does not know, ascending. Halves what fails."""
    return tuple(_unknown(lines, start=0, end=len(lines), grammar=grammar))


def _unknown(lines: Sequence[bytes], *, start: int, end: int, grammar: Grammar) -> Iterator[int]:
    if start == end or grammar.fullmatch(b"\n".join(lines[start:end]) + b"\n"):
        return
    if end - start == 1:
        yield start
        return
    middle = (start + end) // 2
    yield from _unknown(lines, start=start, end=middle, grammar=grammar)
    yield from _unknown(lines, start=middle, end=end, grammar=grammar)
