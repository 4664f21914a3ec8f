"""Ranges, offsets and times behind `@` that the parser panics at, found before it sees them."""

from collections.abc import Iterable, Iterator

from metrics_check.errors import BadNotation, UnansweredQuery
from metrics_check.promql.scan import Token

# Thirty thousand years; the parser's own limit is that of 64 bits.
MAX_SECONDS = 1e12


def check_times(found: Iterable[Token]) -> None:
    """Raises `BadNotation` for a range or offset that is no time, or longer than any.

    A time before 1970 behind `@` raises `UnansweredQuery` (`unsupported`).
    """
    brackets: list[str] = []
    before: tuple[str, str] = ("", "")
    for token in _telling(found):
        is_signed = before[1] in {"+", "-"}
        keyword = before[0] if is_signed else before[1]
        if keyword == "@" and token.text == "-":
            message = "a negative time behind @ is not supported"
            raise UnansweredQuery(message, code="unsupported")
        if keyword.lower() == "offset" or brackets[-1:] == ["["]:
            _check_time(token)
        if token.kind == "open":
            brackets.append(token.text)
        elif token.kind == "close" and brackets:
            brackets.pop()
        before = (before[1], token.text)


def _telling(found: Iterable[Token]) -> Iterator[Token]:
    return (token for token in found if token.kind != "space")


def _check_time(token: Token) -> None:
    try:
        # The colon of a step is scanned as the beginning of a name.
        seconds = float(token.text.lstrip(":"))
    except ValueError:
        # A duration with units, or an error that the parser tells.
        return
    if not seconds < MAX_SECONDS:
        message = f"found {token.text}, expected a duration such as 5m"
        raise BadNotation(message, offset=token.start, code="bad-promql")
