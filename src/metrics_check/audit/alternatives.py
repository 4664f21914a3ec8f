"""A pattern that is a list of plain values, as `a|b|c`."""

import re

_PLAIN = re.compile(r"[^\\.+*?()|\[\]{}^$]*")


def alternatives(pattern: str) -> tuple[str, ...]:
    """The values of a pattern that matches these and no others; none where it is more than that."""
    inner = pattern.removeprefix("^").removesuffix("$")
    if inner.startswith("(") and inner.endswith(")") and inner.count("(") == 1:
        inner = inner[1:-1].removeprefix("?:")
    parts = inner.split("|")
    return tuple(parts) if all(_PLAIN.fullmatch(part) for part in parts) else ()
