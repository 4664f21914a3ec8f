"""The tokens of a PromQL text, as far as bounds and string literals need them.

Linear in the length of the text. No grammar lives here: a text that scans may still be bad PromQL.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from metrics_check.notation.text import read_literal
from metrics_check.record import record

# Prometheus docs, Querying basics; `#` begins a comment up to the end of the line.
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+|\#[^\r\n]*)"
    r"|(?P<string>[\"'`])"
    r"|(?P<number>[0-9.]+[eE][+-][0-9]+|[0-9.][0-9A-Za-z_.]*)"
    r"|(?P<word>[A-Za-z_:][A-Za-z0-9_:]*)"
    r"|(?P<operator>==|!=|=~|!~|>=|<=|[-+*/%^<>=])"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?P<other>.)",
    re.DOTALL,
)


@record
class Token:
    """A piece of the text from `start` to `end`; `value` is a string literal's content.

    `kind` is `space` (comments too), `string`, `number`, `word`, `operator`, `open`, `close` or
    `other`; `marks` adds `mark`.
    """

    kind: str
    text: str
    start: int
    end: int
    value: str = ""


def blank(token: Token) -> Token:
    """White space in the place of a token."""
    return replace(token, kind="space", text=" ")


def tokens(text: str) -> Iterator[Token]:
    """All tokens in order; they cover the whole text. Raises `BadNotation` for a bad literal."""
    position = 0
    while position < len(text):
        token = _token(text, start=position)
        yield token
        position = token.end


def _token(text: str, *, start: int) -> Token:
    found = _TOKEN.match(text, start)
    if found is None or found.lastgroup is None:
        raise AssertionError("the last alternative matches every character")
    if found.lastgroup != "string":
        return Token(found.lastgroup, found.group(), start, found.end())
    value, end = read_literal(text, start=start)
    return Token("string", text[start:end], start, end, value)
