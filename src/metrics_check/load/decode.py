"""Bytes of a file become text, or a located reason why they are none."""

import re

from metrics_check.errors import InvalidInput
from metrics_check.located import Place, Problem

# A byte order mark, or the zero bytes that ASCII text has in these encodings (YAML 1.2, 5.2).
_OTHER_ENCODINGS = (
    (re.compile(rb"\xff\xfe\x00\x00|[^\x00]\x00\x00\x00"), "UTF-32"),
    (re.compile(rb"\x00\x00\xfe\xff|\x00\x00\x00[^\x00]"), "UTF-32"),
    (re.compile(rb"\xff\xfe|[^\x00]\x00[^\x00]\x00"), "UTF-16"),
    (re.compile(rb"\xfe\xff|\x00[^\x00]\x00[^\x00]"), "UTF-16"),
)
# C0 and C1 controls but tab and line ends, the separators that older YAML takes for line ends,
# a byte order mark within the text, and what is no character.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def decode_utf8(data: bytes, *, path: str) -> str:
    """The text of a UTF-8 file, a byte order mark removed.

    Raises `InvalidInput` with one problem: `bad-encoding`, `control-character`.
    """
    for pattern, encoding in _OTHER_ENCODINGS:
        if pattern.match(data):
            message = f"the file is {encoding}, expected UTF-8; save it as UTF-8"
            raise _invalid(Place(path), code="bad-encoding", message=message)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as exc:
        raise _not_utf8(data, error=exc, path=path) from exc
    found = _FORBIDDEN.search(text)
    if found is not None:
        raise _control(text, found=found, path=path)
    return text


def place_at(text: str, *, index: int, path: str) -> Place:
    """The place of the character at `index` of a file's text."""
    ends = [line.end() for line in _LINE_BREAK.finditer(text, 0, index)]
    return Place(path, len(ends) + 1, index - (ends[-1] if ends else 0) + 1)


def _not_utf8(data: bytes, *, error: UnicodeDecodeError, path: str) -> InvalidInput:
    before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
    place = place_at(before, index=len(before), path=path)
    message = (
        f"found the byte 0x{data[error.start]:02x}, which is not UTF-8; save the file as UTF-8"
    )
    return _invalid(place, code="bad-encoding", message=message)


def _control(text: str, *, found: re.Match[str], path: str) -> InvalidInput:
    place = place_at(text, index=found.start(), path=path)
    code = ord(found.group())
    message = f"found the character U+{code:04X}, which does not print; remove it"
    if code != 0:
        message += f', or write it as "\\u{code:04x}" in double quotes'
    return _invalid(place, code="control-character", message=message)


def _invalid(place: Place, *, code: str, message: str) -> InvalidInput:
    problem = Problem(place, code, message)
    return InvalidInput(str(problem), problems=[problem])
