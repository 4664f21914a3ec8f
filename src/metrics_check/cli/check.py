"""`check`: judges what services show."""

import os
from dataclasses import replace
from typing import Any

import click

from metrics_check.check.checking import Judging, check
from metrics_check.check.clock import SystemClock
from metrics_check.check.plan import Selection, plan_check, require_matches
from metrics_check.cli.formats import Output, read_outputs, with_stdout, write_report
from metrics_check.cli.options import ReadingOptions, reading_options
from metrics_check.cli.settled import settings_of
from metrics_check.cli.terminal import write_note
from metrics_check.cli.values import read_seconds
from metrics_check.cli.waiting import Waiting
from metrics_check.cli.whence import tell_settings
from metrics_check.load.profiles import load_all, load_profiles, require_concrete
from metrics_check.model.profile import Profile
from metrics_check.sources.request import require_targets
from metrics_check.sources.world import SourceWorld


@click.command("check")
@click.argument("profiles", nargs=-1, metavar="[PROFILE]...")
@click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    help="Judge only these: an id, or id#assertion. Repeatable.",
)
@click.option("--owner", default="", metavar="NAME", help="Judge only what this owner owns.")
@click.option(
    "--wait",
    "wait_seconds",
    metavar="DURATION",
    callback=read_seconds,
    help="Read again until everything holds, at most this long.",
)
@click.option(
    "--interval",
    "interval_seconds",
    default="1s",
    show_default=True,
    metavar="DURATION",
    callback=read_seconds,
    help="How long to pause between two reads of --wait.",
)
@click.option(
    "--rescrape",
    "rescrapes",
    type=click.IntRange(min=2),
    metavar="N",
    help="Read N times in a row: do several workers answer in turn, does a counter fall?",
)
@click.option("--strict/--no-strict", "is_strict", help="Let a warning fail the check.")
@click.option(
    "--allow-unproven/--no-allow-unproven",
    "allows_unproven",
    help="Let the check pass though nothing ran that could show some of it.",
)
@click.option(
    "--format",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    callback=read_outputs,
    help="text, json, junit, sarif, github, gitlab, markdown or html, to stdout or to a FILE "
    "beside it. Repeatable.  [on stdout: text]",
)
@click.option(
    "--no-validate",
    "skips_validation",
    is_flag=True,
    help="Look only at the lines that the profiles read; faster on large expositions.",
)
@click.option("--json", "is_json", is_flag=True, help="Short for --format json.")
@click.option("-v", "--verbose", count=True, help="List what held and what was set, too.")
@reading_options
def check_command(
    *,
    profiles: tuple[str, ...],
    only: tuple[str, ...],
    owner: str,
    outputs: tuple[Output, ...],
    is_json: bool,
    verbose: int,
    skips_validation: bool,
    rescrapes: int | None,
    reading: ReadingOptions,
    **strictness: Any,
) -> int:
    """Judge what services show.

    PROFILE is a name in the expectations folder or a path. Without one, every profile whose
    requirements hold is judged, and those of another mode get one line.
    """
    context = click.get_current_context()
    if verbose:
        tell_settings(context, targets=reading.read.sources)
    if is_json and any(output.path is None for output in outputs):
        raise click.UsageError("--json and a --format without a file would both go to stdout.")
    if rescrapes:
        _require_anew(reading)
    loaded = _load(profiles, reading=reading)
    selection = Selection(only, owner)
    plans = [plan_check(profile, selection=selection) for profile in loaded]
    require_matches(plans, selection=selection)
    read = replace(reading.read, is_validated=not skips_validation)
    world = SourceWorld(read, environment=os.environ, env_file=reading.variables())
    # What click passes is as mixed as the options are; `Judging` names their types.
    waivers = settings_of(context).waivers
    judging = Judging(
        picks_mode=not profiles, waivers=waivers, rescrapes=rescrapes or 1, **strictness
    )
    waiting = Waiting()
    written = with_stdout((*outputs, Output("json", None)) if is_json else outputs)
    try:
        report = check(plans, world=world, clock=SystemClock(), judging=judging, tell=waiting.tell)
    except KeyboardInterrupt:
        if waiting.last is not None:
            write_note("\ninterrupted; the last read:")
            write_report(waiting.last, outputs=written, is_verbose=verbose > 0)
        raise
    write_report(report, outputs=written, is_verbose=verbose > 0)
    return report.exit_code


def _require_anew(reading: ReadingOptions) -> None:
    if reading.read.snapshot is not None:
        raise click.UsageError(
            "--rescrape and --from exclude each other: a snapshot stays as it is."
        )
    if any("-" in sources for sources in reading.sources.values()):
        raise click.UsageError("--rescrape: standard input can be read only once.")


def _load(names: tuple[str, ...], *, reading: ReadingOptions) -> tuple[Profile, ...]:
    folder, params, urls = reading.expectations, reading.params, reading.urls
    if names:
        loaded = load_profiles(dict.fromkeys(names), folder=folder, params=params, sources=urls)
        require_concrete(loaded)
    else:
        loaded = load_all(folder, params=params, sources=urls)
    require_targets(reading.given, profiles=loaded)
    return loaded
