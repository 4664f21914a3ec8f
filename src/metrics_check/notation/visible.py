"""Text from users' services, made safe to show: what would steer a terminal, hide or reorder text
is written as an escape. The escapes are those of a PromQL string, so a quoted label value that
went through here is still that value.
"""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Above this a `\x` escape means a byte, not a character, to PromQL (Go's string literals).
_LAST_BYTE_ESCAPE = 0x7F


def visible(text: str) -> str:
    r"""The text on one line, with every character that does not print as `\n`, `\x1b`, `\u202e`.

    What prints is left as it is, a backslash too: `visible(visible(x)) == visible(x)`.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code <= _LAST_BYTE_ESCAPE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
