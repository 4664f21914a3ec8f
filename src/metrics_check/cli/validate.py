"""`validate`: expectation files are checked, no metric is read."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from metrics_check.cli.excerpt import with_excerpt
from metrics_check.cli.failure import UNUSABLE
from metrics_check.cli.settled import settle
from metrics_check.cli.terminal import write, write_json
from metrics_check.load.profiles import Folder, load_file, load_folder
from metrics_check.located import Problem
from metrics_check.record import record

FOLDER = Path("expectations")
SCHEMA = "metrics-check/validate/v1"


@record
class Validation:
    """What was found in all paths, in their order."""

    files: int
    profiles: int
    expectations: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        """0, or 2 where there is an error; warnings do not count."""
        return UNUSABLE if self.errors else 0


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Write one JSON document instead of text.")
def validate_command(paths: tuple[Path, ...], is_json: bool) -> int:  # noqa: FBT001
    """Check expectation files, and say all that is wrong with them at once.

    A PATH is a folder, whose *.yaml and *.yml files are all checked, or a file, which is checked
    with what it extends. Without one: the folder in which `check` looks.

    Exit codes: 0 all files are valid (there may be warnings), 2 there is an error.
    """
    folder = FOLDER if paths else _folder()
    validation = validate(paths or (folder,), folder=folder)
    if is_json:
        write_json(as_json(validation))
    else:
        write(as_text(validation))
    return validation.exit_code


def validate(paths: Iterable[Path], *, folder: Path = FOLDER) -> Validation:
    """What is wrong below these folders, and in these files; raises `InvalidInput` for none.

    What is no folder is a file, but for `folder`, where expectation files are looked for. A file
    that is read for several paths counts once, with all that is wrong in it.
    """
    found = [_load(path, folder=folder) for path in paths]
    loaded = [profile for each in found for profile in each.profiles.values()]
    profiles = {Path(profile.place.path).resolve(): profile for profile in loaded}
    return Validation(
        files=len({path.resolve() for each in found for path in each.files}),
        profiles=len(profiles),
        expectations=sum(len(profile.expectations) for profile in profiles.values()),
        errors=_distinct(problem for each in found for problem in each.problems),
        warnings=_distinct(warning for each in found for warning in each.warnings),
    )


def as_text(validation: Validation) -> str:
    """The errors and the warnings with their lines, and last the summary."""
    warnings = (
        replace(warning, message=f"warning: {warning.message}") for warning in validation.warnings
    )
    blocks = [with_excerpt(problem) for problem in (*validation.errors, *warnings)]
    return "\n".join([*blocks, summary_of(validation)])


def summary_of(validation: Validation) -> str:
    """The last line: how many files, and what is wrong with them."""
    read = (
        f"{_counted(validation.files, 'file')}, {_counted(validation.profiles, 'profile')}, "
        f"{_counted(validation.expectations, 'expectation')}"
    )
    verdict = _counted(len(validation.errors), "error") if validation.errors else "valid"
    warnings = _counted(len(validation.warnings), "warning") if validation.warnings else ""
    return f"{read}: {verdict}{', ' if warnings else ''}{warnings}"


def as_json(validation: Validation) -> str:
    """The validation as one JSON document, `metrics-check/validate/v1`."""
    document = {
        "schema": SCHEMA,
        "exit_code": validation.exit_code,
        "summary": {
            "files": validation.files,
            "profiles": validation.profiles,
            "expectations": validation.expectations,
            "errors": len(validation.errors),
            "warnings": len(validation.warnings),
        },
        "errors": [_problem(problem) for problem in validation.errors],
        "warnings": [_problem(warning) for warning in validation.warnings],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _folder() -> Path:
    """What `--expectations` of `check` is by default."""
    variable = os.environ.get("METRICS_CHECK_EXPECTATIONS")
    return Path(variable or str(settle(click.get_current_context()).get("expectations", FOLDER)))


def _load(path: Path, *, folder: Path) -> Folder:
    return load_folder(path) if path.is_dir() or path == folder else load_file(path, folder=folder)


def _distinct(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "where": str(problem.place),
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "message": problem.message,
    }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
