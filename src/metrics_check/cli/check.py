"""`check`: judges what services show."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from metrics_check.check.checking import Checked, Judging, check_seen
from metrics_check.check.clock import SystemClock
from metrics_check.check.kept_run import kept_since
from metrics_check.check.plan import Plan, Selection, plan_check, require_matches
from metrics_check.cli.environment import print_environment
from metrics_check.cli.evidence import begin_of, keep_evidence, require_keepable, with_bodies
from metrics_check.cli.formats import Output, with_stdout, write_report
from metrics_check.cli.judged import judging_options, load_judged
from metrics_check.cli.options import ReadingOptions, reading_options
from metrics_check.cli.settled import settings_of
from metrics_check.cli.terminal import write_note
from metrics_check.cli.waiting import Waiting
from metrics_check.cli.waiving import require_read, write_waivers
from metrics_check.cli.whence import tell_settings
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld

_FOLDER = click.Path(path_type=Path)


@click.command("check")
@click.argument("profiles", nargs=-1, metavar="[PROFILE]...")
@judging_options("Read again until everything holds, at most this long.")
@click.option(
    "--since",
    type=_FOLDER,
    metavar="DIR",
    help="With --from: judge the run from this snapshot to that one.",
)
@click.option(
    "--rescrape",
    "rescrapes",
    type=click.IntRange(min=2),
    metavar="N",
    help="Read N times in a row: do several workers answer in turn, does a counter fall?",
)
@click.option(
    "--no-validate",
    "skips_validation",
    is_flag=True,
    help="Look only at the lines that the profiles read; faster on large expositions.",
)
@click.option(
    "--evidence",
    type=_FOLDER,
    metavar="DIR",
    help="Keep what was read and the report in this folder, for --from.",
)
@click.option(
    "--print-env", "is_env", is_flag=True, help="Print the .env lines that PROFILE needs; no more."
)
@reading_options
def check_command(
    *,
    profiles: tuple[str, ...],
    only: tuple[str, ...],
    owner: str,
    outputs: tuple[Output, ...],
    is_json: bool,
    verbose: int,
    since: Path | None,
    rescrapes: int | None,
    skips_validation: bool,
    evidence: Path | None,
    waivers_file: Path | None,
    is_env: bool,
    reading: ReadingOptions,
    **strictness: Any,
) -> int:
    """Judge what services show.

    PROFILE is a name in the expectations folder or a path. Without one, every profile whose
    requirements hold is judged, and those of another mode get one line.
    """
    context = click.get_current_context()
    if is_env:
        return print_environment(profiles, reading=reading)
    if verbose:
        tell_settings(context, targets=reading.read.sources)
    if is_json and any(output.path is None for output in outputs):
        raise click.UsageError("--json and a --format without a file would both go to stdout.")
    if rescrapes:
        _require_anew(reading)
    begin = _begin(since, reading=reading.read)
    loaded, selection = load_judged(profiles, reading=reading), Selection(only, owner)
    plans = [plan_check(each, selection=selection, is_run=begin is not None) for each in loaded]
    require_matches(plans, selection=selection)
    require_keepable(evidence, plans=plans, reading=reading)
    require_read(waivers_file, plans=plans)
    judging = Judging(
        picks_mode=not profiles,
        waivers=settings_of(context).waivers,
        rescrapes=rescrapes or 1,
        since=None
        if begin is None
        else kept_since(begin, plans=tuple(plans), options=reading.read),
        # What click passes is as mixed as the options are; `Judging` names their types.
        **strictness,
    )
    written = with_stdout((*outputs, Output("json", None)) if is_json else outputs)
    options = replace(reading.read, is_validated=not skips_validation)
    options = options if evidence is None else with_bodies(options)
    world = SourceWorld(options, environment=os.environ, env_file=reading.variables())
    checked = _check(plans, world=world, judging=judging, written=written, verbose=verbose)
    if evidence is not None and checked.seen:
        keep_evidence(evidence, checked.seen, report=checked.report, reading=reading)
    write_report(checked.report, outputs=written, is_verbose=verbose > 0)
    if waivers_file is not None:
        write_waivers(waivers_file, checked.report, plans=plans, now=SystemClock().now())
    return checked.report.exit_code


def _check(
    plans: list[Plan],
    *,
    world: SourceWorld,
    judging: Judging,
    written: tuple[Output, ...],
    verbose: int,
) -> Checked:
    waiting = Waiting()
    try:
        return check_seen(
            plans, world=world, clock=SystemClock(), judging=judging, tell=waiting.tell
        )
    except KeyboardInterrupt:
        if waiting.last is not None:
            write_note("\ninterrupted; the last read:")
            write_report(waiting.last, outputs=written, is_verbose=verbose > 0)
        raise


def _begin(since: Path | None, *, reading: ReadOptions) -> Path | None:
    """The snapshot of the first read: as given, or that of the run that --from is evidence of."""
    if since is not None and reading.snapshot is None:
        raise click.UsageError(
            "--since needs --from: the run is judged from one snapshot to another."
        )
    kept = begin_of(reading.snapshot)
    if since is None and kept is not None:
        write_note(f"{reading.snapshot} is evidence of a run: it is judged since {kept}")
    return kept if since is None else since


def _require_anew(reading: ReadingOptions) -> None:
    if reading.read.snapshot is not None:
        raise click.UsageError(
            "--rescrape and --from exclude each other: a snapshot stays as it is."
        )
    if any("-" in sources for sources in reading.sources.values()):
        raise click.UsageError("--rescrape: standard input can be read only once.")
