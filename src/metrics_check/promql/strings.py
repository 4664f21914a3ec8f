"""String literals inside PromQL text, found and replaced without parsing it."""

from collections.abc import Callable, Iterator

from metrics_check.notation.text import quote
from metrics_check.promql.scan import Token, tokens
from metrics_check.record import record

_REGEX_OPERATORS = frozenset({"=~", "!~"})


@record
class StringLiteral:
    """A literal: its unescaped value and the offset of its opening quote.

    `is_regex`: it stands right behind `=~` or `!~`.
    """

    value: str
    start: int
    is_regex: bool


def string_literals(text: str) -> tuple[StringLiteral, ...]:
    """Every string literal in order, comments left out; raises `BadNotation` for a bad one."""
    return tuple(literal for _, literal in _pieces(text) if literal is not None)


def map_strings(text: str, replace: Callable[[StringLiteral], str]) -> str:
    """The text with the value of each literal replaced, written anew in double quotes.

    All else stays byte for byte. Raises `BadNotation` for a bad literal.
    """
    return "".join(
        token.text if literal is None else quote(replace(literal))
        for token, literal in _pieces(text)
    )


def offsets_outside_strings(text: str, mark: str) -> tuple[int, ...]:
    """Where `mark` begins outside of string literals and comments.

    Its first character must be one that PromQL has no use for, such as the `$` of `${`.
    """
    return tuple(
        token.start
        for token in tokens(text)
        if token.kind == "other" and text.startswith(mark, token.start)
    )


def _pieces(text: str) -> Iterator[tuple[Token, StringLiteral | None]]:
    last = ""
    for token in tokens(text):
        if token.kind == "string":
            yield token, StringLiteral(token.value, token.start, last in _REGEX_OPERATORS)
        else:
            yield token, None
        if token.kind != "space":
            last = token.text
