"""What a scalar means by YAML 1.2: nothing, true or false, a number, a text."""

import re

from metrics_check.located import Node, Text

# YAML 1.2.2, 10.3.2: tag resolution of the core schema.
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o([0-7]+)")
_HEX = re.compile(r"0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})
# CPython refuses to read longer integers, and nobody means one.
_LONGEST_NUMBER = 300


def is_null(node: Node) -> bool:
    """Whether a value was left open: nothing, `~` or `null`, without quotes."""
    return isinstance(node, Text) and node.is_plain and node.text in _NULLS


def is_true(node: Node | None) -> bool:
    """Whether a flag is there and says yes; what is no flag at all is complained of elsewhere."""
    return isinstance(node, Text) and node.is_plain and FLAGS.get(node.text) is True


def plain_flag(text: Text) -> Text:
    """A flag in lower case, as kinds read it; any other text as it is."""
    if text.is_plain and text.text in FLAGS:
        return Text(text.place, text.text.lower())
    return text


def plain_value(text: Text) -> bool | int | float | str | None:
    """The value of a scalar where any type is due: quoted it is a text, and `yes` is one."""
    if not text.is_plain:
        return text.text
    if text.text in _NULLS:
        return None
    if text.text in FLAGS:
        return FLAGS[text.text]
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
