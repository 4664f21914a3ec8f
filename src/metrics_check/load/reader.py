"""The state of one reading of YAML: events, anchors, what was spent and what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import MAX_PROBLEMS, Budget
from metrics_check.load.source import SourceText
from metrics_check.located import Node, Place, Problem
from metrics_check.record import record


@record
class Built:
    """A node, how many values it holds with itself, and how deep they nest."""

    node: Node
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class Reader:
    """The state of one reading."""

    source: SourceText
    budget: Budget
    text: str
    events: Iterator[yaml.Event]
    anchors: dict[str, Built | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, event: yaml.Event) -> Place:
        """Where an event begins."""
        mark = event.start_mark
        if mark is None:
            return Place(self.source.path)
        return Place(self.source.path, mark.line + 1, mark.column + 1)

    def start(self, event: yaml.Event) -> int:
        """The index of an event's first character."""
        return 0 if event.start_mark is None else event.start_mark.index

    def end(self, event: yaml.Event) -> int:
        """The index behind an event's last character."""
        return 0 if event.end_mark is None else event.end_mark.index

    def complain(self, place: Place, *, code: str, message: str) -> None:
        """Keeps a problem and reads on, but not for ever."""
        self.problems.append(Problem(place, code, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise invalid(self.problems)


def invalid(problems: list[Problem]) -> InvalidInput:
    """The error that says all of these problems, in file order."""
    ordered = sorted(problems, key=lambda problem: problem.place)
    return InvalidInput("\n".join(str(problem) for problem in ordered), problems=ordered)
