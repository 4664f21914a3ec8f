"""Quantities: a number and perhaps a unit, and how numbers are printed.

Which unit a metric takes is not decided here; a quantity only says what was typed.
"""

import math
import re
from collections.abc import Iterable
from decimal import Decimal

from metrics_check.errors import BadNotation
from metrics_check.model.series import Quantity
from metrics_check.notation.duration import DURATION_UNITS, EXACT, MAX_DIGITS, compound_seconds
from metrics_check.notation.words import nearest, shown

BYTE_UNITS = {
    "B": Decimal(1),
    "kB": Decimal(10**3),
    "MB": Decimal(10**6),
    "GB": Decimal(10**9),
    "KiB": Decimal(2**10),
    "MiB": Decimal(2**20),
    "GiB": Decimal(2**30),
}
_FACTORS = DURATION_UNITS | BYTE_UNITS | {"%": Decimal("0.01"), "": Decimal(1)}
_BASE = (
    dict.fromkeys(DURATION_UNITS, "seconds")
    | dict.fromkeys(BYTE_UNITS, "bytes")
    | {"%": "ratio", "": ""}
)
_NUMBER = re.compile(r"([+-]?)([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?)(.*)", re.DOTALL)
_INFINITY = re.compile(r"([+-]?)inf(?:inity)?", re.IGNORECASE)
_PARAM = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}")
_TYPED_UNIT = re.compile(r"(?:[A-Za-z]+|%)\Z")
_SHOWN_DIGITS = 6
# Spellings that are common elsewhere, and what to write here.
_OTHER_UNITS = {
    "µs": "us",
    "μs": "us",
    "b": "B",
    "K": "kB",
    "k": "kB",
    "M": "MB",
    "G": "GB",
    "Ki": "KiB",
    "Mi": "MiB",
    "Gi": "GiB",
    "min": "m",
    "mins": "m",
    "sec": "s",
    "secs": "s",
    "hr": "h",
    "hrs": "h",
    "day": "d",
    "days": "d",
    "msec": "ms",
}


def parse_quantity(text: str) -> Quantity:
    """The quantity that `text` says, its value in the base unit (seconds, bytes, ratio).

    `${param}` gives a quantity that names the param and whose value is NaN. `+Inf` and `-Inf`
    are numbers; `NaN` is refused. Raises `BadNotation`.
    """
    stripped = text.strip()
    offset = len(text) - len(text.lstrip())
    if "$" in stripped:
        return _param(stripped, offset=offset)
    infinity = _INFINITY.fullmatch(stripped)
    if infinity is not None:
        return Quantity(-math.inf if infinity[1] == "-" else math.inf, stripped)
    number = _NUMBER.fullmatch(stripped)
    if number is None:
        raise _not_a_number(stripped, offset=offset)
    sign, digits, unit = number.groups()
    if unit in _FACTORS:
        value = _value(digits, unit=unit, offset=offset)
    else:
        value, unit = _compound(digits + unit, unit=unit, offset=offset), "s"
    return Quantity(-value if sign == "-" else value, stripped, _BASE[unit])


def format_number(value: float) -> str:
    """The shortest text that reads back as this number: `5`, `0.25`, `1e+21`, `NaN`, `+Inf`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value).removesuffix(".0")


def shown_number(value: float, *, beside: Iterable[float] = ()) -> str:
    """The number for a person: whole ones in full, any other to six significant digits.

    It is told exactly where rounding would move it onto one of `beside`, or past it.
    """
    if not math.isfinite(value) or value == math.floor(value):
        return format_number(value)
    digits = max(_SHOWN_DIGITS, len(str(int(abs(value)))))
    rounded = float(f"{value:.{digits}g}")
    moved = any(
        (value > other, value < other) != (rounded > other, rounded < other) for other in beside
    )
    return format_number(value if moved else rounded)


def shown_like(value: float, quantity: Quantity, *, beside: Iterable[Quantity] = ()) -> str:
    """The number in the unit that the quantity is typed in: `100.345ms` beside `50ms`.

    Told exactly as by `shown_number`; without a unit where that one has none.
    """
    unit = _TYPED_UNIT.search(quantity.text)
    if unit is None or unit[0] not in _FACTORS or not math.isfinite(value):
        return shown_number(value, beside=(each.value for each in beside))
    factor = float(_FACTORS[unit[0]])
    scaled = (_divided(each.value, by=factor) for each in beside)
    return shown_number(_divided(value, by=factor), beside=scaled) + unit[0]


def _divided(value: float, *, by: float) -> float:
    # 15 digits are what every double keeps: 70 ms are 70, not 70.00000000000001.
    return float(f"{value / by:.15g}")


def _value(digits: str, *, unit: str, offset: int) -> float:
    value = math.inf
    if len(digits) <= MAX_DIGITS:
        value = float(EXACT.multiply(Decimal(digits), _FACTORS[unit]))
    if math.isinf(value):
        message = f"{shown(digits + unit)} is too large or too long for a number"
        raise BadNotation(message, offset=offset, code="bad-quantity")
    return value


def _compound(text: str, *, unit: str, offset: int) -> float:
    seconds = compound_seconds(text)
    if seconds is None:
        raise _unknown_unit(unit, text=text, offset=offset + len(text) - len(unit))
    return seconds


def _param(text: str, *, offset: int) -> Quantity:
    param = _PARAM.fullmatch(text)
    if param is None:
        message = (
            f"found {shown(text)}, expected a param that is the whole quantity, such as"
            " `${sent}`. A unit belongs into the param's value"
        )
        raise BadNotation(message, offset=offset, code="bad-quantity")
    return Quantity(math.nan, text, param=param[1])


def _not_a_number(text: str, *, offset: int) -> BadNotation:
    if text.lower().lstrip("+-") == "nan":
        message = "`NaN` equals nothing and is neither above nor below anything; write a number"
        return BadNotation(message, offset=offset, code="bad-quantity")
    found = shown(text) if text else "nothing"
    message = f"found {found}, expected a number such as `5`, `1.5h`, `250ms`, `64MiB` or `100%`"
    if re.match(r"[+-]?\.[0-9]", text):
        message += f". Write `{text[:MAX_DIGITS].replace('.', '0.', 1)}`"
    return BadNotation(message, offset=offset, code="bad-quantity")


def _unknown_unit(unit: str, *, text: str, offset: int) -> BadNotation:
    number = text[: len(text) - len(unit)]
    if re.match(r"[,_][0-9]", unit):
        message = f"found {shown(text)}: digits are not grouped, and the decimal sign is a point"
        return BadNotation(message, offset=offset, code="bad-quantity")
    known = [name for name in _FACTORS if name]
    near = _OTHER_UNITS.get(unit) or nearest(unit, known=known)
    advice = f". Did you mean `{number}{near}`?" if near else ""
    if unit.startswith(" "):
        advice = f". A unit stands directly behind its number: `{number}{unit.strip()}`"
    message = f"found the unit {shown(unit)}, expected one of {' '.join(known)}{advice}"
    return BadNotation(message, offset=offset, code="unknown-unit")
