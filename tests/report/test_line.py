"""Lines are wrapped at spaces, aligned where there is room, and never a command of a log viewer."""

import pytest

from metrics_check.report.line import Span, beside, document, listed, plain, wrapped


def test_long_words_stay_whole() -> None:
    words = "a " * 45 + "x" * 120 + " end"
    assert plain(wrapped(words, indent=4)) == (
        "    " + "a " * 44 + "a\n" + " " * 6 + "x" * 120 + "\n" + "      end\n"
    )


COMMANDS = [
    pytest.param("::error::x", "\\x3a:error::x", id="at-the-start"),
    pytest.param("a ::error::x", "a ::error::x", id="within-a-line"),
    pytest.param("a ##[add-mask]x", "a \\x23#[add-mask]x", id="old-style-anywhere"),
    pytest.param("b" * 99 + " ::error::x", "b" * 99 + "\n  \\x3a:error::x", id="after-a-break"),
]


@pytest.mark.parametrize(("text", "expected"), COMMANDS)
def test_no_value_becomes_a_command(text: str, expected: str) -> None:
    assert plain(wrapped(text, indent=0)) == expected + "\n"


BESIDE = [
    pytest.param("left", "right", "left" + " " * 26 + "right\n", id="at-the-column"),
    pytest.param("l" * 40, "right", "l" * 40 + "  right\n", id="left-is-long"),
    pytest.param("left", "r" * 90, "left" + " " * 6 + "r" * 90 + "\n", id="right-is-long"),
    pytest.param("l" * 60, "r" * 60, "l" * 60 + "\n" + " " * 40 + "r" * 60 + "\n", id="below"),
    pytest.param("left", "r" * 120, "left\n    " + "r" * 120 + "\n", id="wider-than-all"),
]


@pytest.mark.parametrize(("left", "right", "expected"), BESIDE)
def test_puts_a_place_beside_a_title(left: str, right: str, expected: str) -> None:
    assert plain(beside((Span(left),), Span(right), column=30)) == expected


LISTED = [
    pytest.param([], "", id="none"),
    pytest.param(["a", "b", "a"], "a, b", id="each-once"),
    pytest.param(["aaaa", "bbbb"], "aaaa, bbbb", id="just-fits"),
    pytest.param(["aaaa", "bbbb", "c"], "aaaa, …", id="the-rest-is-told"),
    pytest.param(["a" * 20], "…", id="not-even-one"),
]


@pytest.mark.parametrize(("names", "expected"), LISTED)
def test_lists_what_fits(names: list[str], expected: str) -> None:
    assert listed(names, room=10) == expected


def test_a_document_keeps_its_lines() -> None:
    text = '{\n  "a": "\\u2028"\n}\n'
    assert plain(document(text)) == text
