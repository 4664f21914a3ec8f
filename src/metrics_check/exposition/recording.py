"""What a reading has found so far: problems and metadata, bounded."""

from collections.abc import Mapping

from metrics_check.errors import BadNotation
from metrics_check.exposition.labels import Note
from metrics_check.exposition.metadata import OPENMETRICS_TYPES, TEXT_TYPES, Metadata
from metrics_check.exposition.model import ExpositionProblem, Family
from metrics_check.model.series import MetricType


class ProblemList:
    """Problems in the order found. The first `limit` of each severity are kept."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._kept: dict[bool, list[ExpositionProblem]] = {True: [], False: []}

    @property
    def is_refused(self) -> bool:
        """Whether a server would already have refused the exposition."""
        return bool(self._kept[False])

    def add(self, problem: ExpositionProblem) -> None:
        """Keeps a problem while there is room."""
        kept = self._kept[problem.is_ingestible]
        if len(kept) < self._limit:
            kept.append(problem)

    def add_error(self, error: BadNotation, *, line: int) -> None:
        """Keeps why a line could not be read: a server refuses it."""
        message = str(error)
        self.add(
            ExpositionProblem(line, error.offset + 1, error.code, message, is_ingestible=False)
        )

    def add_note(self, note: Note, *, line: int) -> None:
        """Keeps what a server takes all the same."""
        self.add(
            ExpositionProblem(line, note.offset + 1, note.code, note.message, is_ingestible=True)
        )

    def sorted(self) -> tuple[ExpositionProblem, ...]:
        """All kept, in file order."""
        return tuple(sorted(self._kept[True] + self._kept[False]))


class FamilyTable:
    """Families as their metadata lines come in. The last line of a keyword holds."""

    def __init__(self, problems: ProblemList) -> None:
        self._problems = problems
        self._rows: dict[str, dict[str, str]] = {}
        self._lines: dict[str, dict[str, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, metadata: Metadata, *, line: int) -> None:
        """Takes one metadata line; a second one of the same keyword is a problem."""
        row = self._rows.setdefault(metadata.name, {})
        if metadata.keyword in row:
            message = f"a second # {metadata.keyword} of {metadata.name}"
            problem = ExpositionProblem(line, 1, "repeated-metadata", message, is_ingestible=True)
            self._problems.add(problem)
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


def type_of(text: str) -> MetricType:
    """The type that a TYPE line's word means in the format that knows it."""
    return TEXT_TYPES.get(text) or OPENMETRICS_TYPES[text]
