"""`run`: judges what a command adds to the metrics."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from metrics_check.check.checking import Checked, Judging, not_yet
from metrics_check.check.clock import SystemClock
from metrics_check.check.plan import Plan, Selection, plan_check, require_matches
from metrics_check.check.references import WITH_COVERAGE, WithCoverage
from metrics_check.check.run import Beginning, Pace, begin_run, end_run
from metrics_check.cli.child import NOT_FOUND, Ended, run_child
from metrics_check.cli.evidence import keep_evidence, require_keepable, with_bodies
from metrics_check.cli.formats import Output, with_stdout, write_report
from metrics_check.cli.judged import judging_options, load_judged
from metrics_check.cli.options import ReadingOptions, reading_options_but
from metrics_check.cli.settled import settings_of
from metrics_check.cli.terminal import write_note
from metrics_check.cli.values import read_seconds
from metrics_check.cli.waiting import Waiting
from metrics_check.cli.waiving import require_read, write_waivers
from metrics_check.cli.whence import tell_settings
from metrics_check.lazy import resolve
from metrics_check.model.coverage import joined
from metrics_check.model.outcome import Report
from metrics_check.record import record
from metrics_check.sources.world import SourceWorld

_INTERRUPTED = 130
_COMMAND = "metrics_check.command"
_PLACEHOLDER = "{profile}"


class _WithCommand(click.Command):
    """What stands after `--` is the command to run; click would mix it with the profiles."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        at = args.index("--") if "--" in args else len(args)
        ctx.meta[_COMMAND] = tuple(args[at + 1 :])
        return super().parse_args(ctx, args[:at])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "-- COMMAND..."]


@record
class _Run:
    """What is the same for every profile of a command line."""

    reading: ReadingOptions
    judging: Judging
    pace: Pace
    evidence: Path | None


@record
class _Part:
    """What the run of one profile came to. `report` is None where no command was found."""

    report: Report | None
    ended: Ended


@click.command("run", cls=_WithCommand)
@click.argument("profiles", nargs=-1, metavar="PROFILE")
@click.option("--fresh", "is_fresh", is_flag=True, help="The command starts the services itself.")
@click.option(
    "--quiet",
    "quiet_seconds",
    default="2s",
    show_default=True,
    metavar="DURATION",
    callback=read_seconds,
    help="The run is over when no judged counter has moved for so long.",
)
@click.option(
    "--matrix",
    "is_matrix",
    is_flag=True,
    help="Run the command for each PROFILE (default: all), its name in place of {profile}.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep both reads and the report in this folder, for check --from.",
)
@judging_options(
    "Read on after the command until everything holds, at most this long.", default="30s"
)
@reading_options_but("snapshot")
def run_command(
    *,
    profiles: tuple[str, ...],
    is_fresh: bool,
    quiet_seconds: float,
    is_matrix: bool,
    evidence: Path | None,
    waivers_file: Path | None,
    only: tuple[str, ...],
    owner: str,
    outputs: tuple[Output, ...],
    is_json: bool,
    verbose: int,
    reading: ReadingOptions,
    **strictness: Any,
) -> int:
    """Judge what a command adds to the metrics.

    Reads what PROFILE judges, runs the COMMAND, and reads on until everything holds and no counter
    moves any more. Counters, histograms and summaries are judged by their exact increase.
    """
    context = click.get_current_context()
    command: tuple[str, ...] = context.meta[_COMMAND]
    _require_usable(command, profiles, is_matrix=is_matrix)
    _require_paths(outputs, is_json=is_json)
    if verbose:
        tell_settings(context, targets=reading.read.sources)
    selection = Selection(only, owner)
    loaded = load_judged(profiles, reading=reading)
    plans = [plan_check(each, selection=selection, is_run=True) for each in loaded]
    require_matches(plans, selection=selection)
    require_keepable(evidence, plans=plans, reading=reading)
    require_read(waivers_file, plans=plans)
    judging = Judging(waivers=settings_of(context).waivers, **strictness)
    run = _Run(reading, judging, Pace(quiet_seconds, is_fresh), evidence)
    parts = tuple(_parts(plans, command, run=run, is_matrix=is_matrix))
    reports = [part.report for part in parts if part.report is not None]
    if not reports:
        return parts[0].ended.status
    report = _joined(reports)
    write_report(report, outputs=with_stdout(outputs), is_verbose=verbose > 0)
    if waivers_file is not None:
        write_waivers(waivers_file, report, plans=plans, now=SystemClock().now())
    return _exit_code(parts, report=report)


