"""Expectation files found below a folder, and one of them read into a located tree."""

from dataclasses import dataclass
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.source import SourceText, read_source
from metrics_check.load.yaml import read_document
from metrics_check.located import Fields, Place

SUFFIXES = (".yaml", ".yml")
_ADVICE = (
    "Write a file such as expectations/my-service.yaml; the README begins with one that can be "
    "copied"
)


@dataclass(frozen=True, slots=True)
class Document:
    """One file: where it is, the name its profile must have, and its content."""

    path: Path
    name: str
    root: Fields
    source: SourceText

    @property
    def place(self) -> Place:
        """The file's first character."""
        return Place(self.path.as_posix())


def find_files(folder: Path) -> tuple[Path, ...]:
    """Every expectation file below the folder, sorted by path.

    Raises `InvalidInput` where there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise InvalidInput(_no_folder(folder))
    files = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    found = tuple(sorted(files))
    if not found:
        raise InvalidInput(f"no *.yaml or *.yml file is below {folder.as_posix()!r}. {_ADVICE}")
    return found


def read_file(path: Path) -> Document:
    """The content of one file; raises `InvalidInput` with located problems."""
    data = read_source(path)
    shown = path.as_posix()
    root = read_document(data, path=shown)
    return Document(path, path.stem, root, SourceText.of(data, path=shown))


def _no_folder(folder: Path) -> str:
    found = "is a file, not a folder" if folder.exists() else "is not there"
    return f"the folder of expectations {folder.as_posix()!r} {found}. {_ADVICE}"
