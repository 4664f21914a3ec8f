"""Where YAML bites: what it makes of a line that was meant as a text, and which quote helps."""

import re

from metrics_check.located import Place, Text
from metrics_check.notation.words import shown

# What YAML takes a value for that begins with this character (YAML 1.2, 5.3 and 7).
_MEANINGS = {
    "{": "a mapping",
    "[": "a list",
    ">": "a block of text",
    "|": "a block of text",
    "!": "a tag",
    "*": "an alias",
    "&": "an anchor",
    "@": "a reserved sign",
    "`": "a reserved sign",
    "%": "a directive",
    '"': "a text that ends at the next quote",
    "'": "a text that ends at the next quote",
    ",": "the end of an item",
    "]": "the end of a list",
    "}": "the end of a mapping",
    "?": "a key",
}
_VALUE = re.compile(r"\s*(?:[-?]\s+)*(?:[A-Za-z_][\w.-]*:(?:\s+|$))?(?:-\s+)*")
_KEY_IN_BRACES = re.compile(r"\{\s*[A-Za-z_][\w.-]*:(?=\s|$)")
FLOW_REASON = "within { } YAML reads signs such as , { > as its own"
_FLOW_ADVICE = "put the value in single quotes, or write the keys without braces, each on a line"
# A suggestion longer than this is not repeated in a message.
_LONGEST_EXAMPLE = 120


def explain_start(line: str) -> str | None:
    """Why the value on this line is not the text it looks like, from its first character."""
    rest = value_on(line)
    if not rest or rest[0] not in _MEANINGS:
        return None
    if begins_mapping(rest):
        return f"{FLOW_REASON}; {_FLOW_ADVICE}"
    sign, reads = "a comma" if rest[0] == "," else rest[0], _MEANINGS[rest[0]]
    return f"the text starts with {sign}, which YAML reads as {reads}; {put_in_quotes(rest)}"


def explain_cut(text: Text, source_line: str) -> str | None:
    """That YAML cut a plain text at ` #`, and the quotes to add; None where it did not.

    `source_line` is the line of the file on which the text ends. To be asked once the text did
    not read: a comment behind a whole line is no mistake.
    """
    if not text.is_plain or not text.is_exact:
        return None
    end = text.place.column - 1 + len(text.text)
    rest = source_line[end:]
    if source_line[text.place.column - 1 : end] != text.text or not re.match(r"\s+#", rest):
        return None
    whole = source_line[text.place.column - 1 :]
    return f"YAML cut the text at ` #`, where a comment begins; {put_in_quotes(whole)}"


def explain_key(key: Text, source_line: str) -> str | None:
    """That a plain key is rather a line which YAML split at `: `; None for an ordinary key."""
    if not key.is_plain or not re.search(r'[{"]', key.text):
        return None
    whole = source_line[key.place.column - 1 :] if key.is_exact else key.text
    return (
        f"YAML split the text at `: ` and reads {shown(key.text)} as a key; {put_in_quotes(whole)}"
    )


def begins_mapping(text: str) -> bool:
    """Whether the text is a mapping in braces rather than a series: it begins with a key."""
    return _KEY_IN_BRACES.match(text) is not None


def put_in_quotes(text: str) -> str:
    """The advice to put the text in single quotes, with the result where it is short."""
    bare = text.strip()
    if len(bare) > _LONGEST_EXAMPLE:
        return "put the whole text in single quotes"
    return f"put the whole text in single quotes: {single_quoted(bare)}"


def single_quoted(text: str) -> str:
    """The text as a single-quoted YAML scalar."""
    return "'" + text.replace("'", "''") + "'"


def value_on(line: str) -> str:
    """The line from its value on: without indentation, dashes and a key."""
    return line[value_column(line) - 1 :]


def value_column(line: str) -> int:
    """The column at which the value of this line begins, counted from 1."""
    found = _VALUE.match(line)
    return 1 if found is None else found.end() + 1


def value_place(place: Place, *, line: str) -> Place:
    """The place of the value on the line of `place`."""
    return Place(place.path, place.line, value_column(line))
