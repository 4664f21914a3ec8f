"""How messages show a text and suggest a word."""

import pytest

from metrics_check.notation.words import did_you_mean, listed, nearest, shown


def test_a_text_is_shown_in_backticks_and_safe() -> None:
    assert shown("a\x1b[0m\n") == "`a\\x1b[0m\\n`"


def test_a_long_text_is_cut() -> None:
    assert shown("x" * 61) == "`" + "x" * 59 + "…`"
    assert shown("x" * 60) == "`" + "x" * 60 + "`"


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("histgram", "histogram"),
        ("SUM", "sum"),
        ("zzz", None),
        ("", None),
        ("histogram" * 1000, None),
    ],
    ids=["a letter missing", "case", "nothing near", "empty", "long"],
)
def test_the_nearest_word(word: str, near: str | None) -> None:
    assert nearest(word, known=["histogram", "sum"]) == near


def test_a_suggestion_is_a_sentence_or_nothing() -> None:
    assert did_you_mean("expct", known=["expect", "warn"]) == " Did you mean `expect`?"
    assert did_you_mean("zzz", known=["expect", "warn"]) == ""


def test_names_are_listed() -> None:
    assert listed(["a", "b"]) == "`a`, `b`"
