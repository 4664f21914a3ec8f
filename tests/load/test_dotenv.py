"""`.env` files: what is set, what is refused, and that no message holds a value."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.errors import InvalidInput
from metrics_check.load.dotenv import parse_env, read_env_file

SET = {
    "nothing": ("", {}),
    "comments and blank lines": ("# a\n\n  # b\n", {}),
    "plain": ("A=1\nB=two words\n", {"A": "1", "B": "two words"}),
    "no last line end": ("A=1", {"A": "1"}),
    "Windows line ends": ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
    "empty": ("A=\nB=''\n", {"A": "", "B": ""}),
    "export and spaces": ("export A = 1\n  B=2\n", {"A": "1", "B": "2"}),
    "a comment behind": ("A=1 # x\nB=a#b\nC=#x\n", {"A": "1", "B": "a#b", "C": ""}),
    "single quotes": ("A='a # \"b\" \\n' # x\n", {"A": 'a # "b" \\n'}),
    "double quotes": ('A="a\\n\\"b\\" \\$X \\q"\n', {"A": 'a\n"b" $X \\q'}),
    "over lines": ('A="a\nb"\nC=1\n', {"A": "a\nb", "C": "1"}),
    "no interpolation": ("A=1\nB=${A}$A\n", {"A": "1", "B": "${A}$A"}),
    "the last wins": ("A=1\nA=2\n", {"A": "2"}),
    "an equals sign in a value": ("A=b=c==\n", {"A": "b=c=="}),
    "dots and dashes": ("a.b-c=1\n", {"a.b-c": "1"}),
    "a quote within": ("A=it's\n", {"A": "it's"}),
}

REFUSED = {
    "no equals sign": ("A\n", [".env:1:1: found a line that sets nothing, expected `NAME=VALUE`"]),
    "a bad name": (
        "1A=x\n",
        [".env:1:1: found the name `1A`, expected letters, digits and `_` before `=`"],
    ),
    "an open quote": ('A=1\nB="secret\n', ['.env:2:3: the value of `B` has no closing "']),
    "more behind a quote": (
        "A='secret'x\n",
        [".env:1:11: found more after the closing ' of `A`, expected the line's end"],
    ),
    "all at once": (
        "A\n=secret\nB=1\nC D=secret\n",
        [
            ".env:1:1: found a line that sets nothing, expected `NAME=VALUE`",
            ".env:2:1: found the name ``, expected letters, digits and `_` before `=`",
            ".env:4:1: found the name `C D`, expected letters, digits and `_` before `=`",
        ],
    ),
}


@pytest.mark.parametrize(("text", "values"), SET.values(), ids=SET)
def test_variables_are_read(text: str, values: dict[str, str]) -> None:
    assert parse_env(text, path=".env") == values


@pytest.mark.parametrize(("text", "messages"), REFUSED.values(), ids=REFUSED)
def test_a_line_is_refused(text: str, messages: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_env(text, path=".env")
    assert [str(problem) for problem in caught.value.problems] == messages
    assert {problem.code for problem in caught.value.problems} == {"bad-env-line"}
    assert str(caught.value) == "\n".join(messages)
    assert "secret" not in str(caught.value)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"\xef\xbb\xbfA=1\n")
    assert read_env_file(path) == {"A": "1"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"A=1\nB=\xff", "2:3: found the byte 0xff, which is not UTF-8; save the file as UTF-8"),
        ("A=1".encode("utf-16"), "1:1: the file is UTF-16, expected UTF-8; save it as UTF-8"),
        (b"A=\x00", "1:3: found the character U+0000, which does not print; remove it"),
        (b"A=" + b"x" * 2**20, "1:1: the file is larger than 1048576 bytes; split it"),
    ],
    ids=["no UTF-8", "UTF-16", "NUL", "large"],
)
def test_a_file_that_does_not_read(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        read_env_file(path)
    assert str(caught.value) == f"{path}:{message}"


@pytest.mark.parametrize(
    "text",
    ["1a=x\n" * 200_000, 'A="x\n' * 200_000, 'A="' + "\\" * 10**6, "A=x" + " " * 10**6 + "#"],
    ids=["names", "quotes", "escapes", "spaces"],
)
def test_a_long_file_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)


def is_read_or_refused(text: str) -> bool:
    """Whether the reader gives texts or at most 100 located problems."""
    try:
        values = parse_env(text, path=".env")
    except InvalidInput as wrong:
        return 0 < len(wrong.problems) <= 100
    return all(isinstance(value, str) for value in values.values())


@given(st.text(st.sampled_from("AB=\"'\\ #\n\r$export ") | st.characters()))
@settings(deadline=None, max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="'")))
@settings(deadline=None)
def test_a_value_in_single_quotes_is_kept(value: str) -> None:
    assert parse_env(f"A='{value}'", path=".env") == {"A": value}
