"""Prometheus' test language read: `load`, `clear` and `eval` (its SCRIPT_LANGUAGE_README.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.promql.engine.points import Line, read_line

_LOAD = re.compile(r"load(?P<nhcb>_with_nhcb)?\s+(?P<interval>\S+)")
_EVAL = re.compile(r"eval(?:_(?P<kind>\w+))?\s+instant\s+at\s+(?P<at>\S+)\s+(?P<query>.+)")
_RANGE = re.compile(r"eval(?:_\w+)?\s+range\s")
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_UNITS["y"] = 365 * _UNITS["d"]
_PART = re.compile(r"([0-9]+)(ms|[smhdwy])")


@dataclass(frozen=True, slots=True)
class Load:
    """Points of series, one each `interval_ms` from zero on."""

    interval_ms: int
    lines: tuple[Line, ...]
    with_native: bool


@dataclass(frozen=True, slots=True)
class Clear:
    """All series go."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an evaluation must give: lines, in order or not, a string, or a failure in words."""

    lines: tuple[Line, ...]
    is_ordered: bool
    fails: bool
    message: str
    pattern: str
    text: str | None
    range_ms: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Eval:
    """An instant query at `at_ms`; `line` is where it stands."""

    line: int
    at_ms: int
    query: str
    expected: Expectation


@dataclass(frozen=True, slots=True)
class RangeEval:
    """A range query: not asked here."""

    line: int


Command = Load | Clear | Eval | RangeEval


def read_script(text: str) -> Iterator[Command]:
    """The commands in order."""
    lines = [("" if line.strip().startswith("#") else line.strip()) for line in text.splitlines()]
    for number, line in enumerate(lines):
        body = _body(lines, start=number + 1)
        if found := _LOAD.fullmatch(line):
            series = tuple(read_line(each) for each in body)
            yield Load(read_duration(found["interval"]), series, found["nhcb"] is not None)
        elif line == "clear":
            yield Clear()
        elif found := _EVAL.fullmatch(line):
            expected = _expectation(body, kind=found["kind"] or "")
            yield Eval(number + 1, read_duration(found["at"]), found["query"], expected)
        elif _RANGE.match(line):
            yield RangeEval(number + 1)
        elif line.startswith(("load", "eval", "clear")):
            raise AssertionError(f"line {number + 1} is no command: {line}")


def _body(lines: list[str], *, start: int) -> list[str]:
    end = start
    while end < len(lines) and lines[end]:
        end += 1
    return lines[start:end]


def read_duration(text: str) -> int:
    """Milliseconds of `5m`, `1m30s`, `-10s` or plain seconds."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if re.fullmatch(r"[0-9.]+", digits):
        return sign * round(float(digits) * 1000)
    assert re.fullmatch(r"([0-9]+(ms|[smhdwy]))+", digits), f"no duration: {text}"
    return sign * sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(digits))


def _expectation(body: list[str], *, kind: str) -> Expectation:
    words = [line.removeprefix("expect ").strip() for line in body if line.startswith("expect ")]
    plain = [line for line in body if not line.startswith("expect")]
    old_message = [line for line in plain if line.startswith("expected_fail_")]
    plain = [line for line in plain if line not in old_message]
    fails = [word for word in words if word.startswith("fail")]
    texts = [word.removeprefix("string").strip() for word in words if word.startswith("string")]
    ranges = [word for word in words if word.startswith("range vector")]
    message = next((word.split("msg:", 1)[1].strip() for word in fails if "msg:" in word), "")
    pattern = next((word.split("regex:", 1)[1].strip() for word in fails if "regex:" in word), "")
    return Expectation(
        lines=tuple(read_line(line) for line in plain),
        is_ordered="ordered" in words or kind == "ordered",
        fails=bool(fails) or kind == "fail",
        message=message,
        pattern=pattern,
        text=texts[0] if texts else None,
        range_ms=_range(ranges[0]) if ranges else None,
    )


def _range(text: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"range vector from (\S+) to (\S+) step (\S+)", text)
    assert found is not None, text
    return read_duration(found[1]), read_duration(found[2]), read_duration(found[3])
