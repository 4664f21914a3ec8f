"""Lines of files, and files read within a bound."""

from pathlib import Path

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits
from metrics_check.load.source import SourceText, read_source


def test_lines_end_in_three_ways_only() -> None:
    source = SourceText.of("\ufeffa\r\nb\rc\nd\u2028e\x85\x0bf".encode(), path="f")
    assert source.lines == ("a", "b", "c", "d\u2028e\x85\x0bf")
    assert [source.line(number) for number in (0, 1, 4, 5)] == ["", "a", "d\u2028e\x85\x0bf", ""]


def test_what_is_no_utf8_still_has_lines() -> None:
    assert SourceText.of(b"a\xff\nb", path="f").lines == ("a\ufffd", "b")


@pytest.mark.parametrize(
    ("path", "line", "shown"),
    [
        ("f.yaml", "a: 1", True),
        ("f.yml", "url: http://host/metrics", True),
        ("f.yaml", "url: http://user:password@host/metrics", False),
        (".env", "PASSWORD=x", False),
        ("yaml", "PASSWORD=x", False),
    ],
)
def test_a_line_that_may_hold_a_secret_is_not_shown(path: str, line: str, shown: bool) -> None:
    source = SourceText.of(f"{line}\nb".encode(), path=path)
    assert source.shown_line(1) == (line if shown else "")
    assert source.shown_line(9) == ""


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
