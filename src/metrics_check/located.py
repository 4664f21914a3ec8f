"""Where a value stands in a file, and the located tree that a file is read into.

The tree keeps every scalar as the text that was typed: what a text means (a number, `true`, a
duration) is decided by the key that holds it, not by YAML.
"""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.record import record


@record
class Place:
    """A position in a file; line and column count from 1. Places are ordered as they are read."""

    path: str
    line: int = 1
    column: int = 1

    def __lt__(self, other: "Place") -> bool:
        return (self.path, self.line, self.column) < (other.path, other.line, other.column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def shifted(self, characters: int) -> "Place":
        """The place that many characters further on the same line."""
        return Place(self.path, self.line, self.column + characters)


@record
class Problem:
    """One thing wrong in a file: where, a stable code, and one sentence or two for a person.

    `line` is that line of the file, empty where it is not known or may hold a secret.
    """

    place: Place
    code: str
    message: str
    line: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@record
class Text:
    """A scalar as typed. `is_plain`: no quotes, no block style, so `true` or `1` may be meant.

    `is_exact`: the text stands in the file as it is, on one line, so an offset is a column.
    `block`: it stands there line by line, as a literal block (`|`), and this is its first column.
    """

    place: Place
    text: str
    is_plain: bool = True
    is_exact: bool = True
    block: Place | None = None

    def place_of(self, offset: int) -> Place:
        """The place of the character at `offset`, or of the whole text where it was folded."""
        if self.is_exact or self.block is None:
            return self.place.shifted(offset) if self.is_exact else self.place
        *above, line = self.text[:offset].split("\n")
        return Place(self.place.path, self.block.line + len(above), self.block.column + len(line))


@record
class Items:
    """A sequence, in order."""

    place: Place
    items: tuple["Node", ...]


@record
class Field:
    """One `key: value` of a mapping."""

    key: Text
    value: "Node"


@record
class Fields:
    """A mapping whose keys are unique texts, in file order."""

    place: Place
    fields: Mapping[str, Field]

    def get(self, key: str) -> "Node | None":
        """The value at `key`, or None where the key is not there."""
        field = self.fields.get(key)
        return None if field is None else field.value


Node = Text | Items | Fields
