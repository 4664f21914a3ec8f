"""`--evidence DIR`: what a report was made of is kept, and can be judged again.

snapshot.json, NN-TARGET.prom   the last read, as `snapshot` keeps it
server-NN.json                  what a server answered that was asked instead
report.json                     the report
begin/                          the first read of a run, a snapshot as well
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

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
from metrics_check.sources.kept_answers import KeptAnswers
from metrics_check.sources.kept_read import AskedServer
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.reading import Read
from metrics_check.sources.request import servers_of
from metrics_check.sources.server import Server
from metrics_check.sources.snapshot import BEGIN, DOCUMENT, load_snapshot
from metrics_check.sources.snapshot_writer import Kept, require_replaceable, write_snapshot
from metrics_check.sources.world import SourceWorld

# By text: imported only where a server was asked.
KEEP_ANSWERS = "metrics_check.check.server:keep_answers"


class KeepAnswers(Protocol):
    """What makes the evidence of servers."""

    def __call__(
        self, seen: Sequence[Seen], *, servers: Mapping[str, Server]
    ) -> tuple[tuple[KeptAnswers, ...], ...]:
        """For what each profile was judged on, that of its servers; `servers` by name, open."""


def with_bodies(options: ReadOptions) -> ReadOptions:
    """The options that keep what is read."""
    return replace(options, keeps_body=True)


def require_keepable(
    folder: Path | None, *, plans: Sequence[Plan], reading: ReadingOptions
) -> None:
    """Raises `InvalidInput` where that folder is something else, `UsageError` where what is judged
    is the evidence of a server already.
    """
    if folder is None:
        return
    for plan in plans:
        servers = servers_of(plan.profile.targets.values(), options=reading.read)
        if reading.read.snapshot is not None and any(servers):
            raise click.UsageError(
                f"{reading.read.snapshot} is evidence of a server already; copy the folder to keep "
                "it."
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
    answers = _answers(seen, reading=reading)
    for each, kept in zip(seen, answers, strict=True):
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
                servers=kept,
                begun=() if begun is None else _moments(begun),
            ),
        )


def begin_of(folder: Path | None) -> Path | None:
    """The first read of the run whose evidence is in a folder; None where it holds none."""
    if folder is None or not (folder / BEGIN / DOCUMENT).is_file():
        return None
    return folder / BEGIN


def _reads(seen: Seen) -> tuple[Read, ...]:
    return tuple(read for of_target in seen.reads.values() for read in of_target)


def _answers(
    seen: Sequence[Seen], *, reading: ReadingOptions
) -> tuple[tuple[KeptAnswers, ...], ...]:
    """What was asked of servers, with the samples behind it, for which they are asked again."""
    pairs = [
        (each.plan.profile.targets[name], told.server)
        for each in seen
        for name, told in each.sight.told.items()
    ]
    if not pairs:
        return ((),) * len(seen)
    keep_answers = cast(KeepAnswers, resolve(KEEP_ANSWERS))
    with SourceWorld(reading.read).servers(tuple(target for target, _ in pairs)) as servers:
        opened = {
            name: server
            for (_, name), server in zip(pairs, servers, strict=True)
            if server is not None
        }
        return keep_answers(seen, servers=opened)


def _moments(seen: Seen) -> tuple[AskedServer, ...]:
    """When servers were asked for the first read."""
    found: dict[str, tuple[str, ...]] = {}
    for name, told in seen.sight.told.items():
        found[told.server] = (*found.get(told.server, ()), name)
    moments = {told.server: told.answers.at or None for told in seen.sight.told.values()}
    return tuple(AskedServer(server, names, moments[server]) for server, names in found.items())


def _facts(profile: Profile, *, reading: ReadingOptions) -> Facts:
    if reading.read.snapshot is not None:
        return load_snapshot(reading.read.snapshot).facts
    return find_facts(
        profile, environment=os.environ, env_file=reading.variables(), options=reading.read
    )
