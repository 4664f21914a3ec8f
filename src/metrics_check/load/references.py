"""What a profile is asked for by: its name in a folder, or the path of its file."""

from collections.abc import Iterable
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.complaints import Complaints
from metrics_check.load.documents import SUFFIXES, find_files
from metrics_check.load.library import FileLibrary, library_of
from metrics_check.notation.words import did_you_mean, listed, shown


def library_for(reference: str, *, folder: Path, to: Complaints) -> tuple[FileLibrary, str]:
    """The library that holds the profile, and its name there; raises `InvalidInput` for none."""
    path = Path(reference)
    if "/" not in reference and path.suffix not in SUFFIXES:
        library = library_of(find_files(folder), to=to)
        if reference not in library.paths:
            raise InvalidInput(_no_profile(reference, names=library.paths, folder=folder))
        return library, reference
    return library_around(path, folder=folder, to=to), path.stem


def library_around(path: Path, *, folder: Path, to: Complaints) -> FileLibrary:
    """The file, and whatever it may extend: those of the folder, or beside it if it is outside."""
    if not path.is_file():
        raise InvalidInput(f"there is no file {path.as_posix()!r}.")
    around = folder if _is_below(path, folder=folder) else path.parent
    others = library_of(find_files(around), to=to)
    return FileLibrary({**others.paths, path.stem: (path,)}, to)


def _is_below(path: Path, *, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _no_profile(name: str, *, names: Iterable[str], folder: Path) -> str:
    known = sorted(names)
    near = did_you_mean(name, known=known)
    there = f" There are {listed(known)}." if known and not near else ""
    return f"no profile is named {shown(name)} in {folder.as_posix()}.{near or there}"
