"""Numbers of an exposition, as a Prometheus server reads them (Go's `strconv.ParseFloat`).

Hexadecimal and underscores are refused, as Prometheus does for both formats; so is a number too
large for a double.
"""

import math
import re

from metrics_check.errors import BadNotation

_FLOAT = re.compile(
    r"(?:(?P<finite>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|[+-]?inf(?:inity)?|nan)",
    re.IGNORECASE | re.ASCII,
)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_INT64 = 2**63


def parse_value(text: str, *, offset: int) -> float:
    """The value of a sample or exemplar; BadNotation at `offset` when it is none."""
    match = _FLOAT.fullmatch(text)
    if match is None:
        raise BadNotation(
            f"the value {_shown(text)} is not a number; expected one like 1, 2.5e3, NaN or +Inf",
            offset=offset,
            code="bad-value",
        )
    value = float(text)
    if math.isinf(value) and match["finite"]:
        raise BadNotation(
            f"the value {_shown(text)} is too large for a 64-bit float",
            offset=offset,
            code="value-out-of-range",
        )
    return value


def parse_milliseconds(text: str, *, offset: int) -> float:
    """The Unix seconds of a text-format timestamp, which is integer milliseconds."""
    digits = text.lstrip("0")
    if not _DIGITS.fullmatch(text):
        raise _bad_timestamp(text, offset=offset, expected="milliseconds, digits only")
    if len(digits) > len(str(_INT64)) or int(digits or "0") >= _INT64:
        raise _bad_timestamp(text, offset=offset, expected="milliseconds within 64 bits")
    return int(digits or "0") / 1000


def parse_seconds(text: str, *, offset: int) -> float:
    """The Unix seconds of an OpenMetrics timestamp, a finite number."""
    match = _FLOAT.fullmatch(text)
    seconds = float(text) if match is not None and match["finite"] else math.inf
    if not math.isfinite(seconds):
        raise _bad_timestamp(text, offset=offset, expected="finite seconds")
    return seconds


def _bad_timestamp(text: str, *, offset: int, expected: str) -> BadNotation:
    message = f"the timestamp {_shown(text)} is not one; expected {expected}"
    return BadNotation(message, offset=offset, code="bad-timestamp")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
