"""PromQL and RE2 literals: escapes as Go has them, both ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.errors import BadNotation
from metrics_check.notation.text import quote, quote_regex, read_literal, unquote
from tests.notation.refusing import refusal

LITERALS = {
    "plain": ('"a b"', "a b"),
    "single quotes": ("'a \"b\"'", 'a "b"'),
    "back quotes keep all": ("`\\n ' \" ${p}\n`", "\\n ' \" ${p}\n"),
    "short escapes": (r'"\a\b\f\n\r\t\v\\\""', '\a\b\f\n\r\t\v\\"'),
    "a single quote in single quotes": (r"'\''", "'"),
    "hex": (r'"\x41\x7e"', "A~"),
    "octal": (r'"\101\012"', "A\n"),
    "utf-8 by bytes": (r'"\xc3\xa9\303\251"', "éé"),
    "four digits": (r'"\u00e9"', "é"),
    "eight digits": (r'"\U0001F600"', "😀"),
    "a param stays": ('"${p} $${q}"', "${p} $${q}"),
    "empty": ('""', ""),
}

BROKEN = {
    "nothing": ("", 0, 'found nothing, expected a text in quotes such as "value"'),
    "no quote": ("abc", 0, 'found `abc`, expected a text in quotes such as "value"'),
    "unclosed": ('"abc', 0, 'found `"abc`, expected a closing "'),
    "unclosed by its escape": ('"abc\\"', 0, 'found `"abc\\"`, expected a closing "'),
    "unclosed raw": ("`abc", 0, "found ``abc`, expected a closing `"),
    "a line end": ('"a\nb"', 0, 'found `"a\\nb"`, expected a closing "'),
    "more": ('"a"b', 3, "found `b` after the closing quote"),
    "bytes that are not utf-8": (
        r'"\xff"',
        0,
        "the escapes of this text do not make valid UTF-8",
    ),
}

BROKEN_ESCAPES = {
    "unknown": (r'"a\d"', 2, r"\d"),
    "the other quote": (r'"\'"', 1, r"\'"),
    "a regex class": (r'"a\.b"', 2, r"\."),
    "short hex": (r'"\x4"', 1, r"\x4\""),
    "octal above a byte": (r'"\400"', 1, r"\400"),
    "half a surrogate pair": (r'"\ud800"', 1, r"\ud800"),
    "beyond Unicode": (r'"\U00110000"', 1, r"\U00110000"),
    "digits of another script": ('"\\u00e٣"', 1, "\\u00e٣"),
    "at the end": ('"\\', 1, "\\"),
}


@pytest.mark.parametrize(("literal", "value"), LITERALS.values(), ids=LITERALS)
def test_a_literal_is_unquoted(literal: str, value: str) -> None:
    assert unquote(literal) == value


@pytest.mark.parametrize(("literal", "offset", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_literal_is_refused(literal: str, offset: int, message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        unquote(literal)
    assert (caught.value.offset, caught.value.code) == (offset, "bad-string")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("literal", "offset", "escape"), BROKEN_ESCAPES.values(), ids=BROKEN_ESCAPES
)
def test_a_broken_escape_is_shown(literal: str, offset: int, escape: str) -> None:
    with pytest.raises(BadNotation) as caught:
        unquote(literal)
    assert (caught.value.offset, caught.value.code) == (offset, "bad-string")
    assert str(caught.value) == (
        f"found the escape `{escape.replace(chr(92) + chr(34), chr(34))}`, expected one of"
        ' \\n \\t \\r \\\\ \\" \\xNN \\NNN \\uNNNN \\UNNNNNNNN. For a backslash itself write `\\\\`'
    )


def test_a_literal_is_read_within_a_text() -> None:
    assert read_literal('a="x",b', start=2) == ("x", 5)


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ('a"b\\c', r'"a\"b\\c"'),
        ("a\nb\tc", r'"a\nb\tc"'),
        ("\x00\x1b\x7f", r'"\x00\x1b\x7f"'),
        ("\x85\u202e", r'"\u0085\u202e"'),
        ("é😀", '"é😀"'),
        ("\U000e0001", r'"\U000e0001"'),
    ],
    ids=["quotes", "line ends", "controls", "reordering", "letters", "tags"],
)
def test_a_value_is_quoted(value: str, literal: str) -> None:
    assert quote(value) == literal


def test_a_regex_is_quoted_as_go_does() -> None:
    assert quote_regex(r"a.b*[c]\d|^$(){}?+ -/é") == r"a\.b\*\[c\]\\d\|\^\$\(\)\{\}\?\+ -/é"


@given(st.text())
@settings(deadline=None)
def test_unquote_undoes_quote(value: str) -> None:
    assert unquote(quote(value)) == value
    assert quote(value).isprintable()


@given(st.text(st.characters() | st.sampled_from("\"'`\\xuU0189abn\ud800")))
@settings(deadline=None, max_examples=500)
def test_any_text_is_a_literal_or_is_refused(text: str) -> None:
    if refusal(unquote, text) is None:
        value = unquote(text)
        assert unquote(quote(value)) == value
