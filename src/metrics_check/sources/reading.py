"""Reads: what came of reading one URL of one target, and making one from a source."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from itertools import chain
from typing import cast

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import describe_body
from metrics_check.exposition.format import detect_format
from metrics_check.exposition.model import Exposition, Manner, Wanted
from metrics_check.exposition.read import read_exposition
from metrics_check.lazy import resolve
from metrics_check.record import record
from metrics_check.sources import SOURCES
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Answer, Note, Source
from metrics_check.sources.deadline import Deadline, timed_out
from metrics_check.sources.options import ReadOptions

# Enough to tell a format, and to say what a body is that has none.
_FIRST_BYTES = 4 << 10


@record
class Read:
    """One URL of one target, read. Exactly one of `exposition` and `error` is set.

    `url` holds no secret. `source` is what the command line takes to read the same again: the URL,
    or the folder of a snapshot. `instance` is host:port. `read_at` is in Unix seconds, when the
    read began. `body` is what was read, decompressed, where `ReadOptions.keeps_body`. `snapshot` is
    the folder of the snapshot that kept the read, None where it was made now. `before` are earlier
    reads of the same URL, the oldest first: of a snapshot that has several. Not `is_repeatable`:
    no command line can read the same, a registry of this process.
    """

    target: str
    url: str
    instance: str
    read_at: float
    seconds: float = 0.0
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    exposition: Exposition | None = None
    error: UnreadableSource | None = None
    notes: tuple[Note, ...] = ()
    body: bytes | None = None
    source: str = ""
    snapshot: str | None = None
    before: tuple["Read", ...] = ()
    is_repeatable: bool = True

    @property
    def series(self) -> int:
        """How many series it shows, wanted or not."""
        return 0 if self.exposition is None else self.exposition.sample_count


def read_address(
    address: Address, *, wanted: Wanted, options: ReadOptions, deadline: Deadline
) -> Read:
    """The read of one source, of no target yet. Never raises `UnreadableSource`."""
    resolve(SOURCES[address.kind])  # what a source imports is no time that the target took
    read_at, begin = time.time(), time.monotonic()
    try:
        read = _read(address, wanted=wanted, options=options, deadline=deadline, read_at=read_at)
    except UnreadableSource as error:
        read = Read("", address.shown, address.instance, read_at, error=_named(error, address))
    kept, is_repeatable = address.kept, address.registry is None
    if kept is None:
        seconds = time.monotonic() - begin
        return replace(read, seconds=seconds, source=address.shown, is_repeatable=is_repeatable)
    source = str(address.path)
    return replace(read, read_at=kept.read_at, seconds=kept.seconds, source=source, snapshot=source)


def overrun_read(address: Address, *, seconds: float) -> Read:
    """The read of a source that hung beyond its deadline."""
    error = timed_out(address.shown, seconds=seconds)
    return Read(
        "", address.shown, address.instance, time.time() - seconds, seconds=seconds, error=error
    )


def _read(
    address: Address, *, wanted: Wanted, options: ReadOptions, deadline: Deadline, read_at: float
) -> Read:
    # A test holds every entry to this Protocol.
    open_source = cast(Source, resolve(SOURCES[address.kind]))
    kept: list[bytes] = []
    with open_source(address, options=options, deadline=deadline) as answer:
        chunks = _keeping(answer.chunks, kept) if options.keeps_body else answer.chunks
        exposition = _exposition(chunks, answer=answer, wanted=wanted, options=options)
        for _ in chunks if options.keeps_body else ():
            deadline.require(address.shown)
    return Read(
        "",
        address.shown,
        address.instance,
        read_at,
        status=answer.status,
        headers=answer.headers,
        exposition=exposition,
        notes=answer.notes,
        body=b"".join(kept) if options.keeps_body else None,
    )


def _exposition(
    chunks: Iterator[bytes], *, answer: Answer, wanted: Wanted, options: ReadOptions
) -> Exposition:
    first = _first(chunks)
    dialect = options.format or detect_format(
        answer.content_type, first, last_bytes=answer.last_bytes
    )
    manner = Manner(is_validated=options.is_validated)
    exposition = read_exposition(
        chain([first], chunks), format=dialect, wanted=wanted, manner=manner
    )
    if not first.strip():
        raise UnreadableSource("the body is empty, not one metric.", code="empty")
    found = describe_body(answer.mask.body(first))
    if not exposition.is_ingestible and found != "an exposition":
        raise UnreadableSource(
            f"shows {found}, not metrics.", code="not-an-exposition", is_final=True
        )
    if not exposition.sample_count and not exposition.families:
        raise UnreadableSource("shows not one metric.", code="empty")
    return exposition


def _first(chunks: Iterator[bytes]) -> bytes:
    first = b""
    while len(first) < _FIRST_BYTES and (chunk := next(chunks, b"")):
        first += chunk
    return first


def _keeping(chunks: Iterator[bytes], kept: list[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        kept.append(chunk)
        yield chunk


def _named(error: UnreadableSource, address: Address) -> UnreadableSource:
    """The same error, its message begun with the source's name."""
    message = str(error)
    if message.startswith(f"{address.shown}: "):
        return error
    return UnreadableSource(
        f"{address.shown}: {message.rstrip('.')}.", code=error.code, is_final=error.is_final
    )
