"""The series of Prometheus' test language: `metric{label="value"} 1 2+3x4 _ stale {{…}}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from metrics_check.promql.numbers import parse_float
from metrics_check.promql.scan import Token, tokens
from metrics_check.promql.storage import STALE

# `a`, `axn`, `a+bxn` and `a-bxn`; `_`, `_xn`; `stale`; a native histogram stands in braces.
_POINT = re.compile(r"\{\{.*?\}\}(?:[+-]\{\{.*?\}\})?(?:x[0-9]+)?|\S+")
_EXPANDED = re.compile(
    r"(?P<start>_|[+-]?(?:[0-9.]+(?:e[+-]?[0-9]+)?|inf|nan)|stale)"
    r"(?P<step>[+-](?:[0-9.]+(?:e[+-]?[0-9]+)?|inf|nan))?(?:x(?P<count>[0-9]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A series with its points, None where there is none.

    `is_native`: points are native histograms. `has_starts`: it tells start timestamps.
    """

    labels: dict[str, str]
    points: tuple[float | None, ...]
    is_native: bool = False
    has_starts: bool = False


def read_line(text: str) -> Line:
    """The series of one line; of a line that holds a number only the labels are empty."""
    found, rest = _labels(text)
    labels = {label: value for label, value in found.items() if value}
    has_starts = rest.startswith("@st")
    words = _POINT.findall(rest.removeprefix("@st"))
    is_native = any(word.startswith("{{") for word in words)
    points = () if is_native or has_starts else tuple(point for w in words for point in _points(w))
    return Line(labels, points, is_native, has_starts)


def _labels(text: str) -> tuple[dict[str, str], str]:
    labels: dict[str, str] = {}
    found = [token for token in tokens(text) if token.kind != "space"] if "{{" not in text else None
    if found is None:
        head = re.match(r"[^{]*(?:\{(?!\{)[^}]*\})?", text)
        assert head is not None
        return _labels(head.group())[0], text[head.end() :].strip()
    if not found or (found[0].kind not in {"word", "open"} or parse_float(found[0].text)):
        return {}, text
    if found[0].kind == "word":
        labels["__name__"] = found.pop(0).text
    if not found or found[0].text != "{":
        return labels, text[found[0].start :] if found else ""
    end = next(index for index, token in enumerate(found) if token.text == "}")
    _read_pairs(found[1:end], labels)
    return labels, text[found[end].end :].strip()


def _read_pairs(found: list[Token], labels: dict[str, str]) -> None:
    pieces = [token for token in found if token.text != ","]
    while pieces:
        name = pieces.pop(0)
        if pieces and pieces[0].text == "=":
            labels[name.value or name.text] = pieces[1].value
            del pieces[:2]
        else:
            labels["__name__"] = name.value


def _points(word: str) -> Iterator[float | None]:
    found = _EXPANDED.fullmatch(word)
    assert found is not None, f"no point: {word}"
    count = int(found["count"] or 0)
    if found["start"] == "_":
        yield from [None] * (count if found["count"] else 1)
        return
    if found["start"].lower() == "stale":
        yield from [STALE] * (count + 1)
        return
    start, step = float(found["start"]), float(found["step"] or 0)
    value = start
    for _ in range(count + 1):
        yield value
        value += step
