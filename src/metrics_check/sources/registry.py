"""Reading a `prometheus_client` registry of this process, as its endpoint would show it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from metrics_check.errors import UnreadableSource
from metrics_check.sources.accept import ACCEPT, ACCEPT_TEXT
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Answer
from metrics_check.sources.bounds import bounded
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.options import ReadOptions


@contextmanager
def open_registry(
    address: Address, *, options: ReadOptions, deadline: Deadline
) -> Iterator[Answer]:
    """The exposition of a registry now, in text where `options.format` is. See `answer.Source`."""
    is_text = options.format is not None and not options.format.is_openmetrics
    encode, content_type = choose_encoder(ACCEPT_TEXT if is_text else ACCEPT)
    try:
        # Our Registry is what the encoder needs of its own Collector protocol.
        body = encode(cast(Collector, address.registry))
    except (AttributeError, TypeError, ValueError) as error:
        raise UnreadableSource(
            f"{address.shown}: the registry cannot be exposed ({type(error).__name__}: {error}).",
            code="unreadable",
            is_final=True,
        ) from error
    chunks = bounded(
        [body], max_bytes=options.max_body_bytes, deadline=deadline, shown=address.shown
    )
    yield Answer(chunks, content_type=content_type)
