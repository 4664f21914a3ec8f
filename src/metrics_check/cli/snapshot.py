"""`snapshot`: keeps what the targets of a profile show now."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from metrics_check.cli.options import ReadingOptions, reading_options
from metrics_check.cli.terminal import write, write_note
from metrics_check.cli.values import is_typed
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import NOTHING
from metrics_check.load.profiles import load_profile, require_concrete
from metrics_check.model.profile import Profile
from metrics_check.report.time import format_time
from metrics_check.sources.facts import find_facts
from metrics_check.sources.found import Facts
from metrics_check.sources.read import read_targets
from metrics_check.sources.reading import Read
from metrics_check.sources.request import require_targets
from metrics_check.sources.snapshot import load_snapshot
from metrics_check.sources.snapshot_document import Snapshot
from metrics_check.sources.snapshot_writer import require_replaceable, write_snapshot

_NOT_READ = 3


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
@reading_options
def snapshot_command(*, profile: str, folder: Path, reading: ReadingOptions) -> int:
    """Keep what the targets of PROFILE show now, to be judged later with --from.

    A target that cannot be read is kept as such, and the exit code is 3; an older snapshot is then
    left as it is.
    """
    if is_typed("prometheus"):
        raise click.UsageError(
            "A snapshot keeps what targets show themselves, which --prometheus does not read."
        )
    require_replaceable(folder.resolve(), shown=str(folder))
    loaded = load_profile(
        profile, folder=reading.expectations, params=reading.params, sources=reading.urls
    )
    require_concrete([loaded])
    require_targets(reading.given, profiles=[loaded])
    facts = _facts(loaded, reading=reading)
    options = replace(reading.read, keeps_body=True)
    reads = read_targets(loaded.targets.values(), wanted=NOTHING, options=options)
    for read in reads:
        if read.error is not None:
            write_note(f"{read.target}: {read.error}")
    older = _older(folder)
    is_complete = all(read.error is None for read in reads)
    if older is None or is_complete:
        write_snapshot(folder, profile=loaded, reads=reads, facts=facts)
        replaced = "" if older is None else f", in place of that of {format_time(older.taken_at)}"
        write(f"{folder}: {_counted(reads)}{replaced}")
    else:
        write_note(
            f"{folder}: not written, only {_counted(reads)}; the snapshot of "
            f"{format_time(older.taken_at)} is left as it is. Give another -o to keep this one."
        )
    return 0 if is_complete else _NOT_READ


def _older(folder: Path) -> Snapshot | None:
    """The snapshot that stands there, None where none does, or one that nobody can read."""
    try:
        return load_snapshot(folder)
    except UnreadableSource:
        return None


def _facts(profile: Profile, *, reading: ReadingOptions) -> Facts:
    if reading.read.snapshot is not None:
        return load_snapshot(reading.read.snapshot).facts
    return find_facts(
        profile, environment=os.environ, env_file=reading.variables(), options=reading.read
    )


def _counted(reads: Sequence[Read]) -> str:
    kept = [read for read in reads if read.error is None]
    targets = "target" if len(reads) == 1 else "targets"
    return f"{len(kept)} of {len(reads)} {targets}, {sum(read.series for read in kept)} series"
