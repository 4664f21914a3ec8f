"""`parse`: would Prometheus take an exposition, does it keep its format's rules, where not."""

import json
from collections.abc import Sequence
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO

import click

from metrics_check.cli.options import (
    OF_PROFILES,
    OF_SERVERS,
    ReadingOptions,
    reading_options_but,
)
from metrics_check.cli.parsed import Parsed, read_part
from metrics_check.cli.terminal import write, write_json, write_note
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.body import EXPOSITION
from metrics_check.exposition.describe import (
    document,
    problem_lines,
    remark_line,
    summary,
    unread_document,
)
from metrics_check.exposition.model import EVERYTHING, Format
from metrics_check.sources.request import source_parts

_FOUND, _NOT_READ = 1, 3
# Samples to be printed are kept in memory up to here, then on disk.
_MEMORY_CHARACTERS = 4 << 20


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
        with _aside() as samples:
            outcome = read_part(
                part,
                syntax=syntax,
                options=reading.read,
                samples=samples if shows_samples else None,
            )
            show(outcome, source=part.address.shown, samples=samples)
        codes.append(_code(outcome, is_strict=is_strict))
    return max(codes)


def _aside() -> IO[str]:
    return SpooledTemporaryFile(max_size=_MEMORY_CHARACTERS, mode="w+", encoding="utf-8")


def _code(outcome: Parsed | UnreadableSource, *, is_strict: bool) -> int:
    if isinstance(outcome, UnreadableSource):
        return _NOT_READ
    read = outcome.exposition
    is_good = read.is_conformant if is_strict else read.is_ingestible
    return 0 if is_good else _FOUND


def _show_text(outcome: Parsed | UnreadableSource, *, source: str, samples: IO[str]) -> None:
    if isinstance(outcome, UnreadableSource):
        _note_error(outcome, source=source)
        return
    read = outcome.exposition
    if not read.is_ingestible and outcome.looks_like != EXPOSITION:
        write(f"{source}: this is {outcome.looks_like}, not metrics")
    for problem in read.problems:
        for line in problem_lines(problem, source=source):
            write(line)
    for remark in outcome.remarks:
        write(remark_line(remark, source=source))
    write(summary(read, source=source, findings=len(outcome.remarks)))


def _show_json(outcome: Parsed | UnreadableSource, *, source: str, samples: IO[str]) -> None:
    if isinstance(outcome, UnreadableSource):
        _note_error(outcome, source=source)
        write_json(json.dumps(unread_document(outcome, source=source)))
    else:
        shown = document(outcome.exposition, source=source, remarks=outcome.remarks)
        write_json(json.dumps(shown))


def _show_samples(outcome: Parsed | UnreadableSource, *, source: str, samples: IO[str]) -> None:
    if isinstance(outcome, UnreadableSource):
        _note_error(outcome, source=source)
        return
    samples.seek(0)
    for line in samples:
        write_json(line.rstrip("\n"))
    for problem in outcome.exposition.problems:
        for line in problem_lines(problem, source=source):
            write_note(line)


def _note_error(error: UnreadableSource, *, source: str) -> None:
    message = str(error)
    write_note(message if message.startswith(f"{source}: ") else f"{source}: {message}")
