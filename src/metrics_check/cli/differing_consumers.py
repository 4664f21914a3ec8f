"""The consumers of `diff --consumers`: rules, dashboards, pages and expectation files."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from metrics_check.audit.contents import read_contents
from metrics_check.audit.diff.readers import readers_of, readers_of_profiles
from metrics_check.audit.uses import read_uses
from metrics_check.cli.differing import Consumers, Unread
from metrics_check.load.consumers import read_consumers
from metrics_check.load.profiles import Folder, load_file
from metrics_check.model.profile import Profile

# The keys that an expectation file has, and no rule file and no dashboard.
_PROFILE = re.compile(rb"^profile[ \t]*:", re.MULTILINE)
_EXPECTATIONS = re.compile(rb"^expectations[ \t]*:", re.MULTILINE)
_SUFFIXES = (".yaml", ".yml")


def consumers_of(paths: Sequence[Path]) -> Consumers:
    """Everything in these files, and in the files of these folders, that reads metrics.

    Raises `InvalidInput` for a path that is not there.
    """
    found = tuple(read_consumers(paths))
    files = [
        Path(each.path)
        for each in found
        if each.data is not None and _is_profile(each.path, data=each.data)
    ]
    known = {path.as_posix() for path in files}
    read = read_contents(each for each in found if each.path not in known)
    uses = read_uses(read.contents.expressions)
    profiles, wrong = _profiles(files, folders=[path for path in paths if path.is_dir()])
    unread = (each for each in (*read.contents.unread, *uses.unread) if not each.is_other)
    return Consumers(
        readers=(*readers_of(uses.judged), *readers_of_profiles(profiles)),
        unread=(*(Unread(str(each.place), each.reason) for each in unread), *wrong),
    )


def _is_profile(path: str, *, data: bytes) -> bool:
    has_keys = _PROFILE.search(data) is not None and _EXPECTATIONS.search(data) is not None
    return path.endswith(_SUFFIXES) and has_keys


def _profiles(
    files: Iterable[Path], *, folders: Sequence[Path]
) -> tuple[list[Profile], list[Unread]]:
    """The profiles of the files, and what is wrong with those that do not load."""
    profiles: list[Profile] = []
    wrong: dict[Unread, None] = {}
    for path in files:
        loaded = _load(path, folders=folders)
        profiles += loaded.profiles.values()
        wrong.update((Unread(str(each.place), each.message), None) for each in loaded.problems)
    return profiles, list(wrong)


def _load(path: Path, *, folders: Iterable[Path]) -> Folder:
    """The file with what it extends: beside it, or else anywhere in the folder that was named."""
    beside = load_file(path, folder=path.parent)
    if not beside.problems:
        return beside
    tries: Iterator[Folder] = (
        load_file(path, folder=folder) for folder in folders if path.is_relative_to(folder)
    )
    return next((each for each in tries if not each.problems), beside)
