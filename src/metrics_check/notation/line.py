"""The line grammar: `[AGGREGATE | histogram] SERIES [COMPARISON]` and `[AGGREGATE] COMPARISON`.

Which aggregates suit which type, and which series names are allowed, is for the loader and the
kinds to say; here a line is only taken apart.
"""

import re
from collections.abc import Sequence

from metrics_check.errors import BadNotation
from metrics_check.model.series import Bound, Comparison, Quantity, Series
from metrics_check.notation.comparison import begins_comparison, read_comparison
from metrics_check.notation.series import read_series, skip_space
from metrics_check.notation.text import quote
from metrics_check.notation.words import did_you_mean, listed, shown
from metrics_check.record import record

# The aggregates of format 1; each a pattern matched whole, plain words told apart by `|`.
AGGREGATES = (
    "any|avg|each|max|min|sum",
    "series",
    "mean|observations|total|within",
    r"p[0-9]+(?:\.[0-9]+)?",
)
HISTOGRAM = "histogram"
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_SERIES_BEGINS = re.compile(r"[^\s<>=!~≤≥≠0-9(+\-.]")
_OTHER_NAME = re.compile(r"[.\-/][A-Za-z_][\w.\-/]*|[^\W0-9A-Za-z_][\w.\-/]*")
_PARENTHESIS = re.compile(r"\s*[(\[]")
_AT_LEAST_ONE = Bound("observations", (Comparison(">=", Quantity(1.0, "1")),), ">= 1")


@record
class Line:
    """A short-form line. `aggregate` is `bound.aggregate`, or `""` where there is no comparison.

    `histogram SERIES` counts observations: `is_histogram`, and the bound `observations >= 1`
    where no other comparison stands there. `bound` is None for mere presence.
    """

    aggregate: str
    is_histogram: bool
    series: Series
    bound: Bound | None


def parse_line(text: str, *, aggregates: Sequence[str] = AGGREGATES) -> Line:
    """The line that `text` says; raises `BadNotation`.

    `aggregates` are patterns of the words that may stand first (those of all kinds).
    """
    start = skip_space(text, start=0)
    word, at = _read_first_word(text, start=start, aggregates=aggregates)
    _refuse_promql(text, start=at)
    series, end = read_series(text, start=at)
    rest = skip_space(text, start=end)
    if rest < len(text):
        return _compared(text, word=word, series=series, start=rest)
    if word == HISTOGRAM:
        return Line("observations", is_histogram=True, series=series, bound=_AT_LEAST_ONE)
    if word:
        example = f"{_usual(word)} 1"
        message = (
            f"found `{word}` without a comparison, expected one such as `{example}` at the end"
        )
        raise BadNotation(message, offset=len(text.rstrip()), code="bad-comparison")
    return Line("", is_histogram=False, series=series, bound=None)


def parse_bound(text: str, *, aggregates: Sequence[str] = AGGREGATES) -> Bound:
    """The bound of one line of `expect`, `warn` or `run`; raises `BadNotation`.

    Without an aggregate `>` and `>=` are `any`, all others `each`.
    """
    start = skip_space(text, start=0)
    if begins_comparison(text, start=start):
        comparisons, written = read_comparison(text, start=start)
        return Bound(quantifier(comparisons), comparisons, written)
    word = _WORD.match(text, start)
    if word is None or not is_aggregate(word.group(), aggregates=aggregates):
        raise _no_bound(text, start=start, aggregates=aggregates)
    after = skip_space(text, start=word.end())
    usual = _usual(word.group())
    if after == len(text):
        message = f"found {shown(word.group())} alone, expected a comparison such as `{usual} 1`"
        raise BadNotation(f"{message} after it", offset=start, code="bad-comparison")
    if not begins_comparison(text, start=after):
        raise _no_comparison(text, after=word.group(), start=after)
    usual = f"{word.group()} {usual}"
    comparisons, written = read_comparison(text, start=after, usual=usual)
    return Bound(word.group(), comparisons, written)


def quantifier(comparisons: tuple[Comparison, ...]) -> str:
    """What a comparison without an aggregate means: `any` for `>` and `>=`, else `each`."""
    is_any = len(comparisons) == 1 and comparisons[0].op in {">", ">="}
    return "any" if is_any else "each"


def is_aggregate(word: str, *, aggregates: Sequence[str] = AGGREGATES) -> bool:
    """Whether the word is one of the aggregates."""
    return any(re.fullmatch(pattern, word) for pattern in aggregates)


