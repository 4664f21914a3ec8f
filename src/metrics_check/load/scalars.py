"""What a scalar means by YAML 1.2, where a value of any type is due (compared with JSON)."""

import re

from metrics_check.located import Text

# YAML 1.2.2, 10.3.2: tag resolution of the core schema.
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o([0-7]+)")
_HEX = re.compile(r"0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})
# CPython refuses to read longer integers, and nobody means one.
_LONGEST_NUMBER = 300


def plain_value(text: Text) -> bool | int | float | str | None:
    """The value of a scalar by the core schema: quoted it is a text, `yes` and `1:30` are texts."""
    if not text.is_plain:
        return text.text
    if text.text in _WORDS:
        return _WORDS[text.text]
    number = _number(text.text) if len(text.text) <= _LONGEST_NUMBER else None
    return text.text if number is None else number


def _number(text: str) -> int | float | None:
    if _INTEGER.fullmatch(text):
        return int(text)
    for pattern, radix in ((_OCTAL, 8), (_HEX, 16)):
        digits = pattern.fullmatch(text)
        if digits is not None:
            return int(digits[1], radix)
    if _FLOAT.fullmatch(text):
        return float(text)
    infinity = _INFINITY.fullmatch(text)
    if infinity is not None:
        return float(f"{infinity[1]}inf")
    return float("nan") if text in _NAN else None
