"""`query`: PromQL over endpoints, files and snapshots, no server needed."""

import json
from collections.abc import Sequence
from typing import IO

import click

from metrics_check.check.sight import fault_of
from metrics_check.cli.options import ReadingOptions, reading_options, refuse_profile_options
from metrics_check.cli.queried import dataset_of, wanted_by
from metrics_check.cli.terminal import write, write_json, write_note
from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.exposition.model import Wanted
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.series import format_label
from metrics_check.promql.answer import answer_document, error_document
from metrics_check.promql.convert import NAME
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate
from metrics_check.promql.numbers import format_value
from metrics_check.promql.values import Element, Scalar, Text, Value
from metrics_check.sources.read import read_sources
from metrics_check.sources.reading import Read

_UNUSABLE, _NOT_ANSWERED = 2, 3


@click.command("query")
@click.argument("words", nargs=-1, required=True, metavar="EXPR SOURCE...")
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
@reading_options
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
    given. With -f every word is a SOURCE.
    """
    refuse_profile_options(reading)
    expressions, sources = _asked(words, batch)
    labels = {"job": job, "instance": instance}
    try:
        wanted = wanted_by(expressions, is_lenient=batch is not None)
        reads = _read(sources, wanted=wanted, reading=reading)
        world = dataset_of(reads, labels=labels, dialect=int(dialect))
        if batch is not None:
            return _answer_all(expressions, world)
        _show(evaluate(expressions[0], world), world, is_json=is_json)
    except (InvalidInput, UnansweredQuery) as error:
        if not is_json or batch is not None:
            raise
        write_json(json.dumps(error_document(error)))
        return _UNUSABLE if isinstance(error, InvalidInput) else _NOT_ANSWERED
    return 0


def _asked(words: Sequence[str], batch: IO[str] | None) -> tuple[list[str], Sequence[str]]:
    if batch is None:
        if len(words) < 2:
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


def _answer_all(expressions: Sequence[str], world: Dataset) -> int:
    for expression in expressions:
        try:
            document = answer_document(evaluate(expression, world), at=world.at)
        except (InvalidInput, UnansweredQuery) as error:
            document = error_document(error)
        write_json(json.dumps(document))
    return 0


def _show(value: Value, world: Dataset, *, is_json: bool) -> None:
    if is_json:
        write_json(json.dumps(answer_document(value, at=world.at)))
    elif isinstance(value, Scalar):
        write(format_value(value.value))
    elif isinstance(value, Text):
        write(value.value)
    elif not value:
        write_note("No element: the answer is empty.")
    else:
        shown = [(_series(element), format_value(element.value)) for element in value]
        width = max(len(series) for series, _ in shown)
        write("\n".join(f"{series:{width}}  {number}" for series, number in shown))


def _series(element: Element) -> str:
    name = element.labels.get(NAME, "")
    others = {label: value for label, value in element.labels.items() if label != NAME}
    is_plain = not name or format_label(name.replace(":", "_")) == name.replace(":", "_")
    if not is_plain:
        return shown_labels(element.labels)
    return name + (shown_labels(others) if others or not name else "")
