"""Comparisons: `>= 1`, `== ${sent}`, `0s .. 120s`; and which of them make sense at all."""

import math
import re
from collections.abc import Mapping

from metrics_check.errors import BadNotation
from metrics_check.model.series import Bound, Comparison, Quantity
from metrics_check.notation.quantity import parse_quantity
from metrics_check.notation.words import shown

_OPERATOR = re.compile(r"[<>=!~≤≥≠]+")
_OPERATORS = frozenset({">=", ">", "<=", "<", "==", "!="})
_OTHER_OPERATORS = {
    "=": "==",
    "=>": ">=",
    "=<": "<=",
    "<>": "!=",
    "===": "==",
    "!==": "!=",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "!": "!=",
}
_QUANTITY = re.compile(r"(?:\$\{[^}\s]*\}|(?!\.\.)\S)+")
_BEGINS = re.compile(r"[<>=!~≤≥≠]|[+-]?[0-9.]|\$\{|[+-]?(?:inf|nan)\b", re.IGNORECASE)
_NEVER = frozenset({(">", math.inf), ("<", -math.inf)})
_ALWAYS = frozenset({("<=", math.inf), (">=", -math.inf)})


def begins_comparison(text: str, *, start: int) -> bool:
    """Whether what stands at `start` looks like a comparison, right or wrong."""
    return _BEGINS.match(text, start) is not None


def read_comparison(
    text: str, *, start: int, usual: str = ">="
) -> tuple[tuple[Comparison, ...], str]:
    """The comparisons from `start` to the end of `text`, and their text with single spaces.

    `usual` is what is proposed before a quantity that stands alone. Raises `BadNotation`, also
    for a comparison that nothing or everything satisfies.
    """
    operator = _OPERATOR.match(text, start)
    if operator is None:
        return _read_range(text, start=start, usual=usual)
    op = operator.group()
    if op not in _OPERATORS:
        raise _bad_operator(op, offset=start)
    quantity, end = _read_quantity(text, start=operator.end())
    _refuse_rest(text, start=end, after=f"{op} {quantity.text}")
    comparisons = (Comparison(op, quantity),)
    _refuse_senseless(comparisons, offset=start)
    return comparisons, f"{op} {quantity.text}"


def resolve_bound(bound: Bound, *, params: Mapping[str, str]) -> Bound:
    """The bound with `params` put in; one that is not in `params` stays open.

    Raises `BadNotation` where a value is no quantity, or the comparison then makes no sense.
    """
    comparisons = tuple(
        Comparison(comparison.op, _resolved(comparison.quantity, params=params))
        for comparison in bound.comparisons
    )
    _refuse_senseless(comparisons, offset=0)
    texts = [comparison.quantity.text for comparison in comparisons]
    is_range = len(comparisons) == 2
    text = " .. ".join(texts) if is_range else f"{comparisons[0].op} {texts[0]}"
    return Bound(bound.aggregate, comparisons, text)


def _resolved(quantity: Quantity, *, params: Mapping[str, str]) -> Quantity:
    if quantity.param is None or quantity.param not in params:
        return quantity
    value = params[quantity.param]
    if "$" in value:
        message = f"the param `{quantity.param}` is {shown(value)}, expected a quantity"
        raise BadNotation(message, code="bad-quantity")
    try:
        return parse_quantity(value)
    except BadNotation as exc:
        message = f"the param `{quantity.param}` is no quantity: {exc}"
        raise BadNotation(message, code=exc.code) from exc


def _read_range(text: str, *, start: int, usual: str) -> tuple[tuple[Comparison, ...], str]:
    low, end = _read_quantity(text, start=start)
    dots = _skip(text, start=end)
    if text[dots : dots + 2] != "..":
        raise _no_operator(text, low=low, usual=usual, start=start, end=dots)
    high, end = _read_quantity(text, start=dots + 2)
    _refuse_rest(text, start=end, after=f"{low.text} .. {high.text}")
    comparisons = (Comparison(">=", low), Comparison("<=", high))
    _refuse_senseless(comparisons, offset=start)
    return comparisons, f"{low.text} .. {high.text}"


