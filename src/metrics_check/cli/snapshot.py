"""`snapshot`: keeps what the targets of a profile show now."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from metrics_check.cli.options import ReadingOptions, reading_options
from metrics_check.cli.terminal import write, write_note
from metrics_check.cli.values import is_typed, read_seconds
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import NOTHING
from metrics_check.load.profiles import load_profile, require_concrete
from metrics_check.model.profile import Profile
from metrics_check.report.time import format_time
from metrics_check.sources.facts import find_facts
from metrics_check.sources.found import Facts
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.read import read_targets
from metrics_check.sources.reading import Read
from metrics_check.sources.request import require_targets
from metrics_check.sources.rounds import rounds_of
from metrics_check.sources.snapshot import load_snapshot
from metrics_check.sources.snapshot_document import Snapshot
from metrics_check.sources.snapshot_writer import require_replaceable, write_snapshot

_NOT_READ = 3
# All of them are held until they are written.
_MOST_READS = 100


@click.command("snapshot")
@click.argument("profile")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to write; an older snapshot there is replaced when every target was read.",
)
@click.option(
    "--reads",
    "count",
    type=click.IntRange(1, _MOST_READS),
    default=1,
    show_default=True,
    metavar="N",
    help="Read so often, so that rate and its like have a past.",
)
@click.option(
    "--every",
    "every_seconds",
    default="15s",
    show_default=True,
    metavar="DURATION",
    callback=read_seconds,
    help="From one of --reads to the next.",
)
@reading_options
def snapshot_command(
    *, profile: str, folder: Path, count: int, every_seconds: float, reading: ReadingOptions
) -> int:
    """Keep what the targets of PROFILE show now, to be judged later with --from.

    A target that cannot be read is kept as such, and the exit code is 3; an older snapshot is then
    left as it is.
    """
    if is_typed("prometheus"):
        raise click.UsageError(
            "A snapshot keeps what targets show themselves, which --prometheus does not read."
        )
    if count > 1 and reading.read.snapshot is not None:
        raise click.UsageError("--reads and --from exclude each other: a snapshot shows one past.")
    require_replaceable(folder.resolve(), shown=str(folder))
    loaded = load_profile(
        profile, folder=reading.expectations, params=reading.params, sources=reading.urls
    )
    require_concrete([loaded])
    require_targets(reading.given, profiles=[loaded])
    facts = _facts(loaded, reading=reading)
    options = replace(reading.read, keeps_body=True)
    reads = _read(loaded, options=options, count=count, every_seconds=every_seconds)
    return _keep(reads, folder=folder, profile=loaded, facts=facts)


def _keep(reads: Sequence[Read], *, folder: Path, profile: Profile, facts: Facts) -> int:
    failed = [read for each in rounds_of(reads) for read in each if read.error is not None]
    for read in failed:
        write_note(f"{read.target}: {read.error}")
    older = _older(folder)
    if older is not None and failed:
        write_note(
            f"{folder}: not written, with {_counted(reads)}; the snapshot of "
            f"{format_time(older.taken_at)} is left as it is. Give another -o to keep this one."
        )
    else:
        write_snapshot(folder, profile=profile, reads=reads, facts=facts)
        replaced = "" if older is None else f", in place of that of {format_time(older.taken_at)}"
        write(f"{folder}: {_counted(reads)}{replaced}")
    return _NOT_READ if failed else 0


def _older(folder: Path) -> Snapshot | None:
    """The snapshot that stands there, None where none does, or one that nobody can read."""
    try:
        return load_snapshot(folder)
    except UnreadableSource:
        return None


def _read(
    profile: Profile, *, options: ReadOptions, count: int, every_seconds: float
) -> tuple[Read, ...]:
    """The last reads of the targets, with those before them."""
    begin = time.monotonic()
    rounds: list[tuple[Read, ...]] = []
    for number in range(count):
        time.sleep(max(0.0, begin + number * every_seconds - time.monotonic()))
        rounds.append(read_targets(profile.targets.values(), wanted=NOTHING, options=options))
    if count == 1:
        return rounds[0]
    by_url = zip(*rounds, strict=True)
    return tuple(replace(last, before=tuple(before)) for *before, last in by_url)


def _facts(profile: Profile, *, reading: ReadingOptions) -> Facts:
    if reading.read.snapshot is not None:
        return load_snapshot(reading.read.snapshot).facts
    return find_facts(
        profile, environment=os.environ, env_file=reading.variables(), options=reading.read
    )


def _counted(reads: Sequence[Read]) -> str:
    kept = [read for read in reads if read.error is None]
    targets = "target" if len(reads) == 1 else "targets"
    series = sum(read.series for read in kept)
    times = f", {len(reads[0].before) + 1} times" if reads and reads[0].before else ""
    return f"{len(kept)} of {len(reads)} {targets}, {series} series{times}"
