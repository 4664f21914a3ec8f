"""Text literals of PromQL and of RE2: quoted, unquoted, escaped.

The escapes are Go's (Prometheus docs, Querying basics, String literals; `strutil.Unquote`).
"""

import re

from metrics_check.errors import BadNotation
from metrics_check.notation.words import shown

_SHORT_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_SHORT_BY_CHARACTER = {char: "\\" + letter for letter, char in _SHORT_ESCAPES.items()}
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}
_ESCAPE = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})")
_ORDINARY = {quote: re.compile(rf"[^\\\n{quote}]+") for quote in "\"'"}
# The characters that Go's `regexp.QuoteMeta` escapes.
_REGEX_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


def quote(value: str) -> str:
    """The value as a double-quoted PromQL literal, what does not print as an escape."""
    return '"' + "".join(_quoted_character(char) for char in value) + '"'


def unquote(literal: str) -> str:
    """The value of a literal in double, single or back quotes; raises `BadNotation`."""
    value, end = read_literal(literal, start=0)
    if end != len(literal):
        rest = shown(literal[end:])
        raise BadNotation(f"found {rest} after the closing quote", offset=end, code="bad-string")
    return value


def quote_regex(value: str) -> str:
    """An RE2 pattern that matches exactly this value (as Go's `regexp.QuoteMeta`)."""
    return _REGEX_SPECIAL.sub(r"\\\g<0>", value)


def read_literal(text: str, *, start: int) -> tuple[str, int]:
    """The value of the literal that begins at `start`, and the offset behind its last quote.

    Raises `BadNotation` for an unknown escape, bytes that are not UTF-8, or a missing end.
    """
    mark = text[start : start + 1]
    if mark == "`":
        return _read_raw(text, start=start)
    if mark not in _ORDINARY:
        found = shown(text[start:]) if mark else "nothing"
        message = f'found {found}, expected a text in quotes such as "value"'
        raise BadNotation(message, offset=start, code="bad-string")
    return _read_escaped(text, start=start, mark=mark)


def _read_raw(text: str, *, start: int) -> tuple[str, int]:
    end = text.find("`", start + 1)
    if end < 0:
        raise _unclosed(text, start=start)
    value = text[start + 1 : end]
    return _decoded(value.encode("utf-8", "surrogatepass"), start=start), end + 1


def _read_escaped(text: str, *, start: int, mark: str) -> tuple[str, int]:
    parts: list[bytes] = []
    position = start + 1
    while position < len(text):
        char = text[position]
        if char == mark:
            return _decoded(b"".join(parts), start=start), position + 1
        if char == "\\":
            part, position = _read_escape(text, start=position, mark=mark)
            parts.append(part)
            continue
        ordinary = _ORDINARY[mark].match(text, position)
        if ordinary is None:
            raise _unclosed(text, start=start)
        parts.append(ordinary.group().encode("utf-8", "surrogatepass"))
        position = ordinary.end()
    raise _unclosed(text, start=start)


def _read_escape(text: str, *, start: int, mark: str) -> tuple[bytes, int]:
    char = text[start + 1 : start + 2]
    if char and (char in _SHORT_ESCAPES or char == mark):
        return _SHORT_ESCAPES.get(char, char).encode(), start + 2
    found = _ESCAPE.match(text, start + 1)
    if found is None:
        raise _bad_escape(text, start=start)
    byte, short, long, octal = found.groups()
    if byte is not None or octal is not None:
        number = int(byte, 16) if byte is not None else int(octal, 8)
        if number > 0xFF:
            raise _bad_escape(text, start=start)
        return bytes([number]), found.end()
    number = int(short or long, 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise _bad_escape(text, start=start)
    return chr(number).encode(), found.end()


def _decoded(content: bytes, *, start: int) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as exc:
        message = "the escapes of this text do not make valid UTF-8"
        raise BadNotation(message, offset=start, code="bad-string") from exc


def _unclosed(text: str, *, start: int) -> BadNotation:
    message = f"found {shown(text[start:])}, expected a closing {text[start]}"
    return BadNotation(message, offset=start, code="bad-string")


def _bad_escape(text: str, *, start: int) -> BadNotation:
    char = text[start + 1 : start + 2]
    length = 2 + _HEX_DIGITS.get(char, 2 if char.isdigit() else 0)
    found = shown(text[start : start + length])
    message = (
        f'found the escape {found}, expected one of \\n \\t \\r \\\\ \\" \\xNN \\NNN \\uNNNN'
        " \\UNNNNNNNN. For a backslash itself write `\\\\`"
    )
    return BadNotation(message, offset=start, code="bad-string")


def _quoted_character(char: str) -> str:
    if char == '"':
        return '\\"'
    if char in _SHORT_BY_CHARACTER:
        return _SHORT_BY_CHARACTER[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
