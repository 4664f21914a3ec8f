"""The series grammar: read, printed, refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.errors import BadNotation
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.series import format_series, parse_series, read_series
from tests.notation.refusing import refusal

EQUAL, NOT_EQUAL, REGEX, NOT_REGEX = MatchOp

READ = {
    "a bare name": ("up", Series("up"), "up"),
    "colons": (":job:up:sum", Series(":job:up:sum"), ":job:up:sum"),
    "empty braces": ("up{}", Series("up"), "up"),
    "all operators": (
        'up{a="1", b!="2", c=~"3|4", d!~"5"}',
        Series(
            "up",
            (
                Matcher("a", EQUAL, "1"),
                Matcher("b", NOT_EQUAL, "2"),
                Matcher("c", REGEX, "3|4"),
                Matcher("d", NOT_REGEX, "5"),
            ),
        ),
        'up{a="1",b!="2",c=~"3|4",d!~"5"}',
    ),
    "bare labels": (
        'up{a, b="1", c}',
        Series("up", (Matcher("b", EQUAL, "1"),), ("a", "c")),
        'up{b="1",a,c}',
    ),
    "spaces": (
        'up { a = "1" ,\n b }',
        Series("up", (Matcher("a", EQUAL, "1"),), ("b",)),
        'up{a="1",b}',
    ),
    "a trailing comma": (
        'up{le="1",}',
        Series("up", (Matcher("le", EQUAL, "1"),)),
        'up{le="1"}',
    ),
    "other quotes": (
        "up{a='\"', b=`\\d`}",
        Series("up", (Matcher("a", EQUAL, '"'), Matcher("b", EQUAL, "\\d"))),
        'up{a="\\"",b="\\\\d"}',
    ),
    "braces and commas in values": (
        'up{a="},{x=\\"1\\""}',
        Series("up", (Matcher("a", EQUAL, '},{x="1"'),)),
        'up{a="},{x=\\"1\\""}',
    ),
    "params stay": (
        'up{a="${p}", b=~"${p:regex}", c="$${x}"}',
        Series(
            "up",
            (
                Matcher("a", EQUAL, "${p}"),
                Matcher("b", REGEX, "${p:regex}"),
                Matcher("c", EQUAL, "$${x}"),
            ),
        ),
        'up{a="${p}",b=~"${p:regex}",c="$${x}"}',
    ),
    "a UTF-8 name": ('{"a.b"}', Series("a.b"), '{"a.b"}'),
    "a UTF-8 name and labels": (
        '{"a.b", c, "d.e"="x", "f.g"}',
        Series("a.b", (Matcher("d.e", EQUAL, "x"),), ("c", "f.g")),
        '{"a.b","d.e"="x",c,"f.g"}',
    ),
    "a name behind a label": ("{c, 'a.b'}", Series("a.b", (), ("c",)), '{"a.b",c}'),
    "an ordinary name in quotes": ('{"up"}', Series("up"), "up"),
    "a bare UTF-8 label": ('up{"a.b"}', Series("up", (), ("a.b",)), 'up{"a.b"}'),
    "part of a histogram": ("h_bucket", Series("h_bucket"), "h_bucket"),
    "one label, two matchers": (
        'up{a!="1", a!="2"}',
        Series("up", (Matcher("a", NOT_EQUAL, "1"), Matcher("a", NOT_EQUAL, "2"))),
        'up{a!="1",a!="2"}',
    ),
    "two values by params": (
        'up{a="${p}", a="1"}',
        Series("up", (Matcher("a", EQUAL, "${p}"), Matcher("a", EQUAL, "1"))),
        'up{a="${p}",a="1"}',
    ),
}

ITEM = 'expected a label, a matcher such as `label="value"`, or `}`'
SERIES = "expected a series such as `http_requests_total{code, method}`"
NAMELESS = 'found braces without a metric name, expected `name{…}` or `{"utf8.name", …}`'
NAME_LABEL = (
    "found `__name__`, expected labels only: the name stands before the braces."
    " For several metrics use `holds:` or `never:`"
)

BROKEN = {
    "nothing": (" ", 1, f"found nothing, {SERIES}"),
    "a number": ("5", 0, f"found `5`, {SERIES}"),
    "a quoted name": (
        '"a.b"',
        0,
        f'found `"a.b"`, {SERIES}. A quoted metric name stands inside the braces:'
        ' `{"utf8.name", label}`',
    ),
    "a param as name": (
        "${m}",
        0,
        f"found `${{m}}`, {SERIES}. A param is put into values only, never into a name",
    ),
    "another script": (
        "größe",
        2,
        "found `öße` after the series `gr`, expected nothing more",
    ),
    "a leading letter of another script": (
        "öl",
        0,
        f'found `öl`, {SERIES}. A UTF-8 metric name is written `{{"öl"}}`',
    ),
    "more": ("up x", 3, "found `x` after the series `up`, expected nothing more"),
    "no name": ("{a}", 0, NAMELESS),
    "no name, a matcher": ('{a="1"}', 0, NAMELESS),
    "an empty name": (
        '{""}',
        1,
        "found an empty name, expected the name of a metric or of a label",
    ),
    "the name as a matcher": ('up{__name__="x"}', 3, NAME_LABEL),
    "the name as a label": ("up{__name__}", 3, NAME_LABEL),
    "only a brace": ("up{", 3, f"found the end, {ITEM}"),
    "no closing brace": ("up{a", 2, "found the end, expected a closing } for `{a`"),
    "no closing quote": ('up{a="x}', 5, 'found `"x}`, expected a closing "'),
    "no comma": ("up{a b}", 5, "found `b}`, expected `,` or `}`"),
    "two commas": ("up{a,,b}", 5, f"found `,b}}`, {ITEM}"),
    "a comma alone": ("up{,}", 3, f"found `,}}`, {ITEM}"),
    "no value": ("up{a=", 5, 'found the end, expected a value in quotes: `a="value"`'),
    "no quotes": ("up{a=x}", 5, 'found `x`, expected a value in quotes: `a="x"`'),
    "no quotes around a param": (
        "up{a=~${p}}",
        6,
        'found `${p}`, expected a value in quotes: `a=~"${p}"`',
    ),
    "two equals signs": (
        'up{a=="x"}',
        4,
        "found `==`, expected one of = != =~ !~. Write `=`",
    ),
    "half an operator": (
        'up{a!"x"}',
        4,
        "found `!`, expected one of = != =~ !~. Write `!=`",
    ),
    "a dot in a label": (
        "up{a.b}",
        3,
        "found `a.b`, expected the name of a label."
        ' A name with other characters is written in quotes: `"a.b"`',
    ),
    "a param as label": (
        "up{${p}}",
        3,
        "found `$`, expected the name of a label."
        " A param is put into values only, never into a name",
    ),
    "a label twice": ("up{a, a}", 6, "found the label `a` twice; write it once"),
    "a matcher twice": (
        'up{a="x", a="x"}',
        10,
        'found the matcher `a="x"` twice; write it once',
    ),
}


@pytest.mark.parametrize(("text", "series", "canonical"), READ.values(), ids=READ)
def test_a_series_is_read_and_printed(text: str, series: Series, canonical: str) -> None:
    expected = Series(series.name, series.matchers, series.bare_labels, text)
    assert parse_series(f" {text} ") == expected
    assert format_series(expected) == canonical


@pytest.mark.parametrize(("text", "offset", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_series_is_refused(text: str, offset: int, message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_series(text)
    assert (caught.value.offset, str(caught.value)) == (offset, message)
    assert caught.value.code in {"bad-series", "bad-string"}


def test_a_label_with_two_values_matches_nothing() -> None:
    with pytest.raises(BadNotation) as caught:
        parse_series('up{a="x", a="y"}')
    assert (caught.value.offset, caught.value.code) == (10, "never-matches")
    assert str(caught.value) == (
        'found `a` equal to both `x` and `y`, which no series is. For either write `a=~"A|B"`'
    )


def test_a_series_is_read_within_a_text() -> None:
    assert read_series("sum up >= 1", start=4) == (Series("up", text="up"), 6)


NAMES = st.text(min_size=1) | st.from_regex(r"[a-z_:][a-z0-9_:]*", fullmatch=True)
LABELS = st.text(min_size=1).filter(lambda label: label != "__name__")
MATCHERS = st.builds(Matcher, LABELS, st.sampled_from([NOT_EQUAL, REGEX, NOT_REGEX]), st.text())


@st.composite
def series(draw: st.DrawFn) -> Series:
    """Any series that the grammar can say, as canonical text says it."""
    matchers = draw(st.lists(MATCHERS, unique=True, max_size=4))
    bare = draw(st.lists(LABELS, unique=True, max_size=4))
    return Series(draw(NAMES), tuple(matchers), tuple(bare))


@given(series())
@settings(deadline=None)
def test_a_printed_series_reads_back(given_series: Series) -> None:
    text = format_series(given_series)
    read = parse_series(text)
    assert (read.name, read.matchers) == (given_series.name, given_series.matchers)
    assert (read.bare_labels, read.text) == (given_series.bare_labels, text)


@given(st.text(st.sampled_from("ab_:{},=!~\"'`\\ $1.\n") | st.characters()))
@settings(deadline=None, max_examples=500)
def test_any_text_is_a_series_or_is_refused(text: str) -> None:
    if refusal(parse_series, text) is None:
        read = parse_series(text)
        assert format_series(parse_series(format_series(read))) == format_series(read)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10**6 + "%",
        "up{" * 10**6,
        "up{" + "a," * 10**5 + "a}",
        'up{a="' + "\\n" * 10**6,
        "up" + " " * 10**6 + "}",
        "up{a=" + "x" * 10**6,
    ],
    ids=["name", "braces", "items", "escapes", "spaces", "value"],
)
def test_a_long_text_is_refused_with_a_short_message(text: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_series(text)
    assert len(str(caught.value)) < 400
