"""What of an output folder is not as it would be generated now. Reads and writes nothing itself."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff

from metrics_check.errors import InvalidInput
from metrics_check.generate.artefact import MARK, Artefact
from metrics_check.located import Place, Problem
from metrics_check.notation.words import shown
from metrics_check.record import record


@record
class Change:
    """A file that differs: `old` is what it holds, None where it is not there; `new` likewise."""

    path: str
    old: str | None
    new: str | None

    @property
    def text(self) -> str:
        """The change in one line."""
        if self.new is None:
            return f"{self.path} is left over"
        return f"{self.path} is {'missing' if self.old is None else 'stale'}"

    @property
    def done(self) -> str:
        """What was done about it, in one line."""
        return f"{self.path}: {'removed' if self.new is None else 'written'}"

    @property
    def diff(self) -> str:
        """How it differs, line by line, from what is there to what would be."""
        lines = unified_diff(
            (self.old or "").splitlines(),
            (self.new or "").splitlines(),
            fromfile=self.path if self.old is not None else "/dev/null",
            tofile=self.path if self.new is not None else "/dev/null",
            lineterm="",
        )
        return "\n".join(lines)


def changes_of(artefacts: Iterable[Artefact], *, there: Mapping[str, str]) -> Iterator[Change]:
    """The changes, in order of paths. `there` are the texts of files by path: those that are to be
    generated, and of those in the same folders the generated ones.

    Raises `InvalidInput` for each file that would be overwritten and was written by hand.
    """
    new = {artefact.path: artefact.text for artefact in artefacts}
    foreign = [path for path in new if path in there and not is_generated(there[path])]
    if foreign:
        problems = [Problem(Place(path), "hand-written", _HAND_WRITTEN) for path in foreign]
        noun = "file" if len(foreign) == 1 else "files"
        raise InvalidInput(f"{len(foreign)} {noun} would be overwritten", problems=problems)
    for path in sorted({*new, *there}):
        if there.get(path) != new.get(path):
            yield Change(path, there.get(path), new.get(path))


def is_generated(text: str) -> bool:
    """Whether a file says in its first lines that it was generated."""
    return MARK in text[:_FIRST_CHARACTERS]


_HAND_WRITTEN = (
    f"its first lines do not say {shown(MARK.strip())}, so it was written by hand and is left as "
    "it is. Move it away, or generate into another folder with -o"
)
# Of a JSON document the mark is a value near its beginning.
_FIRST_CHARACTERS = 400
