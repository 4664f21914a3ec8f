"""`mutate`: breaks a passing snapshot and lists what no expectation notices."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from metrics_check.check.checking import Checked, Judging, check_seen
from metrics_check.check.clock import SystemClock
from metrics_check.check.kept_run import kept_since
from metrics_check.check.plan import Selection, plan_check
from metrics_check.check.since import Since
from metrics_check.cli.evidence import begin_of
from metrics_check.cli.failure import NOT_JUDGED
from metrics_check.cli.lines import write_lines
from metrics_check.cli.options import ReadingOptions, reading_options_but
from metrics_check.cli.settled import settings_of
from metrics_check.cli.terminal import write_json, write_note
from metrics_check.cli.values import read_percent
from metrics_check.errors import InvalidInput, UnreadableSource
from metrics_check.load.profiles import load_profile, require_concrete
from metrics_check.located import Place, Problem
from metrics_check.model.outcome import Report, Verdict
from metrics_check.model.profile import Profile
from metrics_check.mutate.json import render_json
from metrics_check.mutate.mutate import MOST_MUTANTS, Mutating, mutate
from metrics_check.mutate.result import Fate, Mutation
from metrics_check.mutate.text import render_text
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld

_SURVIVED = 1
_WORST_FIRST = (Verdict.ERROR, Verdict.FAIL, Verdict.UNPROVEN)


@click.command("mutate")
@click.argument("profile")
@click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    help="Make only these mutants: a metric, or METRIC#OPERATOR. Repeatable.",
)
@click.option(
    "--limit",
    "most",
    type=click.IntRange(min=1),
    default=MOST_MUTANTS,
    show_default=True,
    metavar="N",
    help="Judge at most N mutants; of more some are left out, evenly.",
)
@click.option(
    "--min-score",
    "least_percent",
    metavar="PERCENT",
    callback=read_percent,
    help="End with 1 only where the score is below this, not for any survivor.",
)
@click.option("--strict/--no-strict", "is_strict", help="Let a warning count as noticed.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON document.")
@click.option("-v", "--verbose", count=True, help="List every mutant.")
@reading_options_but("sources", "prometheus", "tenant", "env_file")
def mutate_command(
    profile: str,
    *,
    only: tuple[str, ...],
    most: int,
    least_percent: float | None,
    is_strict: bool,
    is_json: bool,
    verbose: int,
    reading: ReadingOptions,
) -> int:
    """Break a passing snapshot of PROFILE and list what no expectation notices.

    Each mutant changes one thing of what a target shows and is judged as `check --from DIR` would.
    What survives is printed with the lines to add. Nothing is contacted, nothing is written.
    """
    folder = reading.read.snapshot
    if folder is None:
        raise click.UsageError("--from DIR is needed: the snapshot that is broken.")
    loaded = load_profile(profile, folder=reading.expectations, params=reading.params, sources={})
    require_concrete([loaded])
    options = replace(reading.read, sources={}, prometheus=None)
    mutating = Mutating(
        datetime.fromtimestamp(SystemClock().now(), tz=UTC).date(),
        only,
        most,
        settings_of(click.get_current_context()).waivers,
        is_strict,
    )
    mutation = _mutated(loaded, folder=folder, options=options, mutating=mutating)
    exit_code = _exit_code(mutation, least_percent=least_percent)
    if is_json:
        write_json(render_json(mutation, exit_code=exit_code))
    else:
        write_lines(render_text(mutation, exit_code=exit_code, is_verbose=verbose > 0))
    return exit_code


def _mutated(
    profile: Profile, *, folder: Path, options: ReadOptions, mutating: Mutating
) -> Mutation:
    begin = begin_of(folder)
    if begin is not None:
        write_note(f"{folder} is evidence of a run: it is judged since {begin}")
    plan = plan_check(profile, selection=Selection(), is_run=begin is not None)
    since = None
    if begin is not None:
        since = kept_since(begin, plans=(plan,), options=options)
    judging = Judging(is_strict=mutating.is_strict, waivers=mutating.waivers, since=since)
    checked = check_seen(
        [plan],
        world=SourceWorld(options, environment=os.environ),
        clock=SystemClock(),
        judging=judging,
    )
    _require_pass(checked.report, folder=folder)
    return _of_seen(checked, folder=folder, mutating=mutating, since=since)


def _of_seen(
    checked: Checked, *, folder: Path, mutating: Mutating, since: Since | None
) -> Mutation:
    (seen,) = checked.seen
    for target in seen.sight.told:
        raise UnreadableSource(
            f"{folder} holds what a server answered of {target!r}, and only what targets show "
            "themselves can be broken. metrics-check snapshot keeps that.",
            code="evidence-of-server",
        )
    mutation, _ = mutate(seen, folder=str(folder), mutating=mutating, since=since)
    if mutating.only and not mutation.total:
        asked = ", ".join(repr(glob) for glob in mutating.only)
        raise InvalidInput(f"--only {asked} matches no metric that an expectation names here.")
    return mutation


def _require_pass(report: Report, *, folder: Path) -> None:
    """Raises `InvalidInput` where a snapshot does not hold, `UnreadableSource` where it cannot be
    judged; each with what is wrong and where.
    """
    if not report.exit_code:
        return
    worst = [
        (outcome.where, f"{outcome.id}#{outcome.assertion}", outcome.code, outcome.message)
        for verdict in (*_WORST_FIRST, *((Verdict.WARN,) if report.is_strict else ()))
        for outcome in report.outcomes
        if outcome.verdict is verdict
    ]
    what = f"{folder} does not pass, so nothing can be told of what breaks it"
    shows = f"metrics-check check --from {folder} shows"
    if report.exit_code == NOT_JUDGED:
        where, name, code, message = (
            worst[0] if worst else ("", "", "nothing-judged", "nothing was judged")
        )
        told = ": ".join(filter(None, (where, name, message.rstrip("."))))
        raise UnreadableSource(f"{told}. {what}; {shows} all of it.", code=code)
    problems = [
        Problem(_place(where), code, f"{name} does not hold: {message}")
        for where, name, code, message in worst
    ]
    raise InvalidInput(f"{what}; {shows} why.", problems=problems)


def _place(where: str) -> Place:
    path, line, column = where.rsplit(":", 2)
    return Place(path, int(line), int(column))


def _exit_code(mutation: Mutation, *, least_percent: float | None) -> int:
    if mutation.score is None:
        return NOT_JUDGED
    if least_percent is not None:
        return _SURVIVED if mutation.is_below(least_percent) else 0
    return _SURVIVED if mutation.count(Fate.SURVIVED) else 0
