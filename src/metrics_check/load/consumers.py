"""The files that may use metrics: found below folders, read within bounds."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.documents import LIMITS
from metrics_check.load.source import read_source
from metrics_check.located import Place, Problem
from metrics_check.record import record

SUFFIXES = (".json", ".markdown", ".md", ".rules", ".yaml", ".yml")
# What tools keep, and nobody wrote here.
_LEFT_OUT = frozenset({"__pycache__", "node_modules", "venv"})
# More files than any repository has of these; a folder such as `/` ends here.
MAX_FILES = 20_000


@record
class Consumer:
    """A file: its path as it is told, and its bytes; None where it could not be read."""

    path: str
    data: bytes | None
    problems: tuple[Problem, ...] = ()


def read_consumers(paths: Iterable[Path]) -> Iterator[Consumer]:
    """Each file that is named, and of folders all below that end in one of `SUFFIXES`, by name.

    Hidden folders are left out, and links to folders. Raises `InvalidInput` for a path that is not
    there, and for more than `MAX_FILES`.
    """
    found = dict.fromkeys(file for path in paths for file in _files(path))
    if len(found) > MAX_FILES:
        raise InvalidInput(f"there are more than {MAX_FILES} files; name the folders that matter.")
    for path in found:
        yield _read(path)


def _read(path: Path) -> Consumer:
    try:
        return Consumer(path.as_posix(), read_source(path, limits=LIMITS))
    except InvalidInput as error:
        return Consumer(path.as_posix(), None, error.problems)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from _below(path)
    else:
        place = Place(path.as_posix())
        problem = Problem(place, "unreadable-file", "there is no such file or folder")
        raise InvalidInput(str(problem), problems=[problem])


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _LEFT_OUT
        )
        for name in sorted(files):
            path = Path(parent) / name
            if name.endswith(SUFFIXES) and path.is_file():
                yield path
