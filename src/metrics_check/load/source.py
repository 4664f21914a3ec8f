"""The text of a file: its bytes read within a bound, decoded, and its lines."""

import re
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Limits, over_limit
from metrics_check.located import Place, Problem
from metrics_check.record import record

# What expectation files end in.
SUFFIXES = (".yaml", ".yml")
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


@record
class SourceText:
    """The lines of a file as they were decoded, without their ends."""

    path: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, data: bytes, *, path: str) -> "SourceText":
        """The source of a file's bytes; what is not UTF-8 shows as a replacement character."""
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        return cls(path, tuple(_LINE_BREAK.split(text)))

    def line(self, number: int) -> str:
        """The line with this number, counted from 1; empty where there is none."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def shown_line(self, number: int) -> str:
        """The line as it may be shown: empty where it may hold a password.

        So may a line with a URL, and any line of what is no expectation file, such as `.env`.
        """
        line = self.line(number)
        may_hold_secret = "://" in line and "@" in line
        return line if self.path.endswith(SUFFIXES) and not may_hold_secret else ""


def read_source(path: Path, *, limits: Limits | None = None) -> bytes:
    """The bytes of a file, never more than the limit; raises `InvalidInput` with one problem.

    Codes: `unreadable-file`, `over-limit`.
    """
    limit = (limits or Limits()).max_bytes
    place = Place(str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        raise _invalid(place, code="unreadable-file", message=f"cannot be read: {reason}") from exc
    refuse_large(data, place=place, limit=limit)
    return data


def refuse_large(data: bytes, *, place: Place, limit: int) -> None:
    """Raises `InvalidInput` (`over-limit`) where `data` is longer than `limit` bytes."""
    if len(data) > limit:
        raise over_limit(place, message=f"the file is larger than {limit} bytes; split it")


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
