"""Reads the lines that start with `#`: TYPE, HELP, UNIT, EOF, and comments."""

import re

from metrics_check.errors import BadNotation
from metrics_check.exposition.escapes import unescape_help, unescape_value
from metrics_check.exposition.labels import METRIC_NAME, QUOTED
from metrics_check.exposition.model import Format
from metrics_check.exposition.utf8 import check_utf8, is_stray_byte
from metrics_check.model.series import MetricType
from metrics_check.record import record

# Prometheus, `promlex.l`: its lexer does not see NUL bytes within and after a keyword.
_HELP, _TYPE, _UNIT = ("\0*".join((*word, "")) for word in ("HELP", "TYPE", "UNIT"))
_TEXT_KEYWORD = re.compile(rf"[ \t]*#[ \t]+({_HELP}|{_TYPE})[ \t]+\0*")
_OPENMETRICS_KEYWORD = re.compile(rf"# ({_HELP}|{_TYPE}|{_UNIT}) \0*")
TEXT_TYPES = {
    "counter": MetricType.COUNTER,
    "gauge": MetricType.GAUGE,
    "histogram": MetricType.HISTOGRAM,
    "summary": MetricType.SUMMARY,
    "untyped": MetricType.UNTYPED,
}
OPENMETRICS_TYPES = {
    "counter": MetricType.COUNTER,
    "gauge": MetricType.GAUGE,
    "histogram": MetricType.HISTOGRAM,
    "gaugehistogram": MetricType.GAUGEHISTOGRAM,
    "summary": MetricType.SUMMARY,
    "info": MetricType.INFO,
    "stateset": MetricType.STATESET,
    "unknown": MetricType.UNKNOWN,
}


@record
class Metadata:
    """One metadata line. `keyword` is HELP, TYPE or UNIT; `text` is unescaped."""

    keyword: str
    name: str
    text: str


def parse_metadata(line: str, *, syntax: Format) -> Metadata | None:
    """The metadata of a line, or None for a comment; BadNotation when it is neither."""
    if syntax.is_openmetrics:
        return _parse_openmetrics(line, syntax=syntax)
    match = _TEXT_KEYWORD.match(line)
    if match is None:
        return None
    keyword = match[1].replace("\0", "")
    name, end = _read_name(line, start=match.end(), keyword=keyword, syntax=syntax)
    # A server takes one blank off and keeps the rest, so `# TYPE a  gauge` has the type " gauge".
    text = line[end + 1 :]
    check_utf8(line, start=end + 1)
    if keyword == "TYPE":
        _check_type(text, offset=end + 1, known=TEXT_TYPES)
    return Metadata(keyword, name, unescape_help(text) if keyword == "HELP" else text)


def _parse_openmetrics(line: str, *, syntax: Format) -> Metadata:
    match = _OPENMETRICS_KEYWORD.match(line)
    if match is None:
        message = "OpenMetrics has no comments; expected # TYPE, # HELP, # UNIT or # EOF"
        raise BadNotation(message, offset=0, code="bad-metadata")
    keyword = match[1].replace("\0", "")
    name, end = _read_name(line, start=match.end(), keyword=keyword, syntax=syntax)
    if end == len(line):
        message = f"# {keyword} {name} ends there; expected a space and a text"
        raise BadNotation(message, offset=end, code="bad-metadata")
    text = line[end + 1 :]
    check_utf8(line)
    if keyword == "TYPE":
        _check_type(text, offset=end + 1, known=OPENMETRICS_TYPES)
    if keyword == "UNIT" and text and (not name.endswith(f"_{text}")):
        message = f"the unit {text!r} is not the end of the name {name}"
        raise BadNotation(message, offset=end + 1, code="unit-not-in-name")
    return Metadata(keyword, name, unescape_value(text) if keyword == "HELP" else text)


def _read_name(line: str, *, start: int, keyword: str, syntax: Format) -> tuple[str, int]:
    quoted = QUOTED.match(line, start) if syntax.allows_quoted_names else None
    plain = METRIC_NAME.match(line, start)
    if quoted is None and plain is None:
        message = f"# {keyword} is not followed by a metric name"
        raise BadNotation(message, offset=start, code="bad-metadata")
    if quoted is not None:
        name, end = unescape_value(quoted[1]), quoted.end()
    elif plain is not None:
        name, end = plain[0], plain.end()
    # A server takes any one byte for the blank after the name, in the text format.
    after = line[end : end + 1]
    is_blank = after in {"", " "} or not syntax.is_openmetrics
    if not is_blank or after == "\0" or not (after.isascii() or is_stray_byte(after)):
        message = f"found {line[end]!r} in the metric name after # {keyword}"
        raise BadNotation(message, offset=end, code="bad-metadata")
    return name, end


def _check_type(text: str, *, offset: int, known: dict[str, MetricType]) -> None:
    if text not in known:
        message = f"{text!r} is not a type; expected one of {', '.join(sorted(known))}"
        raise BadNotation(message, offset=offset, code="bad-type")
