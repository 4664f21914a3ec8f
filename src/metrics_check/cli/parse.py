"""`parse`: would Prometheus take an exposition, does it keep its format's rules, where not."""

import json
import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import cast

import click

from metrics_check.cli.options import (
    OF_PROFILES,
    OF_SERVERS,
    ReadingOptions,
    reading_options_but,
)
from metrics_check.cli.terminal import write, write_json, write_note
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import EXPOSITION, describe_body
from metrics_check.exposition.describe import (
    document,
    problem_lines,
    sample_document,
    samples_in_order,
    summary,
    unread_document,
)
from metrics_check.exposition.format import detect_format
from metrics_check.exposition.model import EVERYTHING, Exposition, Format
from metrics_check.exposition.read import read_exposition
from metrics_check.lazy import resolve
from metrics_check.record import record
from metrics_check.sources import SOURCES
from metrics_check.sources.answer import Source
from metrics_check.sources.deadline import Deadline, timed_out
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.request import Part, source_parts
from metrics_check.sources.workers import Job, run_all

_FOUND, _NOT_READ = 1, 3
# Enough to tell a format by its looks.
_FIRST_BYTES = 4 << 10


@click.command("parse")
@click.argument("named", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--strict", "is_strict", is_flag=True, help="Fail on a broken rule of the format too."
)
@click.option(
    "--samples", "shows_samples", is_flag=True, help="Print every sample, one JSON a line."
)
@click.option(
    "--as",
    "dialect",
    type=click.Choice(["text", "openmetrics"]),
    help="Read as this format, whatever Content-Type or # EOF say.",
)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a source, one a line.")
@reading_options_but("expectations", *OF_PROFILES, *OF_SERVERS)
def parse_command(
    *,
    named: Sequence[str],
    is_strict: bool,
    shows_samples: bool,
    dialect: str | None,
    is_json: bool,
    reading: ReadingOptions,
) -> int:
    """Judge each SOURCE: would Prometheus take it, does it keep its format's rules, where not."""
    if shows_samples and is_json:
        raise click.UsageError("--samples and --json exclude each other.")
    syntax = None if dialect is None else Format(dialect)
    show = _show_json if is_json else _show_samples if shows_samples else _show_text
    parts = chain.from_iterable(source_parts(source, wanted=EVERYTHING) for source in named)
    codes = []
    for part in list(parts):
        outcome = _read(part, syntax=syntax, options=reading.read)
        show(outcome, source=part.address.shown)
        codes.append(_code(outcome, is_strict=is_strict))
    return max(codes)


@record
class Parsed:
    """What was read, and what the first bytes look like."""

    exposition: Exposition
    looks_like: str


def _read(part: Part, *, syntax: Format | None, options: ReadOptions) -> Parsed | UnreadableSource:
    """One source at a time, so that only one is held; what cannot be read is returned."""
    if part.error is not None:
        return part.error
    address = part.address
    seconds = math.inf if address.kind == "stdin" else options.timeout_seconds
    job = Job(
        run=partial(_run, part, syntax=syntax, options=options),
        overrun=partial(timed_out, address.shown, seconds=seconds),
        seconds=seconds,
    )
    return run_all([job])[0]


def _run(
    part: Part, deadline: Deadline, *, syntax: Format | None, options: ReadOptions
) -> Parsed | UnreadableSource:
    # A test holds every entry to this Protocol.
    open_source = cast(Source, resolve(SOURCES[part.address.kind]))
    try:
        with open_source(part.address, options=options, deadline=deadline) as answer:
            first = _first(answer.chunks)
            found = syntax or detect_format(
                answer.content_type, first, last_bytes=answer.last_bytes
            )
            exposition = read_exposition(chain([first], answer.chunks), format=found)
            return Parsed(exposition, describe_body(answer.mask.body(first)))
    except UnreadableSource as error:
        return error


def _first(chunks: Iterator[bytes]) -> bytes:
    first = b""
    while len(first) < _FIRST_BYTES and (chunk := next(chunks, b"")):
        first += chunk
    return first


def _code(outcome: Parsed | UnreadableSource, *, is_strict: bool) -> int:
    if isinstance(outcome, UnreadableSource):
        return _NOT_READ
    read = outcome.exposition
    is_good = read.is_conformant if is_strict else read.is_ingestible
    return 0 if is_good else _FOUND


def _show_text(outcome: Parsed | UnreadableSource, *, source: str) -> None:
    if isinstance(outcome, UnreadableSource):
        _note_error(outcome, source=source)
        return
    read = outcome.exposition
    if not read.is_ingestible and outcome.looks_like != EXPOSITION:
        write(f"{source}: this is {outcome.looks_like}, not metrics")
    for problem in read.problems:
        for line in problem_lines(problem, source=source):
            write(line)
    write(summary(read, source=source))


def _show_json(outcome: Parsed | UnreadableSource, *, source: str) -> None:
    if isinstance(outcome, UnreadableSource):
        _note_error(outcome, source=source)
        write_json(json.dumps(unread_document(outcome, source=source)))
    else:
        write_json(json.dumps(document(outcome.exposition, source=source)))


def _show_samples(outcome: Parsed | UnreadableSource, *, source: str) -> None:
    if isinstance(outcome, UnreadableSource):
        _note_error(outcome, source=source)
        return
    for sample in samples_in_order(outcome.exposition):
        write_json(json.dumps(sample_document(sample)))
    for problem in outcome.exposition.problems:
        for line in problem_lines(problem, source=source):
            write_note(line)


def _note_error(error: UnreadableSource, *, source: str) -> None:
    message = str(error)
    write_note(message if message.startswith(f"{source}: ") else f"{source}: {message}")
