"""All spellings of a number as one RE2 pattern: clients write a bucket's bound in many ways."""

import math
from decimal import Decimal

# A longer plain spelling is not written by any client; a pattern of 300 digits helps nobody.
_LONGEST_PLAIN = 40


def number_pattern(value: float) -> str:
    """An RE2 pattern for `64`, `64.0`, `6.4e+01` and their like; raises ValueError for NaN."""
    if math.isnan(value):
        raise ValueError("NaN is not a number")
    if math.isinf(value):
        return f"{_sign(value)}(Inf|inf|INF|Infinity|infinity)"
    if value == 0:
        return "[+-]?0+([.]0*)?([eE][+-]?0+)?"
    parts = Decimal(repr(abs(value))).normalize().as_tuple()
    digits = "".join(str(digit) for digit in parts.digits)
    exponent = int(parts.exponent)
    spelled = [_scientific(digits, exponent=exponent + len(digits) - 1)]
    if len(digits) + abs(exponent) <= _LONGEST_PLAIN:
        spelled.insert(0, _plain(digits, exponent=exponent))
    return f"{_sign(value)}({'|'.join(spelled)})"


def _sign(value: float) -> str:
    return "-" if value < 0 else "[+]?"


def _plain(digits: str, *, exponent: int) -> str:
    if exponent >= 0:
        whole, fraction = digits + "0" * exponent, ""
    else:
        padded = digits.rjust(1 - exponent, "0")
        whole, fraction = padded[:exponent].lstrip("0"), padded[exponent:]
    return f"0*{whole}{_fraction(fraction)}"


def _scientific(digits: str, *, exponent: int) -> str:
    sign = "-" if exponent < 0 else "[+]?"
    return f"{digits[0]}{_fraction(digits[1:])}[eE]{sign}0*{abs(exponent)}"


def _fraction(digits: str) -> str:
    return f"[.]{digits}0*" if digits else "([.]0*)?"
