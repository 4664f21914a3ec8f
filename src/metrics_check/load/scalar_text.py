"""A text written as a YAML scalar that reads back as exactly this text: the writer's side."""

import re

from metrics_check.load.quoting import single_quoted
from metrics_check.load.scalars import plain_value
from metrics_check.located import Place, Text

# Far stricter than YAML 1.2, 7.3.3, so that no reader of any version takes such a text for
# something else. Within braces and brackets their signs and the comma are not plain, and YAML 1.1
# has no `?` there.
_PLAIN = re.compile(r"[A-Za-z_][\w{}=~!\",.:/+&?%$@() -]*", re.ASCII)
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z_0-9][\w.:/+=&%~$@-]*", re.ASCII)
# ` #` begins a comment (no `#` is plain above), `: ` parts a key; blanks at an end are dropped.
_CUT = re.compile(r":(?: |$)| $")
# What YAML 1.1 takes for true or false, for a number in base 60, or for a day.
_OLDER = re.compile(
    r"y|yes|n|no|on|off|true|false|[0-9][0-9_.:]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*", re.IGNORECASE
)


def scalar(text: str, *, in_flow: bool = False) -> str:
    """The text as a scalar on one line: plain where that is safe, else in quotes.

    `in_flow`: it stands within `{ }` or `[ ]`, or before the colon of a key. A NUL character has no
    place in any file, and must not be in the text.
    """
    if _is_plain(text, pattern=_PLAIN_IN_FLOW if in_flow else _PLAIN):
        return text
    return single_quoted(text) if text.isprintable() and text else _double_quoted(text)


def _is_plain(text: str, *, pattern: re.Pattern[str]) -> bool:
    return (
        pattern.fullmatch(text) is not None
        and _CUT.search(text) is None
        and _OLDER.fullmatch(text) is None
        and isinstance(plain_value(Text(Place(""), text)), str)
    )


def _double_quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in {'"', "\\"}:
        return f"\\{char}"
    if char.isprintable():
        return char
    # YAML 1.2, 5.7: the escapes that every version knows.
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
