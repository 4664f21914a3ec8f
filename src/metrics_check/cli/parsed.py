"""Reading one source for `parse`: judged whole, its samples written aside where they are shown."""

import json
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import IO, cast

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import describe_body
from metrics_check.exposition.describe import sample_document
from metrics_check.exposition.format import detect_format
from metrics_check.exposition.lints import lint_exposition
from metrics_check.exposition.model import Exposition, Format, Remark, Sample
from metrics_check.exposition.read import review_exposition
from metrics_check.exposition.staleness import StaleCount
from metrics_check.lazy import resolve
from metrics_check.record import record
from metrics_check.sources import SOURCES
from metrics_check.sources.answer import Answer, Source
from metrics_check.sources.deadline import Deadline, timed_out
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.request import Part
from metrics_check.sources.workers import Job, run_all

# Enough to tell a format by its looks.
_FIRST_BYTES = 4 << 10


@record
class Parsed:
    """What was read, what the first bytes look like, and what is better otherwise.

    There are no remarks on what a server refuses: it is not there to be better.
    """

    exposition: Exposition
    looks_like: str
    remarks: tuple[Remark, ...]


def read_part(
    part: Part, *, syntax: Format | None, options: ReadOptions, samples: IO[str] | None
) -> Parsed | UnreadableSource:
    """One source, judged; what cannot be read is returned.

    Its samples are written to `samples`, one JSON object a line.
    """
    if part.error is not None:
        return part.error
    address = part.address
    seconds = math.inf if address.kind == "stdin" else options.timeout_seconds
    job = Job(
        run=partial(_run, part, syntax=syntax, options=options, samples=samples),
        overrun=partial(timed_out, address.shown, seconds=seconds),
        seconds=seconds,
    )
    return run_all([job])[0]


def _run(
    part: Part,
    deadline: Deadline,
    *,
    syntax: Format | None,
    options: ReadOptions,
    samples: IO[str] | None,
) -> Parsed | UnreadableSource:
    # A test holds every entry to this Protocol.
    open_source = cast(Source, resolve(SOURCES[part.address.kind]))
    try:
        with open_source(part.address, options=options, deadline=deadline) as answer:
            return _review(answer, syntax=syntax, samples=samples)
    except UnreadableSource as error:
        return error


def _review(answer: Answer, *, syntax: Format | None, samples: IO[str] | None) -> Parsed:
    first = _first(answer.chunks)
    found = syntax or detect_format(answer.content_type, first, last_bytes=answer.last_bytes)
    stale = StaleCount(now=time.time())

    def tell(some: Sequence[Sample]) -> None:
        stale.add(some)
        if samples is not None:
            samples.writelines(_sample_lines(some))

    read = review_exposition(chain([first], answer.chunks), format=found, tell=tell)
    remarks = _remarks(read, answer=answer, stale=stale) if read.is_ingestible else ()
    in_order = sorted(remarks, key=lambda remark: remark.line)
    return Parsed(read, describe_body(answer.mask.body(first)), tuple(in_order))


def _sample_lines(samples: Iterable[Sample]) -> Iterator[str]:
    return (json.dumps(sample_document(sample)) + "\n" for sample in samples)


def _remarks(read: Exposition, *, answer: Answer, stale: StaleCount) -> Iterator[Remark]:
    yield from (Remark(note.code, "", note.message) for note in answer.notes)
    yield from stale.remarks()
    yield from lint_exposition(read, label_names=read.label_names)


def _first(chunks: Iterator[bytes]) -> bytes:
    first = b""
    while len(first) < _FIRST_BYTES and (chunk := next(chunks, b"")):
        first += chunk
    return first
