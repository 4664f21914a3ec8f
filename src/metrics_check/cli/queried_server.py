"""What answers the queries of `query`: samples that were read, or one server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, cast

import click

from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.lazy import resolve
from metrics_check.promql.answer import answer_document
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate
from metrics_check.sources import OPEN_SERVER
from metrics_check.sources.address import Address, parse_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.server import Answered, OpenServer, Server


class AskedOne(Protocol):
    """What answers one expression after another, all at one moment."""

    def ask(self, expression: str) -> Answered:
        """Its answer. Raises `InvalidInput` and `UnansweredQuery`."""


class AskedDataset:
    """Answers from samples in memory."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def ask(self, expression: str) -> Answered:
        """See `AskedOne`."""
        return Answered(evaluate(expression, self._dataset), self._dataset.at)


class AskedServer:
    """Answers of a server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._at: float | None = None

    def ask(self, expression: str) -> Answered:
        """See `AskedOne`. The expression is the server's to judge: it may know more than we do."""
        try:
            answered = self._server.query(expression, at=self._at)
        except UnansweredQuery as error:
            if error.code != "bad-promql":
                raise
            raise InvalidInput(f"{self._server.shown}: {error}") from error
        if self._at is None:
            self._at = answered.at
        return answered


def server_among(sources: Sequence[str], *, given: Address | None) -> Address | None:
    """The one server to ask; `given` where no source is named. UsageError for it and others."""
    if not sources:
        return given
    addresses = [parse_address(source) for source in sources]
    servers = [address for address in addresses if address.kind == "server"]
    if servers and len(addresses) > 1:
        raise click.UsageError("A server is asked alone: name one prom+URL, or sources to read.")
    return servers[0] if servers else None


@contextmanager
def open_asked(address: Address, *, options: ReadOptions) -> Iterator[AskedServer]:
    """The server at an address, to be asked."""
    open_server = cast(OpenServer, resolve(OPEN_SERVER))
    with open_server(address, options=options) as server:
        yield AskedServer(server)


def document_of(answered: Answered) -> dict[str, object]:
    """The answer as `/api/v1/query` gives it, with its warnings and infos."""
    document = answer_document(answered.value, at=answered.at or 0.0)
    for key, code in (("warnings", "server-warning"), ("infos", "server-info")):
        told = [note.message for note in answered.notes if note.code == code]
        if told:
            document[key] = told
    return document
