"""The options of the commands that judge profiles, and the profiles that they name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from metrics_check.cli.formats import read_outputs
from metrics_check.cli.options import ReadingOptions
from metrics_check.cli.values import read_percent, read_seconds
from metrics_check.load.profiles import load_all, load_profiles, require_concrete
from metrics_check.model.profile import Profile
from metrics_check.sources.request import require_targets

T = TypeVar("T")
# A decorator of any command, whatever that returns.
_Option = Callable[[Callable[..., Any]], Callable[..., Any]]
_SELECTING: tuple[_Option, ...] = (
    click.option(
        "--only",
        multiple=True,
        metavar="GLOB",
        help="Judge only these: an id, or id#assertion. Repeatable.",
    ),
    click.option("--owner", default="", metavar="NAME", help="Judge only what this owner owns."),
)
_INTERVAL = click.option(
    "--interval",
    "interval_seconds",
    default="1s",
    show_default=True,
    metavar="DURATION",
    callback=read_seconds,
    help="How long to pause between two reads of --wait.",
)
_COVERING: tuple[_Option, ...] = (
    click.option(
        "--coverage",
        "is_covered",
        is_flag=True,
        help="Tell what is exposed and not declared, and what is declared and never exercised.",
    ),
    click.option(
        "--min-coverage",
        "least_percent",
        metavar="PERCENT",
        callback=read_percent,
        help="Fail where less than this of what is exposed is declared.",
    ),
)
_WAIVING = click.option(
    "--write-waivers",
    "waivers_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write waivers of what fails now into metrics-check.yaml, or a profile's file.",
)
_REPORTING: tuple[_Option, ...] = (
    click.option("--strict/--no-strict", "is_strict", help="Let a warning fail the check."),
    click.option(
        "--allow-unproven/--no-allow-unproven",
        "allows_unproven",
        help="Let the check pass though nothing ran that could show some of it.",
    ),
    click.option(
        "--format",
        "outputs",
        multiple=True,
        metavar="FORMAT[=FILE]",
        callback=read_outputs,
        help="text, json, junit, sarif, github, gitlab, markdown or html, to stdout or to a FILE "
        "beside it. Repeatable.  [on stdout: text]",
    ),
    click.option("--json", "is_json", is_flag=True, help="Short for --format json."),
    click.option("-v", "--verbose", count=True, help="List what held and what was set, too."),
)


def judging_options(
    wait: str, *, default: str | None = None
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Gives a command these options; `wait` is the help of `--wait`."""
    waiting = click.option(
        "--wait",
        "wait_seconds",
        default=default,
        show_default=default is not None,
        metavar="DURATION",
        callback=read_seconds,
        help=wait,
    )

    options = (*_SELECTING, waiting, _INTERVAL, *_COVERING, _WAIVING, *_REPORTING)

    def decorated(command: Callable[..., T]) -> Callable[..., T]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


def load_judged(names: tuple[str, ...], *, reading: ReadingOptions) -> tuple[Profile, ...]:
    """The profiles of these names, or every one that is not abstract. Raises `InvalidInput`."""
    folder, params, urls = reading.expectations, reading.params, reading.urls
    if names:
        loaded = load_profiles(dict.fromkeys(names), folder=folder, params=params, sources=urls)
        require_concrete(loaded)
    else:
        loaded = load_all(folder, params=params, sources=urls)
    require_targets(reading.given, profiles=loaded)
    return loaded
