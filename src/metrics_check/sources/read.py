"""Reading the URLs of targets: all at once, each one once, every failure in its own Read."""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from metrics_check.exposition.model import EVERYTHING, NOTHING, Wanted
from metrics_check.model.profile import Target
from metrics_check.sources.address import Address
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.reading import Read, overrun_read, read_address
from metrics_check.sources.request import Part, Request, source_parts, target_parts
from metrics_check.sources.workers import Job, run_all


def read_requests(
    requests: Iterable[Request], *, options: ReadOptions
) -> tuple[tuple[Read, ...], ...]:
    """For each request, in order, one Read per URL; all are read concurrently.

    A URL that several name with the same user is fetched once, for what all of them want. What
    cannot be read is in its `Read.error`. Raises `InvalidInput` for a source that is not one.
    """
    return _read_groups(target_parts(requests, options=options), options=options)


def read_targets(
    targets: Iterable[Target], *, wanted: Wanted, options: ReadOptions
) -> tuple[Read, ...]:
    """One Read per URL of each target, in order. See `read_requests`."""
    requests = [Request(target, wanted) for target in targets]
    return tuple(chain.from_iterable(read_requests(requests, options=options)))


def read_sources(
    sources: Iterable[str | Address], *, wanted: Wanted = EVERYTHING, options: ReadOptions
) -> tuple[tuple[Read, ...], ...]:
    """For each source, in order, its Read; for a snapshot's folder, one for each URL in it.

    `target` is empty, but for those of a snapshot. Raises `InvalidInput` for what is no source.
    """
    groups = [source_parts(source, wanted=wanted) for source in sources]
    return _read_groups(groups, options=options)


def _read_groups(
    groups: Sequence[Sequence[Part]], *, options: ReadOptions
) -> tuple[tuple[Read, ...], ...]:
    wanted: dict[Address, Wanted] = {}
    for part in chain.from_iterable(groups):
        for address in (part.address, *part.earlier) if part.error is None else ():
            wanted[address] = union(wanted.get(address, NOTHING), part.wanted)
    jobs = [_job(address, wanted=names, options=options) for address, names in wanted.items()]
    reads = dict(zip(wanted, run_all(jobs), strict=True))
    return tuple(tuple(_of_part(part, reads) for part in group) for group in groups)


def union(one: Wanted, other: Wanted) -> Wanted:
    """What either wants."""
    if one.is_everything or other.is_everything:
        return EVERYTHING
    patterns = sorted({*one.patterns, *other.patterns})
    return Wanted(one.names | other.names, tuple(patterns))


def _job(address: Address, *, wanted: Wanted, options: ReadOptions) -> Job[Read]:
    seconds = math.inf if address.kind == "stdin" else options.timeout_seconds
    return Job(
        run=partial(_run, address, wanted=wanted, options=options),
        overrun=partial(overrun_read, address, seconds=seconds),
        seconds=seconds,
    )


def _run(address: Address, deadline: Deadline, *, wanted: Wanted, options: ReadOptions) -> Read:
    return read_address(address, wanted=wanted, options=options, deadline=deadline)


def _of_part(part: Part, reads: Mapping[Address, Read]) -> Read:
    if part.error is None:
        read, *before = (
            replace(reads[address], target=part.target, instance=part.instance)
            for address in (part.address, *part.earlier)
        )
        return replace(read, before=tuple(before))
    return Read(part.target, part.address.shown, part.instance, time.time(), error=part.error)
