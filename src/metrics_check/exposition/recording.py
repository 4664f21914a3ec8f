"""What a reading has found so far: problems and metadata, bounded."""

from collections.abc import Mapping
from dataclasses import replace

from metrics_check.errors import BadNotation
from metrics_check.exposition.labels import Note
from metrics_check.exposition.metadata import (
    OPENMETRICS_TYPES,
    TEXT_TYPES,
    Metadata,
    parse_metadata,
)
from metrics_check.exposition.model import Excerpt, ExpositionProblem, Family, Format
from metrics_check.model.series import MetricType

_BEFORE, _WIDTH = 60, 120


class ProblemList:
    """Problems; of those a server refuses, and of the others, the first `limit` in the file."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._kept: dict[bool, list[ExpositionProblem]] = {True: [], False: []}

    def add(self, problem: ExpositionProblem) -> None:
        """Keeps a problem until `trim`."""
        self._kept[problem.is_ingestible].append(problem)

    def trim(self) -> None:
        """Drops what is beyond the limit: what comes last in the file."""
        for kept in self._kept.values():
            if len(kept) > self._limit:
                kept.sort()
                del kept[self._limit :]

    def add_found(self, code: str, message: str, *, line: int, is_ingestible: bool = False) -> None:
        """Keeps a problem of a whole line, or of what follows it."""
        self.add(ExpositionProblem(line, 1, code, message, is_ingestible))

    def add_error(self, error: BadNotation, *, line: int, text: str) -> None:
        """Keeps why the line `text` could not be read: a server refuses it."""
        note = Note(error.offset, error.code, str(error))
        self.add_note(note, line=line, text=text, is_ingestible=False)

    def add_note(self, note: Note, *, line: int, text: str, is_ingestible: bool = True) -> None:
        """Keeps what is off in the line `text`."""
        problem = ExpositionProblem(line, note.offset + 1, note.code, note.message, is_ingestible)
        self.add(replace(problem, excerpt=_excerpt(text, note.offset)))

    def sorted(self) -> tuple[ExpositionProblem, ...]:
        """All kept, in file order."""
        return tuple(sorted(self._kept[True] + self._kept[False]))


class FamilyTable:
    """Families as their metadata lines come in. The last line of a keyword holds."""

    def __init__(self, problems: ProblemList, *, syntax: Format) -> None:
        self._problems = problems
        self._syntax = syntax
        self._rows: dict[str, dict[str, str]] = {}
        self._lines: dict[str, dict[str, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, raw: bytes, *, line: int) -> None:
        """Takes one line that begins with `#`; a second one of the same keyword is a problem."""
        text = raw.decode(errors="surrogateescape")
        try:
            metadata = parse_metadata(text, syntax=self._syntax)
        except BadNotation as error:
            self._problems.add_error(error, line=line, text=text)
            return
        if metadata is not None:
            self._add(metadata, line=line)

    def _add(self, metadata: Metadata, *, line: int) -> None:
        row = self._rows.setdefault(metadata.name, {})
        if metadata.keyword in row:
            message = f"a second # {metadata.keyword} of {metadata.name}"
            self._problems.add_found("repeated-metadata", message, line=line, is_ingestible=True)
        row[metadata.keyword] = metadata.text
        self._lines.setdefault(metadata.name, {}).setdefault(metadata.keyword, line)

    def lines(self) -> Mapping[str, Mapping[str, int]]:
        """The first line of each keyword, by family."""
        return self._lines

    def families(self) -> dict[str, Family]:
        """Every family by name, in the order first named."""
        return {name: self._family(name, row) for name, row in self._rows.items()}

    def _family(self, name: str, row: dict[str, str]) -> Family:
        return Family(
            name=name,
            type=type_of(row.get("TYPE", "unknown")),
            help=row.get("HELP"),
            unit=row.get("UNIT"),
            line=min(self._lines[name].values()),
        )


def _excerpt(text: str, offset: int) -> Excerpt:
    """At most `_BEFORE` characters before the offset and `_WIDTH` in all, all of them UTF-8."""
    start = max(0, offset - _BEFORE)
    piece = text[start : start + _WIDTH].encode(errors="replace").decode()
    return Excerpt(piece, offset - start)


def type_of(text: str) -> MetricType:
    """The type that a TYPE line's word means in the format that knows it."""
    return TEXT_TYPES.get(text) or OPENMETRICS_TYPES[text]
