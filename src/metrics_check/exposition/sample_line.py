"""Reads one sample line exactly: every token, every problem with its column.

Slow and complete. The reader uses it for lines that its quick grammar does not know.
"""

import re
from dataclasses import replace

from metrics_check.errors import BadNotation
from metrics_check.exposition.labels import (
    BLANKS,
    METRIC_NAME,
    LabelRules,
    LabelSet,
    Note,
    read_labels,
)
from metrics_check.exposition.model import Exemplar, Format, Sample
from metrics_check.exposition.numbers import parse_milliseconds, parse_seconds, parse_value
from metrics_check.record import record

_EXEMPLAR = " # {"
# A composite value (OpenMetrics 2.0, Native Histograms), or that of Prometheus' own unit tests.
_NATIVE = re.compile(
    r'[a-zA-Z_:][\w:]*(?:\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})? *\{'
    r"(?=\{? *(?:count|sum|schema|buckets|offset|custom_values) *:)"
)
# Prometheus 2.42, model/textparse: the only sample names that may carry one.
EXEMPLAR_SUFFIXES = ("_total", "_bucket")


@record
class SampleLine:
    """A sample, and what is off about its line although a server takes it."""

    sample: Sample
    notes: tuple[Note, ...] = ()


def parse_sample(line: str, *, number: int, syntax: Format) -> SampleLine:
    """The sample of a line without its newline; BadNotation, with an offset, if it is none."""
    try:
        return _parse(line, number=number, syntax=syntax)
    except BadNotation:
        native = _NATIVE.match(line)
        if native is None:
            raise
        message = "a native histogram as text; no server reads that, and it is not supported here"
        raise BadNotation(message, offset=native.end() - 1, code="native-histogram") from None


def _parse(line: str, *, number: int, syntax: Format) -> SampleLine:
    if line.endswith("\r"):
        message = "the line ends in CR LF; expected LF alone"
        raise BadNotation(message, offset=len(line) - 1, code="carriage-return")
    rules = LabelRules(
        is_text=not syntax.is_openmetrics,
        allows_quoted_names=syntax.allows_quoted_names,
        allows_metric_name=syntax.allows_quoted_names and line.startswith("{"),
    )
    name, position = _read_name(line)
    opening = _skip(line, position) if rules.is_text else position
    found = LabelSet({}, end=position)
    if line.startswith("{", opening):
        found = read_labels(line, start=opening, rules=rules)
    name = found.quoted_name or name
    if not name:
        raise BadNotation("no metric name before `{`", offset=0, code="missing-name")
    if rules.is_text:
        return _finish_text(line, name=name, found=found, number=number)
    return _finish_openmetrics(line, name=name, found=found, number=number, rules=rules)


def _skip(line: str, position: int) -> int:
    match = BLANKS.match(line, position)
    return position if match is None else match.end()


def _read_name(line: str) -> tuple[str, int]:
    match = METRIC_NAME.match(line)
    if match is not None:
        return match[0], match.end()
    if line.startswith("{"):
        return "", 0
    if line[:1] in {" ", "\t"}:
        raise BadNotation("a blank before the metric name", offset=0, code="leading-space")
    if not line:
        raise BadNotation("an empty line; OpenMetrics has none", offset=0, code="blank-line")
    message = f"a metric name cannot start with {line[:1]!r}; expected a letter, `_` or `:`"
    raise BadNotation(message, offset=0, code="bad-name")


def _finish_text(line: str, *, name: str, found: LabelSet, number: int) -> SampleLine:
    start = _skip(line, found.end)
    notes = found.notes
    words = line[start:].replace("\t", " ").split(" ")
    value_text = words[0]
    if not value_text:
        raise _no_value(name, offset=start)
    _refuse_brace(value_text, offset=start)
    try:
        value = parse_value(value_text, offset=start)
    except BadNotation:
        if start == len(name) == found.end:
            raise _bad_name(line, offset=start) from None
        raise
    if start == found.end:
        notes = (*notes, Note(start, "missing-space", "no blank before the value"))
    position = _skip(line, start + len(value_text))
    timestamp = None
    if position < len(line):
        timestamp_text = line[position:].replace("\t", " ").partition(" ")[0]
        timestamp = parse_milliseconds(timestamp_text, offset=position)
        position = _skip(line, position + len(timestamp_text))
    if position < len(line):
        message = f"found {line[position : position + 20]!r} after the timestamp; expected nothing"
        raise BadNotation(message, offset=position, code="trailing-text")
    sample = Sample(name, found.labels, value, timestamp, None, number)
    return SampleLine(sample, notes)


