"""Durations such as `90s` and `1m30s`. Prometheus' units without weeks and years, and `ns us`."""

import re
from decimal import Context, Decimal

from metrics_check.errors import BadNotation
from metrics_check.notation.words import shown

# Seconds of each unit, longest first.
DURATION_UNITS = {
    "d": Decimal(86400),
    "h": Decimal(3600),
    "m": Decimal(60),
    "s": Decimal(1),
    "ms": Decimal("1e-3"),
    "us": Decimal("1e-6"),
    "ns": Decimal("1e-9"),
}
# Digits of a number beyond which nobody means it; keeps the arithmetic exact and small.
MAX_DIGITS = 40
EXACT = Context(prec=100)
# Longer than anybody waits, and short enough for every clock and timer.
LONGEST_SECONDS = 30 * 86_400.0
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|us|ns|[dhms])")


def parse_duration_seconds(text: str) -> float:
    """Seconds of a duration: `90s`, `1.5h`, `1m30s`, `0`. Raises `BadNotation`."""
    stripped = text.strip()
    if stripped == "0":
        return 0.0
    seconds = compound_seconds(stripped)
    if seconds is None:
        raise _bad_duration(stripped, offset=len(text) - len(text.lstrip()))
    return seconds


def compound_seconds(text: str) -> float | None:
    """Seconds of numbers with units, longest unit first, each once; None where it is not that."""
    if len(text) > MAX_DIGITS * len(DURATION_UNITS):
        return None
    total, position, units = Decimal(0), 0, list(DURATION_UNITS)
    while position < len(text):
        part = _PART.match(text, position)
        if part is None or part[2] not in units or len(part[1]) > MAX_DIGITS:
            return None
        total = EXACT.add(total, EXACT.multiply(Decimal(part[1]), DURATION_UNITS[part[2]]))
        units = units[units.index(part[2]) + 1 :]
        position = part.end()
    return float(total) if text else None


def ago(seconds: float) -> str:
    """How long before now, for a person: `4 s ago`, `90 min ago`, `5 h ago`."""
    if seconds < 120:
        return f"{max(0.0, seconds):.0f} s ago"
    return f"{seconds / 60:.0f} min ago" if seconds < 7200 else f"{seconds / 3600:.0f} h ago"


def _bad_duration(text: str, *, offset: int) -> BadNotation:
    expected = "expected a duration such as `30s`, `1.5h` or `1m30s`"
    found = shown(text) if text else "nothing"
    advice = ""
    if re.fullmatch(r"[0-9.]+", text):
        advice = f". A duration needs a unit: write `{text[:MAX_DIGITS]}s` for seconds"
    elif text.startswith("-"):
        advice = ". A duration is not negative"
    elif re.fullmatch(r"[0-9.]+w", text):
        advice = ". There are no weeks: write days"
    elif " " in text:
        advice = ". Write it without spaces"
    return BadNotation(f"found {found}, {expected}{advice}", offset=offset, code="bad-duration")
