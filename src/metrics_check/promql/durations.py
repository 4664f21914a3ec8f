"""Arithmetic of durations: `x[5m + 1s]` (Prometheus docs, Feature flags, Duration expressions).

The parser does not know it: it gets the value, and what was written as a mark. What depends on
how a server is asked, `step()` and `range()`, is refused by name, and so is arithmetic in what is
not answered anyway.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from metrics_check.errors import BadNotation, UnansweredQuery
from metrics_check.notation.words import shown
from metrics_check.promql.arithmetic import ARITHMETIC
from metrics_check.promql.floats import maximum, minimum
from metrics_check.promql.marks import BEFORE_AN_OPERAND, Told, opened_at, selector_end
from metrics_check.promql.scan import Token, blank
from metrics_check.promql.times import MAX_SECONDS

_UNITS = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
_UNIT = re.compile(r"([0-9]+)(ms|[ywdhms])")
_DURATION = re.compile(r"(?:[0-9]+(?:ms|[ywdhms]))+")
# How tight they bind; powers are read from the right.
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "^": 3}
_BY_ZERO = {"/": "division by zero", "%": "modulo by zero"}
_OF_TWO: dict[str, Callable[[float, float], float]] = {"max_of": maximum, "min_of": minimum}
_OF_THE_QUERY = frozenset({"range", "step"})
_CALLS = _OF_THE_QUERY | set(_OF_TWO)


def without_arithmetic(query: Told) -> Told:
    """The same with each computed range worked out, and what was written as a mark.

    Raises `BadNotation` for what is no duration, `UnansweredQuery` (`unsupported`) for `step()`,
    `range()`, and arithmetic behind `offset` and in subqueries.
    """
    found = query.tokens
    if not _may_be_computed(found):
        return query
    solid = [index for index, token in enumerate(found) if token.kind != "space"]
    told = tuple(found[index] for index in solid)
    _refuse_offsets(told)
    opened = opened_at(told)
    tokens, marks = list(found), dict[int, str]()
    for closing, opening in opened.items():
        inner = told[opening + 1 : closing] if told[opening].text == "[" else ()
        if not _is_computed(inner):
            continue
        _refuse_subquery(inner)
        end = selector_end(told, opening, opened=opened, known={})
        if end >= 0:
            first, *others = solid[opening + 1 : closing]
            tokens[first] = replace(found[first], kind="number", text=_worked_out(inner))
            for index in others:
                tokens[index] = blank(found[index])
            marks[solid[end]] = "".join(token.text for token in inner)
    return replace(query, tokens=tuple(tokens), marks=query.marked(marks))


def _may_be_computed(found: tuple[Token, ...]) -> bool:
    """Whether a second look is worth it: nearly every query is done with here."""
    is_inside = False
    for token in found:
        if token.kind in {"open", "close"}:
            if is_inside and token.kind == "open":
                return True
            is_inside = token.text == "["
        elif (is_inside and token.kind == "operator") or (
            token.kind == "word" and token.text.lower() == "offset"
        ):
            return True
    return False


def _is_computed(inner: tuple[Token, ...]) -> bool:
    return len(inner) > 1 and any(each.kind in {"operator", "open"} for each in inner)


def _refuse_offsets(told: tuple[Token, ...]) -> None:
    for before, token, *behind in zip(told, told[1:], told[2:], told[3:], told[4:], strict=False):
        is_offset = token.text.lower() == "offset" and (
            before.kind in {"close", "number"}
            or (before.kind == "word" and before.text.lower() not in BEFORE_AN_OPERAND)
        )
        if is_offset and _is_computed_offset([each.text.lower() for each in behind]):
            message = "the modifier offset of a computed duration is not supported"
            raise UnansweredQuery(message, code="unsupported")


def _is_computed_offset(behind: list[str]) -> bool:
    if behind[0] in {"+", "-"}:
        behind = behind[1:]
    return behind[0] == "(" or (behind[0] in _CALLS and behind[1] == "(")


def _refuse_subquery(inner: tuple[Token, ...]) -> None:
    if any(token.kind == "word" and ":" in token.text for token in inner):
        message = "the subquery of a computed duration is not supported"
        raise UnansweredQuery(message, code="unsupported")


def _worked_out(inner: tuple[Token, ...]) -> str:
    """The value in whole milliseconds, as PromQL writes it."""
    reading = _Reading(inner)
    seconds = reading.value()
    reading.expect_end()
    if not seconds > 0:
        raise _bad("duration must be greater than 0", inner[0])
    if not seconds < MAX_SECONDS:
        raise _bad("duration is out of range", inner[0])
    return f"{int(seconds * 1000)}ms"


class _Reading:
    """The tokens of one duration expression, read from left to right; values are seconds."""

    __slots__ = ("_at", "_found")

    def __init__(self, found: tuple[Token, ...]) -> None:
        self._found = found
        self._at = 0

    def expect_end(self) -> None:
        """Raises `BadNotation` where something is left to be read."""
        if self._at < len(self._found):
            raise _unexpected(self._found[self._at])

    def value(self, least: int = 1) -> float:
        """That of the operators that bind so tight at least."""
        result = self._operand()
        while (binding := _BINDING.get(self._peek(), 0)) >= least:
            token = self._next()
            right = self.value(binding if token.text == "^" else binding + 1)
            if right == 0 and token.text in _BY_ZERO:
                raise _bad(_BY_ZERO[token.text], token)
            result = ARITHMETIC[token.text](result, right)
        return result

    def _operand(self) -> float:
        token = self._next()
        word = token.text.lower()
        if token.kind == "number":
            return _seconds(token)
        if word in {"+", "-"}:
            value = self.value(_BINDING["^"])
            return -value if word == "-" else value
        if word == "(":
            value = self.value()
            self._take(")")
            return value
        if word in _CALLS and self._peek() == "(":
            return self._called(word)
        raise _unexpected(token)

    def _called(self, word: str) -> float:
        if word in _OF_THE_QUERY:
            message = f"a duration of {word}() is not supported"
            raise UnansweredQuery(message, code="unsupported")
        self._take("(")
        left = self.value()
        self._take(",")
        right = self.value()
        self._take(")")
        return _OF_TWO[word](left, right)

    def _peek(self) -> str:
        return self._found[self._at].text if self._at < len(self._found) else ""

    def _next(self) -> Token:
        if self._at == len(self._found):
            raise _bad("the duration is not complete", self._found[-1])
        self._at += 1
        return self._found[self._at - 1]

    def _take(self, text: str) -> None:
        token = self._next()
        if token.text != text:
            raise _unexpected(token)


def _seconds(token: Token) -> float:
    if _DURATION.fullmatch(token.text):
        # Not whole numbers: one of any length is read.
        return sum(float(count) * _UNITS[unit] for count, unit in _UNIT.findall(token.text))
    if "_" in token.text:
        # Python alone takes it for a number.
        raise _unexpected(token)
    try:
        is_hexadecimal = token.text.lower().startswith("0x")
        return float(int(token.text, 16)) if is_hexadecimal else float(token.text)
    except (OverflowError, ValueError) as exc:
        raise _unexpected(token) from exc


def _unexpected(token: Token) -> BadNotation:
    return _bad(f"found {shown(token.text)}, expected a duration such as 5m", token)


def _bad(message: str, token: Token) -> BadNotation:
    return BadNotation(message, offset=token.start, code="bad-promql")
