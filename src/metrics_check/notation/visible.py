"""Text from users' services, made safe to show: what would steer a terminal, hide or reorder text
is written as an escape. The escapes are those of a PromQL string, so a quoted label value that
went through here is still that value.
"""

import re
from collections.abc import Mapping

from metrics_check.notation.text import quote

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Above this a `\x` escape means a byte, not a character, to PromQL (Go's string literals).
_LAST_BYTE_ESCAPE = 0x7F

# Prometheus docs, Data model: label names that need no quotes.
_PLAIN_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")

# Long enough for a URL path or a model's name, short enough for one line.
MAX_SHOWN_VALUE = 60


def visible(text: str) -> str:
    r"""The text on one line, with every character that does not print as `\n`, `\x1b`, `\u202e`.

    What prints is left as it is, a backslash too: `visible(visible(x)) == visible(x)`.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def shown_value(value: str) -> str:
    """The label value quoted as in PromQL, its end given up for `…` where it is very long."""
    is_long = len(value) > MAX_SHOWN_VALUE
    return quote(value[: MAX_SHOWN_VALUE - 1] + "…" if is_long else value)


def shown_labels(labels: Mapping[str, str]) -> str:
    """The labels as `{a="1", b="2"}`, by name; `{}` where there are none."""
    return (
        "{" + ", ".join(f"{label_name(n)}={shown_value(labels[n])}" for n in sorted(labels)) + "}"
    )


def label_name(name: str) -> str:
    """The name as PromQL takes it: quoted where it is not a plain one."""
    return name if _PLAIN_NAME.fullmatch(name) else quote(name)


def _escape(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code <= _LAST_BYTE_ESCAPE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