def _bad_name(line: str, *, offset: int) -> BadNotation:
    message = f"found {line[offset]!r} in the metric name; expected a blank or `{{` after it"
    return BadNotation(message, offset=offset, code="bad-name")


def _refuse_brace(value: str, *, offset: int) -> None:
    if "{" in value:
        at = offset + value.index("{")
        raise BadNotation("a `{` where the value stands", offset=at, code="bad-value")


def _no_value(name: str, *, offset: int) -> BadNotation:
    return BadNotation(f"{name} has no value", offset=offset, code="missing-value")


def _finish_openmetrics(
    line: str, *, name: str, found: LabelSet, number: int, rules: LabelRules
) -> SampleLine:
    at = line.find(_EXEMPLAR, found.end)
    end = at if at >= 0 else len(line)
    value, timestamp = _read_numbers(line, start=found.end, end=end, name=name)
    sample = Sample(name, found.labels, value, timestamp, None, number)
    if at < 0:
        return SampleLine(sample, found.notes)
    if not name.endswith(EXEMPLAR_SUFFIXES):
        message = f"{name} has an exemplar; only buckets and counters may"
        raise BadNotation(message, offset=at + 1, code="exemplar-not-allowed")
    start = at + len(_EXEMPLAR) - 1
    if "\0" in line[start:]:
        offset = line.index("\0", start)
        raise BadNotation("a NUL byte in an exemplar", offset=offset, code="bad-exemplar")
    exemplar, notes = _read_exemplar(line, start=start, rules=rules)
    return SampleLine(replace(sample, exemplar=exemplar), (*found.notes, *notes))


def _read_exemplar(
    line: str, *, start: int, rules: LabelRules
) -> tuple[Exemplar, tuple[Note, ...]]:
    own = replace(rules, allows_metric_name=False, is_exemplar=True)
    found = read_labels(line, start=start, rules=own)
    value, timestamp = _read_numbers(line, start=found.end, end=len(line), name="the exemplar")
    return Exemplar(found.labels, value, timestamp), found.notes


def _read_numbers(line: str, *, start: int, end: int, name: str) -> tuple[float, float | None]:
    """` value` and perhaps ` timestamp`, single spaces, nothing more before `end`."""
    if line[start:end] in {"", " "}:
        raise _no_value(name, offset=start)
    if start == len(name) and line.startswith(name) and line[start] not in " {":
        raise _bad_name(line, offset=start)
    if line[start] != " ":
        message = f"found {line[start]!r}; expected one space and the value"
        raise BadNotation(message, offset=start, code="missing-space")
    words = line[start + 1 : end].split(" ")
    value = parse_value(words[0], offset=start + 1) if words[0] else None
    if value is None:
        raise BadNotation("a second space", offset=start + 1, code="extra-space")
    if len(words) == 1:
        return value, None
    at = start + 2 + len(words[0])
    if not words[1]:
        raise BadNotation("a space too many", offset=at - 1, code="extra-space")
    if words[1].startswith("#"):
        message = f'found {line[at : at + 20]!r}; an exemplar is written ` # {{label="x"}} 1`'
        raise BadNotation(message, offset=at, code="bad-exemplar")
    timestamp = parse_seconds(words[1], offset=at)
    if len(words) > 2:
        offset = at + len(words[1])
        message = f"found {line[offset : offset + 20]!r} after the timestamp; expected nothing"
        raise BadNotation(message, offset=offset, code="trailing-text")
    return value, timestamp
