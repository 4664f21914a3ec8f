"""Reading the URLs of targets: all at once, each one once, every failure in its own Read."""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from metrics_check.exposition.model import EVERYTHING, Wanted
from metrics_check.model.profile import Target
from metrics_check.sources.address import Address
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.reading import Read, overrun_read, read_address
from metrics_check.sources.request import Part, Request, source_parts, target_parts
from metrics_check.sources.workers import Job, run_all


def read_targets(
    targets: Iterable[Target], *, wanted: Wanted, options: ReadOptions
) -> tuple[Read, ...]:
    """One Read per URL of each target, in order. See `read_requests`."""
    return read_requests((Request(target, wanted) for target in targets), options=options)


def read_requests(requests: Iterable[Request], *, options: ReadOptions) -> tuple[Read, ...]:
    """One Read per URL of each request, in order, read concurrently.

    A URL that several name with the same user is fetched once, for what all of them want. What
    cannot be read is in its `Read.error`. Raises `InvalidInput` for a source that is not one.
    """
    return _read_parts(target_parts(requests, options=options), options=options)


def read_sources(
    sources: Sequence[str | Address], *, wanted: Wanted = EVERYTHING, options: ReadOptions
) -> tuple[Read, ...]:
    """One Read per source, in order, and per URL of one that is a snapshot; `target` is empty.

    Raises `InvalidInput` for a source that is not one.
    """
    return _read_parts(
        [part for source in sources for part in source_parts(source, wanted=wanted)],
        options=options,
    )


def _read_parts(parts: Sequence[Part], *, options: ReadOptions) -> tuple[Read, ...]:
    wanted: dict[Address, Wanted] = {}
    for part in parts:
        if part.error is None:
            wanted[part.address] = union(wanted.get(part.address, Wanted()), part.wanted)
    jobs = [_job(address, wanted=names, options=options) for address, names in wanted.items()]
    reads = dict(zip(wanted, run_all(jobs), strict=True))
    return tuple(_of_part(part, reads) for part in parts)


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
        return replace(reads[part.address], target=part.target, instance=part.instance)
    return Read(part.target, part.address.shown, part.instance, time.time(), error=part.error)
