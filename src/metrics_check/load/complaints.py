"""What is wrong with the files of one loading, gathered while reading goes on.

Readers return what they could read and put the rest here, so that all is said at once.
"""

from collections.abc import Iterable
from dataclasses import field, replace
from types import TracebackType

from metrics_check.errors import BadNotation, InvalidInput, UnansweredQuery
from metrics_check.load.quoting import explain_cut
from metrics_check.load.source import SourceText
from metrics_check.located import Place, Problem, Text
from metrics_check.record import record


@record
class Complaints:
    """Problems in the order found. The one thing that readers write to.

    `sources`: the text of each file by path, to say where YAML bit.
    """

    found: list[Problem] = field(default_factory=list)
    sources: dict[str, SourceText] = field(default_factory=dict)

    def add(self, place: Place, *, code: str, message: str) -> None:
        """Keeps one problem."""
        self.found.append(Problem(place, code, message))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keeps problems that stand already."""
        self.found.extend(problems)

    def keep(self, text: Text) -> "Keeping":
        """A block that keeps what reading `text` raises: located, or an offset within `text`."""
        return Keeping(self, text)

    def line_at(self, place: Place) -> str:
        """The line of the file on which `place` is; empty where the file is not known."""
        source = self.sources.get(place.path)
        return "" if source is None else source.line(place.line)

    def shown_line(self, place: Place) -> str:
        """That line where it may be shown, else nothing."""
        source = self.sources.get(place.path)
        return "" if source is None else source.shown_line(place.line)

    def distinct(self) -> tuple[Problem, ...]:
        """The problems in file order; at one place each code once, as first worded.

        An expectation is read once for each profile that it reaches, and is wrong once.
        """
        first: dict[tuple[Place, str], Problem] = {}
        for problem in self.found:
            first.setdefault((problem.place, problem.code), problem)
        return self.with_lines(sorted(first.values(), key=lambda problem: problem.place))

    def with_lines(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The same problems, each with the line of its file where that may be shown."""
        return tuple(replace(each, line=self.shown_line(each.place)) for each in problems)


@record
class Keeping:
    """A `with` block whose `InvalidInput` becomes complaints and ends nothing but the block."""

    to: Complaints
    text: Text

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, UnansweredQuery):
            # PromQL that is too large to be parsed is refused here, where it stands.
            self.to.add(self.text.place, code="bad-promql", message=str(error))
            return True
        if not isinstance(error, InvalidInput):
            return False
        if isinstance(error, BadNotation):
            place = self.text.place_of(error.offset)
            self.to.add(place, code=error.code, message=self._with_bite(str(error)))
        elif error.problems:
            self.to.extend(self._explained(problem) for problem in error.problems)
        else:
            self.to.add(self.text.place, code="invalid-input", message=str(error))
        return True

    def _explained(self, problem: Problem) -> Problem:
        if problem.place.line != self.text.place.line:
            return problem
        return Problem(problem.place, problem.code, self._with_bite(problem.message))

    def _with_bite(self, message: str) -> str:
        text = self.text
        is_open = text.text.count('"') % 2 or text.text.count("{") > text.text.count("}")
        bite = explain_cut(text, self.to.line_at(text.place)) if is_open else None
        return message if bite is None else f"{message}. {bite}"
