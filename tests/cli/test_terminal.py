"""What reaches a terminal does not steer it."""

import io
import json
from collections.abc import Mapping

import pytest

from metrics_check.cli.terminal import is_coloured, shown, shown_in_json, write, write_json

HOSTILE = "\x1b]0;owned\x07\x9b31m\u202egnp\u2028\U000e0041\x7f\r\t"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\nb\n", "a\nb\n", id="plain"),
        pytest.param("é ✗ ·", "é ✗ ·", id="letters and signs"),
        pytest.param("\x1b[31mred\nb", "\\x1b[31mred\nb", id="escape sequence"),
        pytest.param("a\rb", "a\\rb", id="carriage return"),
        pytest.param("\u202e\x9b", "\\u202e\\u009b", id="beyond ASCII"),
    ],
)
def test_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_json_says_the_same() -> None:
    document = json.dumps({"a": HOSTILE}, ensure_ascii=False, indent=1)
    safe = shown_in_json(document)
    assert json.loads(safe) == {"a": HOSTILE}
    assert safe.replace("\n", "").isprintable()


def test_writes_one_line_end(capsys: pytest.CaptureFixture[str]) -> None:
    write("a")
    write("b\n")
    write_json("{}")
    assert capsys.readouterr().out == "a\nb\n{}\n"


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        pytest.param(Terminal(), {}, True, id="terminal"),
        pytest.param(io.StringIO(), {}, False, id="no terminal"),
        pytest.param(Terminal(), {"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param(Terminal(), {"NO_COLOR": ""}, True, id="NO_COLOR that is empty"),
        pytest.param(Terminal(), {"TERM": "dumb"}, False, id="dumb terminal"),
        pytest.param(io.StringIO(), {"FORCE_COLOR": "1"}, True, id="FORCE_COLOR"),
        pytest.param(
            Terminal(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="NO_COLOR goes first"
        ),
    ],
)
def test_colour(stream: io.StringIO, environment: Mapping[str, str], expected: bool) -> None:
    assert is_coloured(stream, environment=environment) is expected
