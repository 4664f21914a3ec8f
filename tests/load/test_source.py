"""Lines with a caret, and files read within a bound."""

from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits
from metrics_check.load.source import SourceText, read_source, render_problem
from metrics_check.located import Place, Problem


def caret(line: str, column: int) -> list[str]:
    """The two lines that show a place."""
    return SourceText("f", (line,)).caret(Place("f", 1, column)).split("\n")


CARETS = {
    "a short line": ("a: bc", 4, ["  a: bc", "     ^"]),
    "the first column": ("a", 1, ["  a", "  ^"]),
    "behind the end": ("ab", 99, ["  ab", "    ^"]),
    "a tab before it": ("\ta", 2, ["  \\ta", "    ^"]),
    "wide letters before it": ("日本 x", 4, ["  日本 x", "       ^"]),
    "a combining mark before it": ("e\u0301 x", 4, ["  e\u0301 x", "    ^"]),
    "an escape sequence": ("\x1b[31mx", 6, ["  \\x1b[31mx", "          ^"]),
    "96 columns fit": ("x" * 96, 96, ["  " + "x" * 96, "  " + " " * 95 + "^"]),
    "a long line, its start": ("x" * 300, 1, ["  " + "x" * 94 + "…", "  ^"]),
    "a long line, its middle": (
        "a" * 149 + "b" + "c" * 150,
        150,
        ["  …" + "a" * 64 + "b" + "c" * 29 + "…", "   " + " " * 64 + "^"],
    ),
    "a long line, its end": (
        "a" * 299 + "b",
        300,
        ["  …" + "a" * 64 + "b", "   " + " " * 64 + "^"],
    ),
    "a line as long as a file": (
        "a" * 10**6 + "b" + "c" * 10**6,
        10**6 + 1,
        ["  …" + "a" * 64 + "b" + "c" * 29 + "…", "   " + " " * 64 + "^"],
    ),
}


@pytest.mark.parametrize(("line", "column", "shown"), CARETS.values(), ids=CARETS)
def test_a_caret_stands_below_its_column(line: str, column: int, shown: list[str]) -> None:
    assert caret(line, column) == shown


def test_a_blank_line_or_none_shows_nothing() -> None:
    source = SourceText.of(b"a: 1\n\n", path="f")
    assert [source.caret(Place("f", line)) for line in (2, 3, 9)] == ["", "", ""]


def test_lines_end_in_three_ways_only() -> None:
    source = SourceText.of("\ufeffa\r\nb\rc\nd\u2028e\x85\x0bf".encode(), path="f")
    assert source.lines == ("a", "b", "c", "d\u2028e\x85\x0bf")
    assert [source.line(number) for number in (0, 1, 4, 5)] == ["", "a", "d\u2028e\x85\x0bf", ""]


def test_what_is_no_utf8_still_has_lines() -> None:
    assert SourceText.of(b"a\xff\nb", path="f").lines == ("a\ufffd", "b")


def test_a_problem_is_rendered_with_its_line() -> None:
    source = SourceText.of(b"a: 1\nb: x\n", path="f.yaml")
    problem = Problem(Place("f.yaml", 2, 4), "code", "found `x`, expected a number")
    assert render_problem(problem, source) == (
        "f.yaml:2:4: found `x`, expected a number\n  b: x\n     ^"
    )
    nowhere = Problem(Place("f.yaml", 9, 1), "code", "not there")
    assert render_problem(nowhere, source) == "f.yaml:9:1: not there"


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"12345")
    assert read_source(path, limits=Limits(max_bytes=5)) == b"12345"
    with pytest.raises(InvalidInput) as caught:
        read_source(path, limits=Limits(max_bytes=4))
    assert str(caught.value) == f"{path}:1:1: the file is larger than 4 bytes; split it"
    assert [problem.code for problem in caught.value.problems] == ["over-limit"]


def test_a_file_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "none", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (Path("a\0b"), "embedded null byte"),
    ):
        with pytest.raises(InvalidInput) as caught:
            read_source(path)
        assert str(caught.value) == f"{path}:1:1: cannot be read: {reason}"
        assert [problem.code for problem in caught.value.problems] == ["unreadable-file"]
