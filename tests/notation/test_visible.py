"""What does not print is shown as an escape; what prints is left alone."""

import pytest

from metrics_check.notation.visible import visible

SHOWN = [
    pytest.param("", "", id="empty"),
    pytest.param('plain 1.5 {a="b"}', 'plain 1.5 {a="b"}', id="plain"),
    pytest.param("größer ✓ 日本 😀", "größer ✓ 日本 😀", id="letters-and-signs-of-the-world"),
    pytest.param("a\nb\r\tc", "a\\nb\\r\\tc", id="line-breaks-and-tab"),
    pytest.param("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m", id="ansi-colour"),
    pytest.param("\x1b]0;title\x07", "\\x1b]0;title\\x07", id="terminal-title"),
    pytest.param("\x00\x7f", "\\x00\\x7f", id="nul-and-delete"),
    pytest.param("\x9b31m\x85", "\\u009b31m\\u0085", id="c1-is-no-byte-escape"),
    pytest.param("admin\u202etxt.exe", "admin\\u202etxt.exe", id="bidi-override"),
    pytest.param("a\u2066b\u2069", "a\\u2066b\\u2069", id="bidi-isolate"),
    pytest.param("a\u200bb\ufeff", "a\\u200bb\\ufeff", id="zero-width"),
    pytest.param("a\u2028b\u00a0c", "a\\u2028b\\u00a0c", id="separators-that-look-like-a-space"),
    pytest.param("\U000e0041", "\\U000e0041", id="tag-character"),
    pytest.param("\udc80", "\\udc80", id="lone-surrogate"),
    pytest.param("\\x1b", "\\x1b", id="a-typed-backslash-stays"),
]


@pytest.mark.parametrize(("text", "expected"), SHOWN)
def test_shows_what_does_not_print(text: str, expected: str) -> None:
    assert visible(text) == expected
    assert visible(expected) == expected
    assert expected.isprintable()
