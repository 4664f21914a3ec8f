"""The line grammar: its quantifiers, its refusals, its comparisons."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.errors import BadNotation
from metrics_check.model.series import Bound, Comparison, Quantity
from metrics_check.notation.comparison import resolve_bound
from metrics_check.notation.line import Line, parse_bound, parse_line
from metrics_check.notation.series import parse_series
from tests.notation.refusing import refusal


def one(op: str, value: float, text: str, unit: str = "") -> tuple[Comparison, ...]:
    return (Comparison(op, Quantity(value, text, unit)),)


def span(low: Quantity, high: Quantity) -> tuple[Comparison, ...]:
    return (Comparison(">=", low), Comparison("<=", high))


BOUNDS = {
    ">= 1": Bound("any", one(">=", 1, "1"), ">= 1"),
    "> 0": Bound("any", one(">", 0, "0"), "> 0"),
    "<= 5": Bound("each", one("<=", 5, "5"), "<= 5"),
    "< 5": Bound("each", one("<", 5, "5"), "< 5"),
    "== 5": Bound("each", one("==", 5, "5"), "== 5"),
    "!= 5": Bound("each", one("!=", 5, "5"), "!= 5"),
    "0 .. 5": Bound("each", span(Quantity(0, "0"), Quantity(5, "5")), "0 .. 5"),
    "-1..1": Bound("each", span(Quantity(-1, "-1"), Quantity(1, "1")), "-1 .. 1"),
    "0.5..1.5": Bound("each", span(Quantity(0.5, "0.5"), Quantity(1.5, "1.5")), "0.5 .. 1.5"),
    "mean 0s .. 2m": Bound(
        "mean", span(Quantity(0, "0s", "seconds"), Quantity(120, "2m", "seconds")), "0s .. 2m"
    ),
    "mean 0 .. 120s": Bound(
        "mean", span(Quantity(0, "0"), Quantity(120, "120s", "seconds")), "0 .. 120s"
    ),
    "  sum  >=  1  ": Bound("sum", one(">=", 1, "1"), ">= 1"),
    "sum>=1": Bound("sum", one(">=", 1, "1"), ">= 1"),
    "any <= 5": Bound("any", one("<=", 5, "5"), "<= 5"),
    "each >= 5": Bound("each", one(">=", 5, "5"), ">= 5"),
    "series == 2": Bound("series", one("==", 2, "2"), "== 2"),
    "within <= 64": Bound("within", one("<=", 64, "64"), "<= 64"),
    "within <= 64MiB": Bound("within", one("<=", 67108864, "64MiB", "bytes"), "<= 64MiB"),
    "p99.9 <= 1m30s": Bound("p99.9", one("<=", 90, "1m30s", "seconds"), "<= 1m30s"),
    "max > -Inf": Bound("max", one(">", -math.inf, "-Inf"), "> -Inf"),
    "max < +Inf": Bound("max", one("<", math.inf, "+Inf"), "< +Inf"),
    "max != Inf": Bound("max", one("!=", math.inf, "Inf"), "!= Inf"),
    "sum == ${sent}": Bound(
        "sum", (Comparison("==", Quantity(math.nan, "${sent}", param="sent")),), "== ${sent}"
    ),
    "0 .. ${max}": Bound(
        "each",
        span(Quantity(0, "0"), Quantity(math.nan, "${max}", param="max")),
        "0 .. ${max}",
    ),
}  # fmt: skip

QUANTITY = "expected a quantity such as `5`, `1.5h`, `64MiB` or `100%`"
COMPARISON = "expected a comparison such as `>= 1` or `0 .. 5`"
BOUND = "expected `[AGGREGATE] COMPARISON` such as `sum >= 1`"
AGGREGATES = (
    "`any`, `avg`, `each`, `max`, `mean`, `min`, `observations`, `series`, `sum`, `total`, `within`"
)
OPERATORS = "expected one of >= > <= < == !="

BROKEN_BOUNDS = [
    ("", 0, "bad-comparison", f"found nothing, {BOUND}"),
    ("foo{a} >= 1", 0, "bad-comparison", f"found `foo{{a}} >= 1`, {BOUND}"),
    ("(1)", 0, "bad-comparison", f"found `(1)`, {BOUND}"),
    ("5", 0, "bad-comparison", "found `5` alone, expected a comparison such as `>= 5`"),
    ("sum", 0, "bad-comparison",
     "found `sum` alone, expected a comparison such as `>= 1` after it"),
    ("within", 0, "bad-comparison",
     "found `within` alone, expected a comparison such as `<= 1` after it"),
    ("within 600s", 7, "bad-comparison",
     "found `600s` alone, expected a comparison such as `within <= 600s`"),
    ("mean 60s", 5, "bad-comparison",
     "found `60s` alone, expected a comparison such as `mean >= 60s`"),
    ("sum foo >= 1", 4, "bad-comparison", f"found `foo >= 1` after `sum`, {COMPARISON}"),
    ("sume >= 1", 0, "unknown-aggregate",
     f"found the aggregate `sume`, expected one of {AGGREGATES}, `p50` … `p99.9`."
     " Did you mean `sum`?"),
    ("count >= 1", 0, "unknown-aggregate",
     f"found the aggregate `count`, expected one of {AGGREGATES}, `p50` … `p99.9`."),
    ("= 5", 0, "bad-comparison", f"found `=`, {OPERATORS}. Did you mean `==`?"),
    ("=> 5", 0, "bad-comparison", f"found `=>`, {OPERATORS}. Did you mean `>=`?"),
    ("sum ≥ 5", 4, "bad-comparison", f"found `≥`, {OPERATORS}. Did you mean `>=`?"),
    ("=~ 5", 0, "bad-comparison",
     f"found `=~`, {OPERATORS}. Patterns belong into matchers or `labels:`"),
    (">= ", 3, "bad-quantity", f"found the end, {QUANTITY}"),
    ("0 ..", 4, "bad-quantity", f"found the end, {QUANTITY}"),
    ("0 - 5", 2, "bad-comparison",
     "found `- 5` after `0`, expected `..` and a second bound. A range is written `0 .. B`"),
    ("0 5", 2, "bad-comparison", "found `5` after `0`, expected `..` and a second bound"),
    ("0 .. 5 s", 7, "bad-comparison",
     "found `s` after `0 .. 5`, expected nothing more."
     " A unit stands directly behind its number: `5s`"),
    (">= 1 and <= 5", 5, "bad-comparison",
     "found `and <= 5` after `>= 1`, expected nothing more."
     " A line holds one comparison: write a range `A .. B`, or a list of lines"),
    (">= 5sec", 4, "unknown-unit",
     "found the unit `sec`, expected one of d h m s ms us ns B kB MB GB KiB MiB GiB %."
     " Did you mean `5s`?"),
    ("== NaN", 3, "bad-quantity",
     "`NaN` equals nothing and is neither above nor below anything; write a number"),
    ("5 .. 1", 0, "never-holds", "`5 .. 1` can never hold: the lower bound stands first"),
    ("2m .. 90", 0, "never-holds", "`2m .. 90` can never hold: the lower bound stands first"),
    ("> Inf", 0, "never-holds", "`> Inf` can never hold: no number satisfies it"),
    ("< -Inf", 0, "never-holds", "`< -Inf` can never hold: no number satisfies it"),
    ("<= Inf", 0, "always-holds",
     "`<= Inf` cannot fail: every number satisfies it. For `not NaN` write `> -Inf`"),
    ("0 .. +Inf", 0, "always-holds",
     "`<= +Inf` cannot fail: every number satisfies it. Use `>=` or `<=`"),
    ("1s .. 1B", 0, "bad-quantity",
     "found seconds and bytes in one range, expected the same unit twice"),
]  # fmt: skip

OBSERVED = Bound("observations", one(">=", 1, "1"), ">= 1")

LINES = {
    "foo": Line("", is_histogram=False, series=parse_series("foo"), bound=None),
    "foo{a} >= 1": Line(
        "any",
        is_histogram=False,
        series=parse_series("foo{a}"),
        bound=Bound("any", one(">=", 1, "1"), ">= 1"),
    ),
    "foo>=1": Line(
        "any",
        is_histogram=False,
        series=parse_series("foo"),
        bound=Bound("any", one(">=", 1, "1"), ">= 1"),
    ),
    "foo 0 .. 1": Line(
        "each",
        is_histogram=False,
        series=parse_series("foo"),
        bound=Bound("each", span(Quantity(0, "0"), Quantity(1, "1")), "0 .. 1"),
    ),
    "histogram foo{a}": Line(
        "observations", is_histogram=True, series=parse_series("foo{a}"), bound=OBSERVED
    ),
    "histogram foo >= 5": Line(
        "observations",
        is_histogram=True,
        series=parse_series("foo"),
        bound=Bound("observations", one(">=", 5, "5"), ">= 5"),
    ),
    'sum {"a.b", c} < 5': Line(
        "sum",
        is_histogram=False,
        series=parse_series('{"a.b", c}'),
        bound=Bound("sum", one("<", 5, "5"), "< 5"),
    ),
    "p95 foo{a} <= 60s": Line(
        "p95",
        is_histogram=False,
        series=parse_series("foo{a}"),
        bound=Bound("p95", one("<=", 60, "60s", "seconds"), "<= 60s"),
    ),
    "summary > 1": Line(
        "any",
        is_histogram=False,
        series=parse_series("summary"),
        bound=Bound("any", one(">", 1, "1"), "> 1"),
    ),
}

WORDS = (
    "expected a series or one of `any`, `avg`, `each`, `histogram`, `max`, `mean`, `min`,"
    " `observations`, `series`, `sum`, `total`, `within` before it."
)
FUNCTIONS = (
    "expected a series without functions, parentheses or ranges."
    " Write PromQL under `holds:` or `never:`"
)

BROKEN_LINES = [
    ("histgram x", 0, "unknown-aggregate",
     f"found `histgram` before `x`, {WORDS} Did you mean `histogram`?"),
    ("foo bar >= 1", 0, "unknown-aggregate", f"found `foo` before `bar >= 1`, {WORDS}"),
    ("sum >= 1", 0, "bad-line",
     "found `sum >= 1`, expected a series after `sum`, such as `sum http_requests_total{code}`."
     ' A metric of that name is written `{"sum"}`'),
    ("histogram", 0, "bad-line",
     "found `histogram`, expected a series after `histogram`, such as"
     " `histogram http_requests_total{code}`."
     ' A metric of that name is written `{"histogram"}`'),
    ("sum foo", 7, "bad-comparison",
     "found `sum` without a comparison, expected one such as `>= 1` at the end"),
    ("within foo", 10, "bad-comparison",
     "found `within` without a comparison, expected one such as `<= 1` at the end"),
    ("within foo 600s", 11, "bad-comparison",
     "found `600s` alone, expected a comparison such as `<= 600s`"),
    ("sum(foo) > 1", 3, "bad-line",
     "found `sum(foo) > 1`, expected `sum SERIES COMPARISON` without parentheses."
     " Write PromQL under `holds:` or `never:`"),
    ("rate(foo[5m]) > 1", 4, "bad-line", f"found `rate(foo[5m]) > 1`, {FUNCTIONS}"),
    ("foo[5m] > 1", 3, "bad-line", f"found `foo[5m] > 1`, {FUNCTIONS}"),
    ("sum by (a) (foo) > 1", 7, "bad-line", f"found `by (a) (foo) > 1`, {FUNCTIONS}"),
    ("foo + bar > 1", 4, "bad-comparison", f"found `+ bar > 1` after `foo`, {COMPARISON}"),
    ("foo 5", 4, "bad-comparison",
     "found `5` alone, expected a comparison such as `>= 5`"),
    ("foo >= 5S", 8, "unknown-unit",
     "found the unit `S`, expected one of d h m s ms us ns B kB MB GB KiB MiB GiB %."
     " Did you mean `5s`?"),
    ("http.requests >= 1", 4, "bad-series",
     "found `.requests` in a name, expected letters, digits, `_` or `:`."
     ' A UTF-8 metric name is written `{"http.requests"}`'),
    ('foo{a="x', 6, "bad-string", 'found `"x`, expected a closing "'),
    ("", 0, "bad-series",
     "found nothing, expected a series such as `http_requests_total{code, method}`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bound"), BOUNDS.items(), ids=BOUNDS)
def test_a_bound_is_read(text: str, bound: Bound) -> None:
    assert parse_bound(text) == bound


@pytest.mark.parametrize(
    ("text", "offset", "code", "message"), BROKEN_BOUNDS, ids=[repr(r[0]) for r in BROKEN_BOUNDS]
)
def test_a_broken_bound_is_refused(text: str, offset: int, code: str, message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_bound(text)
    assert (caught.value.offset, caught.value.code, str(caught.value)) == (offset, code, message)


@pytest.mark.parametrize(("text", "line"), LINES.items(), ids=LINES)
def test_a_line_is_read(text: str, line: Line) -> None:
    assert parse_line(text) == line
    assert parse_line(f"  {text}\n") == line


@pytest.mark.parametrize(
    ("text", "offset", "code", "message"), BROKEN_LINES, ids=[repr(r[0]) for r in BROKEN_LINES]
)
def test_a_broken_line_is_refused(text: str, offset: int, code: str, message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_line(text)
    assert (caught.value.offset, caught.value.code, str(caught.value)) == (offset, code, message)


def test_the_words_of_new_kinds_are_read() -> None:
    assert parse_line("spread foo < 5", aggregates=("spread",)).aggregate == "spread"
    assert parse_bound("spread < 5", aggregates=("spread",)).aggregate == "spread"


RESOLVED = {
    "whole": ("sum == ${sent}", {"sent": "12"}, Bound("sum", one("==", 12, "12"), "== 12")),
    "with a unit": (
        "mean <= ${max}",
        {"max": "2m"},
        Bound("mean", one("<=", 120, "2m", "seconds"), "<= 2m"),
    ),
    "a range": (
        "${low} .. 5",
        {"low": "1"},
        Bound("each", span(Quantity(1, "1"), Quantity(5, "5")), "1 .. 5"),
    ),
    "left open": ("sum == ${sent}", {}, parse_bound("sum == ${sent}")),
    "none": ("sum == 1", {"sent": "12"}, parse_bound("sum == 1")),
}

UNRESOLVED = {
    "no quantity": (
        "sum == ${sent}",
        {"sent": "many"},
        "the param `sent` is no quantity: found `many`, expected a number such as `5`, `1.5h`,"
        " `250ms`, `64MiB` or `100%`",
    ),
    "another param": (
        "sum == ${sent}",
        {"sent": "${x}"},
        "the param `sent` is `${x}`, expected a quantity",
    ),
    "a range upside down": (
        "${low} .. 5",
        {"low": "9"},
        "`9 .. 5` can never hold: the lower bound stands first",
    ),
}


@pytest.mark.parametrize(("text", "params", "bound"), RESOLVED.values(), ids=RESOLVED)
def test_params_are_put_into_quantities(text: str, params: dict[str, str], bound: Bound) -> None:
    assert resolve_bound(parse_bound(text), params=params) == bound


@pytest.mark.parametrize(("text", "params", "message"), UNRESOLVED.values(), ids=UNRESOLVED)
def test_a_param_must_make_sense(text: str, params: dict[str, str], message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        resolve_bound(parse_bound(text), params=params)
    assert str(caught.value) == message


WORDS_AND_SIGNS = 'sum histogram p95 foo { } a "x" = , >= .. 1 5s ( [ ${p} NaN Inf - . ! ~ µ \x00'
PIECES = st.sampled_from([*WORDS_AND_SIGNS.split(" "), " ", "\n"])


@given(st.lists(PIECES, max_size=12).map("".join) | st.text())
@settings(deadline=None, max_examples=1000)
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_line, parse_bound):
        assert len(str(refusal(parse, text))) < 900


AGGREGATE = st.sampled_from(["any", "sum", "mean", "series", "p95", "within"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: f"{value:.6g}")


@given(AGGREGATE, st.sampled_from([">=", ">", "<=", "<", "==", "!="]), NUMBERS)
@settings(deadline=None)
def test_a_printed_bound_reads_back(aggregate: str, op: str, number: str) -> None:
    bound = parse_bound(f"{aggregate} {op} {number}")
    assert (bound.aggregate, bound.comparisons[0].op) == (aggregate, op)
    assert parse_bound(f"{bound.aggregate} {bound.text}") == bound


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("foo " * 10**6, id="words"),
        pytest.param(">= " * 10**6, id="operators"),
        pytest.param("a" * 10**6 + " b", id="a word"),
        pytest.param("foo >= 1" + " " * 10**6 + "x", id="spaces"),
        pytest.param("foo " + "=" * 10**6, id="one operator"),
        pytest.param("sum " * 10**6, id="aggregates"),
        pytest.param("foo 1 .. " * 10**5, id="ranges"),
        pytest.param(">= ${" + "a" * 10**6, id="a param"),
        pytest.param("foo" + ".x" * 10**6, id="a name"),
        pytest.param("foo >= " + "1m" * 10**6, id="durations"),
    ],
)
def test_a_long_text_is_refused_with_a_short_message(text: str) -> None:
    for parse in (parse_line, parse_bound):
        with pytest.raises(BadNotation) as caught:
            parse(text)
        assert len(str(caught.value)) < 900
