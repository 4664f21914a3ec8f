"""Profiles loaded: one with what it extends, or all of a folder."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from metrics_check.errors import InvalidInput
from metrics_check.load.complaints import Complaints
from metrics_check.load.extends import Merged, merge
from metrics_check.load.library import (
    FileLibrary,
    find_files,
    library_around,
    library_for,
    library_of,
)
from metrics_check.load.resolution import Mark, complain_of_unused, resolve
from metrics_check.load.warnings import warn_of
from metrics_check.located import Problem
from metrics_check.model.profile import Profile
from metrics_check.notation.words import did_you_mean, listed, shown
from metrics_check.record import record

NOTHING: Mapping[str, str] = MappingProxyType({})


@record
class Folder:
    """What the expectation files of a folder say, and all that is wrong with them.

    `profiles` by name, abstract ones too; where there are problems, parts are missing. `files`
    are those that were read.
    """

    profiles: Mapping[str, Profile]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    files: tuple[Path, ...]


def load_folder(
    folder: Path,
    *,
    params: Mapping[str, str] = NOTHING,
    sources: Mapping[str, str] = NOTHING,
    mark: Mark | None = None,
) -> Folder:
    """Everything below the folder; raises `InvalidInput` only where there is no file at all.

    `mark` gives what stands in PromQL for a param in place of its value, for who puts it in later.
    """
    library = library_of(find_files(folder), to=Complaints())
    merged = _merge_all(library.names(), library=library, to=library.to)
    if None not in library.read.values():
        # A file that cannot be read may well use what seems unused.
        complain_of_unused(merged, to=library.to)
    profiles = _resolve_all(merged, params=params, sources=sources, to=library.to, mark=mark)
    return _folder(library, merged=merged, profiles=profiles)


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
    return load_profiles([reference], folder=folder, params=params, sources=sources)[0]


def load_profiles(
    references: Iterable[str],
    *,
    folder: Path,
    params: Mapping[str, str] = NOTHING,
    sources: Mapping[str, str] = NOTHING,
    for_others: Collection[str] = (),
) -> tuple[Profile, ...]:
    """Several, in the order asked for; a param must be used by one of them at least, but those of
    `for_others`, which are given to more profiles than these.
    """
    to = Complaints()
    merged = []
    for reference in references:
        library, name = library_for(reference, folder=folder, to=to)
        merged += _merge_all([name], library=library, to=to)
    own = {name for each in merged for name in each.params if name in each.used}
    given = {name: text for name, text in params.items() if name in own or name not in for_others}
    found = _resolve_all(merged, params=given, sources=sources, to=to)
    raise_problems(to.distinct())
    return tuple(found)


def require_concrete(profiles: Iterable[Profile]) -> None:
    """Raises `InvalidInput` with a problem for each abstract profile."""
    problems = (
        Problem(profile.place, "abstract-profile", _why_abstract(profile))
        for profile in profiles
        if profile.is_abstract
    )
    raise_problems(tuple(problems))


def load_file(path: Path, *, folder: Path) -> Folder:
    """One file with what it extends, as if they were a folder; raises where there is no file."""
    library = library_around(path, folder=folder, to=Complaints())
    merged = _merge_all([path.stem], library=library, to=library.to)
    profiles = _resolve_all(merged, params=NOTHING, sources=NOTHING, to=library.to)
    return _folder(library, merged=merged, profiles=profiles)


def raise_problems(problems: tuple[Problem, ...]) -> None:
    """Raises `InvalidInput` where there are problems."""
    if problems:
        files = len({problem.place.path for problem in problems})
        raise InvalidInput(
            f"{_counted(len(problems), 'error')} in {_counted(files, 'file')}", problems=problems
        )


def _why_abstract(profile: Profile) -> str:
    reason = f"{shown(profile.name)} is abstract: others extend it, it is never judged by itself"
    names = profile.open_params
    noun = "param" if len(names) == 1 else "params"
    return f"{reason}. Open {noun}: {listed(names)}" if names else reason


def _folder(library: FileLibrary, *, merged: list[Merged], profiles: list[Profile]) -> Folder:
    problems = library.to.distinct()
    wrong = {problem.place.path for problem in problems}
    broken = {
        each.own.name
        for each in merged
        if any(draft.path.as_posix() in wrong for draft in each.drafts)
    }
    return Folder(
        profiles={profile.name: profile for profile in profiles},
        problems=problems,
        warnings=library.to.with_lines(warn_of(profiles, broken=broken)),
        files=library.files(),
    )


def _merge_all(names: Iterable[str], *, library: FileLibrary, to: Complaints) -> list[Merged]:
    drafts = [library.find(name) for name in names]
    return [merge(draft, library=library, to=to) for draft in drafts if draft is not None]


def _resolve_all(
    merged: list[Merged],
    *,
    params: Mapping[str, str],
    sources: Mapping[str, str],
    to: Complaints,
    mark: Mark | None = None,
) -> list[Profile]:
    _refuse_params(params, merged=merged)
    return [
        resolve(each, params=_known(params, merged=each), sources=sources, to=to, mark=mark)
        for each in merged
        if each.is_whole
    ]


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
