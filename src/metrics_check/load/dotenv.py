"""`.env` files: `NAME=VALUE` lines as shells and Docker Compose read them, without interpolation.

No message holds a value: such files keep secrets.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import MAX_PROBLEMS
from metrics_check.load.source import decode_utf8, place_at, read_source
from metrics_check.located import Problem
from metrics_check.notation.words import shown

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_NAME = re.compile(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*")
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_OPEN = re.compile(r"[^\r\n]*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT = re.compile(r"(?<![^ \t])#.*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "$": "$"}
_WORD = re.compile(r"[^=\s]*")


def read_env_file(path: Path) -> Mapping[str, str]:
    """The variables of a `.env` file by name, the last of equal names winning.

    `export` is skipped; single quotes keep all as it is, double quotes know the escapes of
    newline, return, tab, backslash, quote and dollar; a quoted value may go over lines; a `#`
    after white space begins a comment. Raises `InvalidInput` with every line that does not read
    (`bad-env-line`), or one problem where the file does not (`unreadable-file`, `over-limit`,
    `bad-encoding`, `control-character`).
    """
    return parse_env(decode_utf8(read_source(path), path=str(path)), path=str(path))


def parse_env(text: str, *, path: str) -> Mapping[str, str]:
    """The variables that the text of a `.env` file sets; raises `InvalidInput`."""
    reader = _Reader(text, path)
    position = _skip(_BLANK, text=text, start=0)
    while position < len(text) and len(reader.problems) < MAX_PROBLEMS:
        position = _skip(_BLANK, text=text, start=_read_line(reader, start=position))
    if reader.problems:
        message = "\n".join(str(problem) for problem in reader.problems)
        raise InvalidInput(message, problems=reader.problems)
    return reader.values


@dataclass(slots=True)
class _Reader:
    """The state of one reading."""

    text: str
    path: str
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _read_line(reader: _Reader, *, start: int) -> int:
    name = _NAME.match(reader.text, start)
    if name is None:
        return _refuse_line(reader, start=start)
    begin = name.end()
    mark = reader.text[begin : begin + 1]
    if mark not in ("'", '"') or not mark:
        end = _skip(_OPEN, text=reader.text, start=begin)
        reader.values[name[1]] = _COMMENT.sub("", reader.text[begin:end], count=1).strip()
        return end
    quoted = (_SINGLE if mark == "'" else _DOUBLE).match(reader.text, begin)
    if quoted is None:
        return _refuse(
            reader, at=begin, message=f"the value of {shown(name[1])} has no closing {mark}"
        )
    rest = _REST_OF_LINE.match(reader.text, quoted.end())
    if rest is None:
        message = (
            f"found more after the closing {mark} of {shown(name[1])}, expected the line's end"
        )
        return _refuse(reader, at=quoted.end(), message=message)
    value = quoted[1]
    reader.values[name[1]] = value if mark == "'" else _ESCAPE.sub(_unescaped, value)
    return rest.end()


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[0])


def _refuse_line(reader: _Reader, *, start: int) -> int:
    line = reader.text[start : _skip(_OPEN, text=reader.text, start=start)]
    message = "found a line that sets nothing, expected `NAME=VALUE`"
    if "=" in line:
        word = line.split("=", 1)[0].strip()
        message = f"found the name {shown(word)}, expected letters, digits and `_` before `=`"
    return _refuse(reader, at=start, message=message)


def _refuse(reader: _Reader, *, at: int, message: str) -> int:
    """Keeps the problem; returns the end of its line, where reading goes on."""
    place = place_at(reader.text, index=at, path=reader.path)
    reader.problems.append(Problem(place, "bad-env-line", message))
    return _skip(_OPEN, text=reader.text, start=at)


def _skip(pattern: re.Pattern[str], *, text: str, start: int) -> int:
    found = pattern.match(text, start)
    return start if found is None else found.end()
