"""Expectation files: found by folder, name or path, each read once and only when asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from metrics_check.errors import InvalidInput
from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import Draft
from metrics_check.load.outline import read_outline
from metrics_check.load.source import SUFFIXES, SourceText, read_source
from metrics_check.load.yaml import read_on
from metrics_check.located import Fields, Place
from metrics_check.model.settings import NAME as SETTINGS
from metrics_check.notation.words import did_you_mean, listed, shown
from metrics_check.record import record

_ADVICE = (
    "`metrics-check init URL` drafts a file from what a service exposes, and `metrics-check demo` "
    "shows how all of it works"
)


@record
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

    def files(self) -> tuple[Path, ...]:
        """The files that were read, or tried to."""
        return tuple(self.paths[name][0] for name in self.read)

    def _read(self, paths: tuple[Path, ...]) -> Draft | None:
        for other in paths[1:]:
            message = (
                f"two files are the profile {shown(other.stem)}, this one and "
                f"{paths[0].as_posix()}; rename one of them"
            )
            self.to.add(Place(other.as_posix()), code="equal-profiles", message=message)
        root = read_root(paths[0], to=self.to)
        return None if root is None else read_outline(root, path=paths[0], to=self.to)


def read_root(path: Path, *, to: Complaints) -> Fields | None:
    """The mapping that a file is; None where it cannot be read. What is wrong goes `to`."""
    shown_path = path.as_posix()
    try:
        data = read_source(path)
        to.sources[shown_path] = SourceText.of(data, path=shown_path)
        root, problems = read_on(data, path=shown_path)
    except InvalidInput as wrong:
        to.extend(wrong.problems)
        return None
    to.extend(problems)
    return root


def library_of(files: Iterable[Path], *, to: Complaints) -> FileLibrary:
    """The library of these files, each named by its stem."""
    paths: dict[str, tuple[Path, ...]] = {}
    for path in files:
        paths[path.stem] = (*paths.get(path.stem, ()), path)
    return FileLibrary(paths, to)


def library_for(reference: str, *, folder: Path, to: Complaints) -> tuple[FileLibrary, str]:
    """The library that holds the profile, and its name there; raises `InvalidInput` for none."""
    path = Path(reference)
    if "/" not in reference and path.suffix not in SUFFIXES:
        library = library_of(find_files(folder), to=to)
        if reference not in library.paths:
            raise InvalidInput(_no_profile(reference, names=_judged(library), folder=folder))
        return library, reference
    return library_around(path, folder=folder, to=to), path.stem


def library_around(path: Path, *, folder: Path, to: Complaints) -> FileLibrary:
    """The file, and whatever it may extend: those of the folder, or beside it if it is outside."""
    if path.is_dir():
        raise InvalidInput(
            f"{path.as_posix()!r} is a folder; name a profile or a file of it, "
            "or the folder by --expectations."
        )
    if not path.is_file():
        raise InvalidInput(f"there is no file {path.as_posix()!r}.")
    around = folder if _is_below(path, folder=folder) else path.parent
    others = library_of(find_files(around), to=to)
    return FileLibrary({**others.paths, path.stem: (path,)}, to)


def find_files(folder: Path) -> tuple[Path, ...]:
    """Every expectation file below the folder, sorted by path; the settings file is none.

    Raises `InvalidInput` where there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise InvalidInput(_no_folder(folder))
    files = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    found = tuple(sorted(path for path in files if path.name != SETTINGS))
    if not found:
        raise InvalidInput(f"no *.yaml or *.yml file is below {folder.as_posix()!r}. {_ADVICE}")
    return found


def _is_below(path: Path, *, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _judged(library: FileLibrary) -> list[str]:
    """The profiles that a check may name. A file that cannot be read is told when it is named."""
    drafts = ((name, library.find(name)) for name in library.names())
    return [name for name, draft in drafts if draft is None or not draft.is_abstract]


def _no_profile(name: str, *, names: Iterable[str], folder: Path) -> str:
    known = sorted(names)
    near = did_you_mean(name, known=known)
    there = f" There are {listed(known)}." if known and not near else ""
    return f"no profile is named {shown(name)} in {folder.as_posix()}.{near or there}"


def _no_folder(folder: Path) -> str:
    found = "is a file, not a folder" if folder.exists() else "is not there"
    return f"the folder of expectations {folder.as_posix()!r} {found}. {_ADVICE}"