def _require_usable(
    command: tuple[str, ...], profiles: tuple[str, ...], *, is_matrix: bool
) -> None:
    if not command:
        raise click.UsageError("Say what to run, after `--`: run PROFILE -- COMMAND…")
    if len(profiles) != 1 and not is_matrix:
        found = f"{len(profiles)} profiles" if profiles else "none"
        raise click.UsageError(f"Expected one PROFILE, found {found}; --matrix runs several.")


def _require_paths(outputs: tuple[Output, ...], *, is_json: bool) -> None:
    bare = [each.format for each in outputs if each.path is None and each.format != "text"]
    if is_json or bare:
        name = "json" if is_json else bare[0]
        raise click.UsageError(
            f"The command writes to stdout, too: give the report a file, --format {name}=FILE."
        )


def _parts(
    plans: Sequence[Plan], command: tuple[str, ...], *, run: _Run, is_matrix: bool
) -> Iterator[_Part]:
    for plan in plans:
        name = plan.profile.name
        words = tuple(word.replace(_PLACEHOLDER, name) if is_matrix else word for word in command)
        if is_matrix:
            write_note(f"{name}:")
        folder = run.evidence / name if run.evidence is not None and is_matrix else run.evidence
        part = _run_one(plan, words, run=replace(run, evidence=folder))
        yield part
        if part.ended.is_interrupted or part.ended.status == NOT_FOUND:
            return


def _run_one(plan: Plan, words: tuple[str, ...], *, run: _Run) -> _Part:
    # What the command starts, it may give the variables for, too.
    before = _world(run, is_told=not run.pace.is_fresh)
    beginning = begin_run(
        (plan,), world=before, clock=SystemClock(), judging=run.judging, pace=run.pace
    )
    if beginning.refused is not None:
        write_note("the command was not started: what it adds could not be told")
        return _Part(beginning.refused, Ended(0))
    ended = run_child(words)
    if ended.status == NOT_FOUND:
        return _Part(None, ended)
    judging, pace = replace(run.judging, since=beginning.since), run.pace
    if ended.status or ended.is_interrupted:
        # What it did not come to do would be waited for in vain.
        judging, pace = replace(judging, wait_seconds=0.0), replace(pace, quiet_seconds=0.0)
    ending, ended = _end(plan, ended, run=replace(run, judging=judging, pace=pace))
    if run.evidence is not None:
        _keep(run.evidence, beginning, ending, run=run)
    return _Part(ending.report, ended)


def _end(plan: Plan, ended: Ended, *, run: _Run) -> tuple[Checked, Ended]:
    """The last read, where Ctrl-C does not wait for another that of before."""
    waiting = Waiting()
    if ended.status and not ended.is_interrupted:
        write_note(f"the command ended with {ended.status}; what it added is judged as it is")
    try:
        ending = end_run(
            (plan,),
            # Variables may be set, and files written, by the command.
            world=_world(run),
            clock=SystemClock(),
            judging=run.judging,
            pace=run.pace,
            tell=lambda report, left: waiting.tell(report, left) if not_yet(report) else None,
        )
    except KeyboardInterrupt:
        if waiting.last is None:
            raise
        write_note("\ninterrupted; the last read:")
        return Checked(waiting.last), Ended(ended.status, is_interrupted=True)
    if ended.is_interrupted:
        write_note("\ninterrupted; the last read:")
    return ending, ended


def _world(run: _Run, *, is_told: bool = True) -> SourceWorld:
    options = with_bodies(run.reading.read) if run.evidence is not None else run.reading.read
    variables = run.reading.variables() if is_told else {}
    return SourceWorld(options, environment=os.environ, env_file=variables)


def _keep(folder: Path, beginning: Beginning, ending: Checked, *, run: _Run) -> None:
    if ending.seen:
        keep_evidence(
            folder,
            ending.seen,
            report=ending.report,
            reading=run.reading,
            first=beginning.seen,
            is_fresh=run.pace.is_fresh,
        )


def _joined(reports: Sequence[Report]) -> Report:
    """One report of several."""
    report = replace(
        reports[0],
        profiles=tuple(each for report in reports for each in report.profiles),
        findings=tuple(dict.fromkeys(each for report in reports for each in report.findings)),
        polls=tuple(each for report in reports for each in report.polls),
    )
    told = [each.coverage for each in reports if each.coverage is not None]
    if not told:
        return report
    with_coverage = cast(WithCoverage, resolve(WITH_COVERAGE))
    return with_coverage(report, coverage=joined(told))


def _exit_code(parts: Sequence[_Part], *, report: Report) -> int:
    if any(part.ended.is_interrupted for part in parts):
        return _INTERRUPTED
    return next((part.ended.status for part in parts if part.ended.status), report.exit_code)
