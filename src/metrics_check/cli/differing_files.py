"""The two sides of `diff` where both are expectation files."""

from collections.abc import Sequence
from pathlib import Path

from metrics_check.audit.diff.declared import declared_surface
from metrics_check.audit.diff.surface import Surface
from metrics_check.load.profiles import load_file, load_folder, raise_problems
from metrics_check.located import Problem
from metrics_check.model.profile import Profile


def declared_sides(paths: Sequence[Path]) -> tuple[Surface, Surface]:
    """What the files of each path declare; raises `InvalidInput` with all that is wrong in them."""
    loaded = [_load(path) for path in paths]
    raise_problems(tuple(problem for _, problems in loaded for problem in problems))
    old, new = (profiles for profiles, _ in loaded)
    shared = _targets(old) & _targets(new)
    sides = [declared_surface(each, by_target=bool(shared)) for each in (old, new)]
    return sides[0], sides[1]


def _load(path: Path) -> tuple[tuple[Profile, ...], tuple[Problem, ...]]:
    found = load_folder(path) if path.is_dir() else load_file(path, folder=path.parent)
    return tuple(found.profiles.values()), found.problems


def _targets(profiles: Sequence[Profile]) -> set[str]:
    return {each.target for profile in profiles for each in profile.expectations}
