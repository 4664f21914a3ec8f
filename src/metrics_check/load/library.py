"""Drafts by name, each file read once and only when it is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.complaints import Complaints
from metrics_check.load.documents import read_file
from metrics_check.load.draft import Draft
from metrics_check.load.outline import read_outline
from metrics_check.located import Place
from metrics_check.notation.words import shown


@dataclass(frozen=True, slots=True)
class FileLibrary:
    """The profiles of some files. What is wrong in a file goes `to` the complaints, once."""

    paths: Mapping[str, tuple[Path, ...]]
    to: Complaints
    read: dict[str, Draft | None] = field(default_factory=dict)

    def find(self, name: str) -> Draft | None:
        """The draft of that name; None where its file cannot be read, which was said already."""
        if name not in self.read:
            self.read[name] = self._read(self.paths[name])
        return self.read[name]

    def names(self) -> Iterable[str]:
        """Every name there is."""
        return self.paths.keys()

    def _read(self, paths: tuple[Path, ...]) -> Draft | None:
        for other in paths[1:]:
            message = (
                f"two files are the profile {shown(other.stem)}, this one and "
                f"{paths[0].as_posix()}; rename one of them"
            )
            self.to.add(Place(other.as_posix()), code="equal-profiles", message=message)
        try:
            document = read_file(paths[0])
        except InvalidInput as wrong:
            self.to.extend(wrong.problems)
            return None
        self.to.sources[document.source.path] = document.source
        return read_outline(document, to=self.to)


def library_of(files: Iterable[Path], *, to: Complaints) -> FileLibrary:
    """The library of these files, each named by its stem."""
    paths: dict[str, tuple[Path, ...]] = {}
    for path in files:
        paths[path.stem] = (*paths.get(path.stem, ()), path)
    return FileLibrary(paths, to)