def _read_quantity(text: str, *, start: int) -> tuple[Quantity, int]:
    start = _skip(text, start=start)
    token = _QUANTITY.match(text, start)
    if token is None:
        found = shown(text[start:]) if start < len(text) else "the end"
        message = f"found {found}, expected a quantity such as `5`, `1.5h`, `64MiB` or `100%`"
        raise BadNotation(message, offset=start, code="bad-quantity")
    try:
        return parse_quantity(token.group()), token.end()
    except BadNotation as exc:
        raise BadNotation(str(exc), offset=start + exc.offset, code=exc.code) from exc


def _skip(text: str, *, start: int) -> int:
    return len(text) - len(text[start:].lstrip())


def _refuse_senseless(comparisons: tuple[Comparison, ...], *, offset: int) -> None:
    for comparison in comparisons:
        asked = (comparison.op, comparison.quantity.value)
        written = f"`{comparison.op} {comparison.quantity.text}`"
        if asked in _NEVER:
            message = f"{written} can never hold: no number satisfies it"
            raise BadNotation(message, offset=offset, code="never-holds")
        if asked in _ALWAYS or (len(comparisons) == 2 and math.isinf(asked[1])):
            advice = (
                " For `not NaN` write `> -Inf`" if len(comparisons) == 1 else " Use `>=` or `<=`"
            )
            message = f"{written} cannot fail: every number satisfies it.{advice}"
            raise BadNotation(message, offset=offset, code="always-holds")
    if len(comparisons) == 2:
        _refuse_empty_range(comparisons[0].quantity, comparisons[1].quantity, offset=offset)


def _refuse_empty_range(low: Quantity, high: Quantity, *, offset: int) -> None:
    if low.unit and high.unit and low.unit != high.unit:
        message = f"found {low.unit} and {high.unit} in one range, expected the same unit twice"
        raise BadNotation(message, offset=offset, code="bad-quantity")
    if low.value > high.value:
        written = f"`{low.text} .. {high.text}`"
        message = f"{written} can never hold: the lower bound stands first"
        raise BadNotation(message, offset=offset, code="never-holds")


def _refuse_rest(text: str, *, start: int, after: str) -> None:
    position = _skip(text, start=start)
    if position == len(text):
        return
    rest = text[position:]
    message = f"found {shown(rest)} after {shown(after)}, expected nothing more"
    if re.fullmatch(r"[a-zA-Zµμ%]{1,4}", rest.strip()):
        message += (
            f". A unit stands directly behind its number: `{after.split()[-1]}{rest.strip()}`"
        )
    elif re.match(r"[<>=!]|and\b|&", rest):
        message += ". A line holds one comparison: write a range `A .. B`, or a list of lines"
    raise BadNotation(message, offset=position, code="bad-comparison")


def _bad_operator(op: str, *, offset: int) -> BadNotation:
    message = f"found {shown(op)}, expected one of >= > <= < == !="
    if op in _OTHER_OPERATORS:
        message += f". Did you mean `{_OTHER_OPERATORS[op]}`?"
    elif "~" in op:
        message += ". Patterns belong into matchers or `labels:`"
    return BadNotation(message, offset=offset, code="bad-comparison")


def _no_operator(text: str, *, low: Quantity, usual: str, start: int, end: int) -> BadNotation:
    if end >= len(text):
        expected = f"a comparison such as `{usual} {low.text}`"
        message = f"found {shown(low.text)} alone, expected {expected}"
        return BadNotation(message, offset=start, code="bad-comparison")
    message = f"found {shown(text[end:])} after {shown(low.text)}, expected `..` and a second bound"
    if re.match(r"-|to\b|…|–", text[end:]):
        message += f". A range is written `{low.text} .. B`"
    return BadNotation(message, offset=end, code="bad-comparison")