def _read_first_word(text: str, *, start: int, aggregates: Sequence[str]) -> tuple[str, int]:
    word = _WORD.match(text, start)
    if word is None:
        return "", start
    after = skip_space(text, start=word.end())
    is_apart = after > word.end() or text[after : after + 1] == "{"
    is_known = word.group() == HISTOGRAM or is_aggregate(word.group(), aggregates=aggregates)
    if is_known and (after == len(text) or not _SERIES_BEGINS.match(text, after)):
        _refuse_call(text, word=word, start=after)
        raise _no_series(text, word=word.group(), start=start)
    if is_known and is_apart:
        return word.group(), after
    if after > word.end() and re.match(r"[A-Za-z_:]", text[after : after + 1]):
        raise _unknown_word(text, word=word, after=after, aggregates=aggregates)
    return "", start


def _compared(text: str, *, word: str, series: Series, start: int) -> Line:
    _refuse_name(text, series=series, start=start)
    if not begins_comparison(text, start=start):
        _refuse_promql(text, start=start)
        raise _no_comparison(text, after=series.text, start=start)
    comparisons, written = read_comparison(text, start=start, usual=_usual(word))
    is_histogram = word == HISTOGRAM
    aggregate = "observations" if is_histogram else word or quantifier(comparisons)
    return Line(aggregate, is_histogram, series, Bound(aggregate, comparisons, written))


def _usual(aggregate: str) -> str:
    """The comparison to propose: all that `within` can say is an upper bound."""
    return "<=" if aggregate == "within" else ">="


def _refuse_name(text: str, *, series: Series, start: int) -> None:
    """A name that goes on with a character that needs quotes: `http.requests`."""
    rest = _OTHER_NAME.match(text, start)
    if rest is not None and text[start - 1 : start].isalnum() and series.text == series.name:
        meant = "{" + quote(series.name + rest.group()) + "}"
        message = f"found {shown(rest.group())} in a name, expected letters, digits, `_` or `:`."
        message += f" A UTF-8 metric name is written {shown(meant)}"
        raise BadNotation(message, offset=start, code="bad-series")


def _refuse_promql(text: str, *, start: int) -> None:
    word = _WORD.match(text, start)
    end = start if word is None else word.end()
    bracket = _PARENTHESIS.match(text, end)
    if bracket is not None:
        message = (
            f"found {shown(text[start:])}, expected a series without functions, parentheses or"
            " ranges. Write PromQL under `holds:` or `never:`"
        )
        raise BadNotation(message, offset=bracket.end() - 1, code="bad-line")


def _refuse_call(text: str, *, word: re.Match[str], start: int) -> None:
    if text[start : start + 1] == "(":
        name = word.group()
        message = (
            f"found {shown(text[word.start() :])}, expected `{name} SERIES COMPARISON` without"
            " parentheses. Write PromQL under `holds:` or `never:`"
        )
        raise BadNotation(message, offset=start, code="bad-line")


def _no_series(text: str, *, word: str, start: int) -> BadNotation:
    message = (
        f"found {shown(text[start:])}, expected a series after `{word}`, such as"
        f' `{word} http_requests_total{{code}}`. A metric of that name is written `{{"{word}"}}`'
    )
    return BadNotation(message, offset=start, code="bad-line")


def _unknown_word(
    text: str, *, word: re.Match[str], after: int, aggregates: Sequence[str]
) -> BadNotation:
    known = [*plain_words(aggregates), HISTOGRAM]
    near = did_you_mean(word.group(), known=known)
    message = f"found {shown(word.group())} before {shown(text[after:])}, expected a series or one"
    message += f" of {listed(sorted(known))} before it.{near}"
    return BadNotation(message, offset=word.start(), code="unknown-aggregate")


def _no_comparison(text: str, *, after: str, start: int) -> BadNotation:
    message = f"found {shown(text[start:])} after {shown(after)}, expected a comparison such as"
    message += " `>= 1` or `0 .. 5`"
    return BadNotation(message, offset=start, code="bad-comparison")


def _no_bound(text: str, *, start: int, aggregates: Sequence[str]) -> BadNotation:
    rest = text[start:].rstrip()
    expected = "expected `[AGGREGATE] COMPARISON` such as `sum >= 1`"
    if not rest:
        return BadNotation(f"found nothing, {expected}", offset=start, code="bad-comparison")
    word = _WORD.match(text, start)
    if word is None or _begins_series_line(rest):
        message = f"found {shown(rest)}, {expected}"
        return BadNotation(message, offset=start, code="bad-comparison")
    known = plain_words(aggregates)
    near = did_you_mean(word.group(), known=known)
    message = f"found the aggregate {shown(word.group())}, expected one of {listed(known)},"
    message += f" `p50` … `p99.9`.{near}"
    return BadNotation(message, offset=start, code="unknown-aggregate")


def _begins_series_line(text: str) -> bool:
    """Whether a line names a series with braces, as no bound does."""
    return "{" in text.replace("${", "")


def plain_words(aggregates: Sequence[str]) -> list[str]:
    """The aggregates that are plain words, sorted: what messages list and suggest."""
    words = (word for pattern in aggregates for word in pattern.split("|"))
    return sorted(word for word in words if word.isalpha())
