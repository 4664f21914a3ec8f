"""Reads the lines that the quick grammar does not know, and records what is wrong with them."""

from collections.abc import Sequence

from metrics_check.errors import BadNotation
from metrics_check.exposition.labels import Note
from metrics_check.exposition.model import Format, Sample
from metrics_check.exposition.recording import ProblemList
from metrics_check.exposition.sample_line import SampleLine, parse_sample

# A label value of the text format may hold line breaks as they are: a server takes them.
_LINES_JOINED = 100
_BREAK = "a line break inside a label value; expected \\n"


class ExactReader:
    """Parses single lines exactly; problems go to the list that it was given."""

    def __init__(self, problems: ProblemList, *, syntax: Format, line_bytes: int) -> None:
        self._problems = problems
        self._syntax = syntax
        self._line_bytes = line_bytes
        self._joins = not syntax.is_openmetrics

    def read(self, line: bytes, *, number: int) -> Sample | None:
        """The sample of a line, or None after its problem was recorded."""
        text = line.decode(errors="surrogateescape")
        try:
            read = self._parse(line, number=number)
        except BadNotation as error:
            self._problems.add_error(error, line=number, text=text)
            return None
        for note in read.notes:
            self._problems.add_note(note, line=number, text=text)
        if "\n" in text:
            note = Note(text.index("\n"), "raw-line-break", _BREAK)
            self._problems.add_note(note, line=number, text=text)
        return read.sample

    def joined_lines(self, lines: Sequence[bytes], *, start: int) -> int | None:
        """How many lines, from `start`, one sample takes: more than one with a line break in it.

        None when the quote is still open at the end of `lines`. A quote that is never closed is
        looked for once: what follows it is read line by line.
        """
        if not self._joins:
            return 1
        end, size = start + 1, len(lines[start])
        for _ in range(_LINES_JOINED):
            code = self._code(b"\n".join(lines[start:end]))
            if code != "unterminated-quote":
                return 1 if code else end - start
            while end < len(lines) and b'"' not in lines[end]:
                size += len(lines[end]) + 1
                end += 1
            if size > self._line_bytes:
                break
            if end == len(lines):
                return None
            size += len(lines[end]) + 1
            end += 1
        self._joins = False
        return 1

    def _code(self, line: bytes) -> str:
        try:
            self._parse(line, number=0)
        except BadNotation as error:
            return error.code
        return ""

    def _parse(self, line: bytes, *, number: int) -> SampleLine:
        text = line.decode(errors="surrogateescape")
        read = parse_sample(text, number=number, syntax=self._syntax)
        check_utf8(text)
        return read


def check_utf8(text: str) -> None:
    """Raises BadNotation at the first byte that was not UTF-8 (decoded with surrogateescape)."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "a byte that is not UTF-8"
        raise BadNotation(message, offset=error.start, code="invalid-utf8") from error
