"""Where YAML bites although the file is valid: a cut text, a split line, a first sign."""

import pytest

from metrics_check.load.quoting import explain_cut, explain_key, explain_start, value_on
from metrics_check.load.yaml import read_document
from metrics_check.located import Items, Place, Text

QUOTES = "put the whole text in single quotes"

CUTS = {
    "a cut in a value": (
        '  - foo{a="x #1"} >= 1',
        f"YAML cut the text at ` #`, where a comment begins; {QUOTES}: 'foo{{a=\"x #1\"}} >= 1'",
    ),
    "a cut behind two spaces": (
        "  - it's  #1",
        f"YAML cut the text at ` #`, where a comment begins; {QUOTES}: 'it''s  #1'",
    ),
    "a long line": (
        "  - a #" + "x" * 200,
        f"YAML cut the text at ` #`, where a comment begins; {QUOTES}",
    ),
    "no comment": ('  - foo{a="x#1"} >= 1', None),
    "in quotes": ("  - 'foo' # c", None),
}


@pytest.mark.parametrize(("line", "expected"), CUTS.values(), ids=CUTS)
def test_a_cut_is_explained(line: str, expected: str | None) -> None:
    items = read_document(f"x:\n{line}\n".encode(), path="f").get("x")
    assert isinstance(items, Items)
    text = items.items[0]
    assert isinstance(text, Text)
    assert explain_cut(text, line) == expected


def test_a_text_of_another_line_was_not_cut() -> None:
    assert explain_cut(Text(Place("f", 1, 5), "foo"), "  - bar # c") is None
    assert explain_cut(Text(Place("f", 1, 5), "foo", is_exact=False), "  - foo # c") is None


@pytest.mark.parametrize(
    ("key", "line", "expected"),
    [
        (Text(Place("f", 1, 3), "expect"), "  expect: 1", None),
        (Text(Place("f", 1, 4), 'a{b="c', is_plain=False), "  'a{b=\"c': 1", None),
        (
            Text(Place("f", 1, 3), 'a{b="c'),
            '- a{b="c: d"}',
            'YAML split the text at `: ` and reads `a{b="c` as a key;'
            f" {QUOTES}: 'a{{b=\"c: d\"}}'",
        ),
    ],
    ids=["an ordinary key", "a quoted key", "a split line"],
)
def test_a_split_line_is_explained(key: Text, line: str, expected: str | None) -> None:
    assert explain_key(key, line) == expected


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("  - foo >= 1", "foo >= 1"),
        ("expect: > 5", "> 5"),
        ("  - series: {a}", "{a}"),
        ("- - x", "x"),
        ("- -5 .. 5", "-5 .. 5"),
        ("a.b-c: x", "x"),
        ("a:b", "a:b"),
        ("", ""),
    ],
)
def test_the_value_of_a_line(line: str, value: str) -> None:
    assert value_on(line) == value


def test_an_ordinary_value_needs_no_quotes() -> None:
    assert explain_start("  - foo >= 1") is None
    assert explain_start("expect:") is None
