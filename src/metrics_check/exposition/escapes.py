"""Escapes in label values and help texts, as a Prometheus server undoes them.

An unknown escape stays as it is written: `\\t` is a backslash and a `t`.
"""

import re

_VALUE = re.compile(r'\\([\\n"])')
_HELP = re.compile(r"\\([\\n])")


def unescape_value(text: str) -> str:
    """A label value, or a help text of OpenMetrics, without `\\\\`, `\\n` and `\\"`."""
    return _VALUE.sub(_plain, text) if "\\" in text else text


def unescape_help(text: str) -> str:
    """A help text of the text format, where a quote is not escaped."""
    return _HELP.sub(_plain, text) if "\\" in text else text


def _plain(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else match[1]
