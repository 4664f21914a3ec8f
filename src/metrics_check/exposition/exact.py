"""Reads the lines that the quick grammar does not know, and records what is wrong with them."""

from collections.abc import Sequence

from metrics_check.errors import BadNotation
from metrics_check.exposition.labels import Note
from metrics_check.exposition.model import Format, Sample
from metrics_check.exposition.recording import ProblemList
from metrics_check.exposition.sample_line import SampleLine, parse_sample
from metrics_check.exposition.utf8 import check_utf8

# A label value of the text format may hold line breaks as they are: a server takes them.
_LINES_JOINED = 100
_OPEN = BadNotation("the quote is never closed", code="unterminated-quote")
Parsed = SampleLine | BadNotation
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
        return self._record(self._parse(line, number=number), line=line, number=number)

    def read_from(
        self, lines: Sequence[bytes], *, start: int, number: int, may_wait: bool
    ) -> tuple[Sample | None, int]:
        """The sample that begins at `start`, and how many lines it takes.

        More than one where a label value has line breaks; none where more lines must come first.
        """
        line, count = lines[start], 1
        parsed = self._parse(line, number=number)
        if _is_open(parsed) and self._joins:
            joined, count = self._join(lines, start=start, number=number)
            if not count and may_wait:
                return None, 0
            if isinstance(joined, SampleLine):
                parsed, line = joined, b"\n".join(lines[start : start + count])
            else:
                count = 1
        return self._record(parsed, line=line, number=number), count

    def _join(self, lines: Sequence[bytes], *, start: int, number: int) -> tuple[Parsed, int]:
        """The lines up to where the quote closes, parsed; a count of 0: it does not in `lines`.

        A quote that is never closed is looked for once: what follows it is read line by line.
        """
        end, size = start + 1, len(lines[start])
        parsed: Parsed = _OPEN
        for _ in range(_LINES_JOINED):
            while end < len(lines) and b'"' not in lines[end]:
                size += len(lines[end]) + 1
                end += 1
            if size > self._line_bytes:
                break
            if end == len(lines):
                return _OPEN, 0
            size += len(lines[end]) + 1
            end += 1
            parsed = self._parse(b"\n".join(lines[start:end]), number=number)
            if not _is_open(parsed):
                return parsed, end - start
        self._joins = False
        return parsed, 1

    def _parse(self, line: bytes, *, number: int) -> Parsed:
        text = line.decode(errors="surrogateescape")
        try:
            parsed = parse_sample(text, number=number, syntax=self._syntax)
            check_utf8(text)
        except BadNotation as error:
            return error
        return parsed

    def _record(self, parsed: Parsed, *, line: bytes, number: int) -> Sample | None:
        if isinstance(parsed, SampleLine) and not parsed.notes and b"\n" not in line:
            return parsed.sample
        text = line.decode(errors="surrogateescape")
        if isinstance(parsed, BadNotation):
            self._problems.add_error(parsed, line=number, text=text)
            return None
        breaks = [Note(text.index("\n"), "raw-line-break", _BREAK)] if "\n" in text else []
        for note in (*parsed.notes, *breaks):
            self._problems.add_note(note, line=number, text=text)
        return parsed.sample


def _is_open(parsed: Parsed) -> bool:
    return isinstance(parsed, BadNotation) and parsed.code == _OPEN.code
