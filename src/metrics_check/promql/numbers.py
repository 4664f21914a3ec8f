"""Numbers as text: as the HTTP API writes them, and as Go reads them."""

import math
import re

# Go's `strconv.ParseFloat`; its underscores only stand behind a base prefix.
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"[+-]?0[xX](?:_?[0-9a-fA-F])*\.?[0-9a-fA-F]*[pP][+-]?[0-9]+")
_NAMED = re.compile(r"(?:[+-]?(?:inf|infinity)|nan)", re.IGNORECASE)


def format_value(value: float) -> str:
    """The number as `/api/v1/query` writes it: shortest, with an exponent from 1e21 and below 1e-6.

    `NaN`, `+Inf` and `-Inf` by name (Prometheus `jsonutil.MarshalFloat`).
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value != 0 and not 1e-6 <= abs(value) < 1e21:
        return _with_exponent(value)
    return format_decimal(value)


def format_decimal(value: float) -> str:
    """The number without an exponent, however long (Go's format `f`, shortest)."""
    if not math.isfinite(value):
        return format_value(value)
    digits, exponent = _digits(value)
    sign = "-" if math.copysign(1, value) < 0 else ""
    if exponent >= len(digits):
        return sign + digits + "0" * (exponent - len(digits))
    if exponent > 0:
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    return f"{sign}0.{'0' * -exponent}{digits}" if digits != "0" else f"{sign}0"


def parse_float(text: str) -> float | None:
    """The number that Go reads, None where it reads none."""
    if _HEXADECIMAL.fullmatch(text):
        try:
            return float.fromhex(text.replace("_", ""))
        except (OverflowError, ValueError):
            return None
    if not (_DECIMAL.fullmatch(text) or _NAMED.fullmatch(text)):
        return None
    value = float(text)
    # Go calls a number that is too large an error.
    return None if math.isinf(value) and "n" not in text.lower() else value


def format_bound(value: float) -> str:
    """A bucket bound as Prometheus 3 stores it: `1.0`, `0.25`, `1e+06`, `+Inf`."""
    if value == 0 or not math.isfinite(value):
        return "0.0" if value == 0 else format_value(value)
    _, exponent = _digits(value)
    # Go's format `g`, shortest: an exponent from 1e6 on and below 1e-4.
    if not -4 <= exponent - 1 < 6:
        return _with_exponent(value)
    text = format_decimal(value)
    return text if "." in text else text + ".0"


def _with_exponent(value: float) -> str:
    digits, exponent = _digits(value)
    sign = "-" if value < 0 else ""
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'+' if exponent > 0 else '-'}{abs(exponent - 1):02}"


def _digits(value: float) -> tuple[str, int]:
    """The shortest digits d1 d2 …, and e, of 0.d1d2… times 10 to the power of e."""
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    exponent = len(whole) - leading + int(power or 0)
    return (digits.rstrip("0"), exponent) if digits else ("0", 1)
