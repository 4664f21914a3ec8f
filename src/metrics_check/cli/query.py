"""`query`: PromQL over endpoints, files and snapshots, no server needed; or asked of one."""

import json
from collections.abc import Sequence
from typing import IO, Protocol, cast

import click

from metrics_check.check.sight import fault_of
from metrics_check.cli.options import OF_PROFILES, ReadingOptions, reading_options_but
from metrics_check.cli.queried import dataset_of, wanted_by
from metrics_check.cli.queried_server import (
    AskedDataset,
    AskedOne,
    document_of,
    open_asked,
    server_among,
)
from metrics_check.cli.terminal import write, write_json, write_note
from metrics_check.errors import BadNotation, InvalidInput, UnansweredQuery
from metrics_check.exposition.model import Wanted
from metrics_check.lazy import resolve
from metrics_check.located import Place, Problem
from metrics_check.model.series import Labels
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.series import format_label
from metrics_check.promql.answer import error_document
from metrics_check.promql.convert import NAME
from metrics_check.promql.numbers import format_value
from metrics_check.promql.values import Matrix, Run, Scalar, Text, Value, Vector
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read

# By text: an answer that has elements needs no explanation.
EXPLAIN_EMPTY = "metrics_check.cli.absent:explain_empty"
_UNUSABLE, _NOT_ANSWERED = 2, 3


class ExplainEmpty(Protocol):
    """What explains an answer without elements."""

    def __call__(self, expression: str, *, reads: Sequence[Read]) -> tuple[str, ...]:
        """Lines for a person."""


@click.command("query")
@click.argument("words", nargs=-1, metavar="EXPR SOURCE...")
@click.option(
    "-f",
    "--file",
    "batch",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="Read one expression a line from FILE or -; write one JSON answer a line.",
)
@click.option("--job", default="", metavar="NAME", help="The job label.  [default: a URL's host]")
@click.option(
    "--instance",
    default="",
    metavar="NAME",
    help="The instance label.  [default: a URL's host:port]",
)
@click.option("--json", "is_json", is_flag=True, help="Answer as Prometheus' /api/v1/query does.")
@click.option(
    "--dialect",
    type=click.Choice(["2", "3"]),
    default="3",
    show_default=True,
    envvar="METRICS_CHECK_DIALECT",
    help="Which Prometheus' semantics to follow.",
)
@reading_options_but("expectations", *OF_PROFILES)
def query_command(
    *,
    words: Sequence[str],
    batch: IO[str] | None,
    job: str,
    instance: str,
    is_json: bool,
    dialect: str,
    reading: ReadingOptions,
) -> int:
    """Ask PromQL of each SOURCE: a URL, a file, - or a snapshot folder.

    A file is read as scraped now. URLs get the labels job and instance; files get those that are
    given. With -f every word is a SOURCE. A prom+http:// SOURCE is a server, and is asked alone.
    """
    expressions, sources = _asked(words, batch, is_server_given=reading.read.prometheus is not None)
    labels = {"job": job, "instance": instance}
    server = server_among(sources, given=reading.read.prometheus)
    try:
        if server is not None:
            with open_asked(server, options=reading.read) as asked:
                return _answer(expressions, asked, is_json=is_json, is_batch=batch is not None)
        wanted = wanted_by(expressions, is_lenient=batch is not None)
        reads = _read(sources, wanted=wanted, reading=reading)
        world = AskedDataset(dataset_of(reads, labels=labels, dialect=int(dialect)))
        is_batch = batch is not None
        return _answer(expressions, world, is_json=is_json, is_batch=is_batch, reads=reads)
    except (InvalidInput, UnansweredQuery) as error:
        if not is_json or batch is not None:
            raise _located(error, expressions) from error
        write_json(json.dumps(error_document(error)))
        return _UNUSABLE if isinstance(error, InvalidInput) else _NOT_ANSWERED


def _located(error: Exception, expressions: Sequence[str]) -> Exception:
    """The error with the line of the expression and a caret, where it tells the character."""
    if not isinstance(error, BadNotation) or error.offset == 0 or len(expressions) != 1:
        return error
    before = expressions[0][: error.offset].split("\n")
    place = Place("EXPR", len(before), len(before[-1]) + 1)
    line = expressions[0].split("\n")[len(before) - 1]
    problem = Problem(place, error.code, str(error), line)
    return InvalidInput(str(problem), problems=[problem])


def _asked(
    words: Sequence[str], batch: IO[str] | None, *, is_server_given: bool
) -> tuple[list[str], Sequence[str]]:
    if batch is None:
        if not words or (len(words) < 2 and not is_server_given):
            raise click.UsageError("Missing argument 'SOURCE...'.")
        return [words[0]], words[1:]
    if batch.name == "<stdin>" and "-" in words:
        raise click.UsageError("-f - and the SOURCE - would both read standard input.")
    return batch.read().splitlines(), words


def _read(sources: Sequence[str], *, wanted: Wanted, reading: ReadingOptions) -> list[Read]:
    groups = read_sources(sources, wanted=wanted, options=reading.read)
    reads = [read for group in groups for read in group]
    for read in reads:
        fault = fault_of(read)
        if fault is not None:
            raise fault
    return reads


def _answer(
    expressions: Sequence[str],
    asked: AskedOne,
    *,
    is_json: bool,
    is_batch: bool,
    reads: Sequence[Read] = (),
) -> int:
    if is_batch:
        return _answer_all(expressions, asked)
    answered = asked.ask(expressions[0])
    if is_json:
        write_json(json.dumps(document_of(answered)))
        return 0
    for note in answered.notes:
        write_note(f"{note.code}: {note.message}")
    if _is_empty(answered.value):
        _tell_empty(expressions[0], reads=reads)
    else:
        _show(answered.value)
    return 0


def _is_empty(value: Value) -> bool:
    return not isinstance(value, Scalar | Text) and not _rows(value)


def _tell_empty(expression: str, *, reads: Sequence[Read]) -> None:
    write_note("No element: the answer is empty.")
    if reads:
        explain = cast(ExplainEmpty, resolve(EXPLAIN_EMPTY))
        for line in explain(expression, reads=reads):
            write_note(line)


def _answer_all(expressions: Sequence[str], asked: AskedOne) -> int:
    for expression in expressions:
        try:
            document = document_of(asked.ask(expression))
        except (InvalidInput, UnansweredQuery) as error:
            document = error_document(error)
        write_json(json.dumps(document))
    return 0


def _show(value: Value) -> None:
    if isinstance(value, Scalar):
        write(format_value(value.value))
    elif isinstance(value, Text):
        write(value.value)
    else:
        rows = _rows(value)
        width = max(len(series) for series, _ in rows)
        write("\n".join(f"{series:{width}}  {text}" for series, text in rows))


def _rows(value: Vector | Matrix) -> list[tuple[str, str]]:
    if isinstance(value, Matrix):
        return [(_series(run.labels), _samples(run)) for run in value.runs]
    return [(_series(element.labels), format_value(element.value)) for element in value]


def _samples(run: Run) -> str:
    pairs = zip(run.times, run.values, strict=True)
    return " ".join(f"{format_value(value)} @{taken_ms / 1000:.15g}" for taken_ms, value in pairs)


def _series(labels: Labels) -> str:
    name = labels.get(NAME, "")
    others = {label: value for label, value in labels.items() if label != NAME}
    is_plain = not name or format_label(name.replace(":", "_")) == name.replace(":", "_")
    if not is_plain:
        return shown_labels(labels)
    return name + (shown_labels(others) if others or not name else "")
