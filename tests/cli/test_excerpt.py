"""A problem is shown with its line and a caret, if it has the line."""

import pytest

from metrics_check.cli.excerpt import with_excerpt
from metrics_check.located import Place, Problem

EXCERPTS = {
    "a short line": ("a: bc", 4, ["    a: bc", "       ^"]),
    "indentation is left out": ("      - a: bc", 9, ["    - a: bc", "      ^"]),
    "within the indentation": ("      - a: bc", 3, ["    - a: bc", "    ^"]),
    "the first column": ("a", 1, ["    a", "    ^"]),
    "behind the end": ("ab", 99, ["    ab", "      ^"]),
    "a tab before it": ("\ta", 2, ["    \\ta", "      ^"]),
    "wide letters before it": ("日本 x", 4, ["    日本 x", "         ^"]),
    "a combining mark before it": ("e\u0301 x", 4, ["    e\u0301 x", "      ^"]),
    "an escape sequence": ("\x1b[31mx", 6, ["    \\x1b[31mx", "            ^"]),
    "96 columns fit": ("x" * 96, 96, ["    " + "x" * 96, "    " + " " * 95 + "^"]),
    "a long line, its start": ("x" * 300, 1, ["    " + "x" * 94 + "…", "    ^"]),
    "a long line, its middle": (
        "a" * 149 + "b" + "c" * 150,
        150,
        ["    …" + "a" * 64 + "b" + "c" * 29 + "…", "     " + " " * 64 + "^"],
    ),
    "a long line, its end": (
        "a" * 299 + "b",
        300,
        ["    …" + "a" * 64 + "b", "     " + " " * 64 + "^"],
    ),
    "a long line of wide letters": (
        "日" * 100 + "b" + "本" * 100,
        101,
        ["    …" + "日" * 32 + "b" + "本" * 14 + "…", "     " + " " * 64 + "^"],
    ),
    "a line as long as a file": (
        "a" * 10**6 + "b" + "c" * 10**6,
        10**6 + 1,
        ["    …" + "a" * 64 + "b" + "c" * 29 + "…", "     " + " " * 64 + "^"],
    ),
    "no line": ("", 1, []),
    "a blank line": ("   ", 2, []),
}


@pytest.mark.parametrize(("line", "column", "expected"), EXCERPTS.values(), ids=EXCERPTS)
def test_excerpt(line: str, column: int, expected: list[str]) -> None:
    problem = Problem(Place("a.yaml", 7, column), "code", "What is wrong.", line)
    assert with_excerpt(problem).split("\n") == [str(problem), *expected]
