"""Profiles loaded: one with what it extends, or all of a folder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from metrics_check.errors import InvalidInput
from metrics_check.load.complaints import Complaints
from metrics_check.load.documents import SUFFIXES, find_files
from metrics_check.load.draft import Draft
from metrics_check.load.extends import Merged, merge
from metrics_check.load.library import FileLibrary, library_of
from metrics_check.load.resolve import resolve
from metrics_check.load.source import SourceText
from metrics_check.load.warnings import warn_of
from metrics_check.located import Problem
from metrics_check.model.profile import Profile
from metrics_check.notation.words import did_you_mean, listed, shown

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Folder:
    """What the expectation files of a folder say, and all that is wrong with them.

    `drafts` are the files as typed, `profiles` what became of them (abstract ones too), both by
    name; where there are problems, parts are missing. `files` counts those that were looked at,
    `sources` is their text by path, to show a problem in.
    """

    path: Path
    drafts: Mapping[str, Draft]
    profiles: Mapping[str, Profile]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    files: int
    sources: Mapping[str, SourceText]


def load_folder(
    folder: Path, *, params: Mapping[str, str] = NOTHING, sources: Mapping[str, str] = NOTHING
) -> Folder:
    """Everything below the folder; raises `InvalidInput` only where there is no file at all."""
    files = find_files(folder)
    to = Complaints()
    library = library_of(files, to=to)
    found = _load(library.names(), library=library, params=params, sources=sources, to=to)
    return _folder(folder, library=library, found=found, to=to)


def load_all(
    folder: Path, *, params: Mapping[str, str] = NOTHING, sources: Mapping[str, str] = NOTHING
) -> tuple[Profile, ...]:
    """The profiles of a folder that can be judged, by name.

    `params` (NAME to value) and `sources` (target to URL) beat what files say. Raises
    `InvalidInput` with all problems of all files.
    """
    found = load_folder(folder, params=params, sources=sources)
    raise_problems(found.problems)
    judged = sorted(found.profiles.values(), key=lambda profile: profile.name)
    return tuple(profile for profile in judged if not profile.is_abstract)


def load_profile(
    reference: str,
    *,
    folder: Path,
    params: Mapping[str, str] = NOTHING,
    sources: Mapping[str, str] = NOTHING,
) -> Profile:
    """One profile: by its name in the folder, or by a path (with `/` or the suffix of YAML).

    Only its file and those that it extends are read. `params` and `sources` as in `load_all`.
    An abstract profile is given too, its open params as typed. Raises `InvalidInput`.
    """
    to = Complaints()
    library, name = _library_for(reference, folder=folder, to=to)
    found = _load([name], library=library, params=params, sources=sources, to=to)
    raise_problems(to.distinct())
    return found[name]


def load_file(path: Path, *, folder: Path) -> Folder:
    """One file with what it extends, as if they were a folder; raises where there is no file."""
    to = Complaints()
    library = _library_around(path, folder=folder, to=to)
    found = _load([path.stem], library=library, params=NOTHING, sources=NOTHING, to=to)
    return _folder(path, library=library, found=found, to=to)


def raise_problems(problems: tuple[Problem, ...]) -> None:
    """Raises `InvalidInput` where there are problems."""
    if problems:
        files = len({problem.place.path for problem in problems})
        raise InvalidInput(
            f"{_counted(len(problems), 'error')} in {_counted(files, 'file')}", problems=problems
        )


def _folder(
    path: Path, *, library: FileLibrary, found: Mapping[str, Profile], to: Complaints
) -> Folder:
    return Folder(
        path=path,
        drafts={name: draft for name, draft in library.read.items() if draft is not None},
        profiles=found,
        problems=to.distinct(),
        warnings=warn_of(found.values()),
        files=len(library.read),
        sources=to.sources,
    )


def _load(
    names: Iterable[str],
    *,
    library: FileLibrary,
    params: Mapping[str, str],
    sources: Mapping[str, str],
    to: Complaints,
) -> Mapping[str, Profile]:
    drafts = [library.find(name) for name in names]
    merged = [merge(draft, library=library, to=to) for draft in drafts if draft is not None]
    _refuse_params(params, merged=merged)
    return {
        each.own.name: resolve(each, params=_known(params, merged=each), sources=sources, to=to)
        for each in merged
        if each.is_whole
    }


def _known(params: Mapping[str, str], *, merged: Merged) -> Mapping[str, str]:
    return {name: value for name, value in params.items() if name in merged.params}


def _refuse_params(params: Mapping[str, str], *, merged: list[Merged]) -> None:
    """Raises `InvalidInput` for a param of the command line that no profile has, or uses."""
    whole = [each for each in merged if each.is_whole]
    if len(whole) < len(merged):
        return
    known = {name for each in whole for name in each.params}
    used = {name for each in whole for name in each.used}
    for name in params:
        if name not in known:
            near = did_you_mean(name, known=known)
            there = f" There are {listed(sorted(known))}." if known and not near else ""
            raise InvalidInput(f"no param is named {shown(name)}.{near or there}")
        if name not in used:
            raise InvalidInput(f"the param {shown(name)} is used nowhere; leave it out.")


def _library_for(reference: str, *, folder: Path, to: Complaints) -> tuple[FileLibrary, str]:
    path = Path(reference)
    if "/" not in reference and path.suffix not in SUFFIXES:
        library = library_of(find_files(folder), to=to)
        if reference not in library.paths:
            raise InvalidInput(_no_profile(reference, names=library.paths, folder=folder))
        return library, reference
    return _library_around(path, folder=folder, to=to), path.stem


def _library_around(path: Path, *, folder: Path, to: Complaints) -> FileLibrary:
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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
