"""`--evidence DIR`: what a report was made of is kept, and can be judged again.

snapshot.json, NN-TARGET.prom   the last read, as `snapshot` keeps it
report.json                     the report
begin/                          the first read of a run, a snapshot as well
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import click

from metrics_check.check.plan import Plan
from metrics_check.check.poll import Seen
from metrics_check.cli.options import ReadingOptions
from metrics_check.lazy import resolve
from metrics_check.model.outcome import Report
from metrics_check.model.profile import Profile
from metrics_check.report import FORMATS
from metrics_check.report.line import Render, plain
from metrics_check.sources.facts import find_facts
from metrics_check.sources.found import Facts
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.reading import Read
from metrics_check.sources.request import server_of
from metrics_check.sources.snapshot import BEGIN, DOCUMENT, load_snapshot
from metrics_check.sources.snapshot_writer import Kept, require_replaceable, write_snapshot


def with_bodies(options: ReadOptions) -> ReadOptions:
    """The options that keep what is read."""
    return replace(options, keeps_body=True)


def require_keepable(
    folder: Path | None, *, plans: Sequence[Plan], reading: ReadingOptions
) -> None:
    """Raises `InvalidInput` where that folder is something else, `UsageError` for a server."""
    if folder is None:
        return
    for plan in plans:
        for target in plan.profile.targets.values():
            if server_of(target, options=reading.read) is not None:
                raise click.UsageError(
                    f"--evidence keeps what targets show themselves, and {target.name!r} is asked "
                    "of a server."
                )
        own = folder if len(plans) == 1 else folder / plan.profile.name
        require_replaceable(own.resolve(), shown=str(own))


def keep_evidence(
    folder: Path,
    seen: Sequence[Seen],
    *,
    report: Report,
    reading: ReadingOptions,
    first: Sequence[Seen] = (),
    is_fresh: bool = False,
) -> None:
    """Writes the evidence of a report; of several profiles each in a folder of its own."""
    # A test holds every entry to this Protocol.
    render = cast(Render, resolve(FORMATS["json"]))
    before = {each.plan.profile.name: each for each in first}
    for each in seen:
        profile = each.plan.profile
        own = replace(
            report, profiles=tuple(it for it in report.profiles if it.profile == profile.name)
        )
        begun = before.get(profile.name)
        write_snapshot(
            folder if len(seen) == 1 else folder / profile.name,
            profile=profile,
            reads=_reads(each),
            facts=_facts(profile, reading=reading),
            beside=Kept(
                report=plain(render(own, is_verbose=False)).encode(),
                begin=None if begun is None else _reads(begun),
                is_fresh=is_fresh,
            ),
        )


def begin_of(folder: Path | None) -> Path | None:
    """The first read of the run whose evidence is in a folder; None where it holds none."""
    if folder is None or not (folder / BEGIN / DOCUMENT).is_file():
        return None
    return folder / BEGIN


def _reads(seen: Seen) -> tuple[Read, ...]:
    return tuple(read for of_target in seen.reads.values() for read in of_target)


def _facts(profile: Profile, *, reading: ReadingOptions) -> Facts:
    if reading.read.snapshot is not None:
        return load_snapshot(reading.read.snapshot).facts
    return find_facts(
        profile, environment=os.environ, env_file=reading.variables(), options=reading.read
    )
