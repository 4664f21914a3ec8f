"""A server as evidence keeps it: what was asked is answered again, word for word.

What was not asked then is evaluated here on the samples that were kept, where they suffice; what
they do not show is `not-kept`, and never an empty answer.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

from metrics_check.errors import InvalidInput, UnansweredQuery, UnreadableSource
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.reads import Reading, readings_of
from metrics_check.promql.storage import StoredSeries, milliseconds
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Note
from metrics_check.sources.kept_answers import KeptAnswers, Window
from metrics_check.sources.kept_answers_document import MAX_DOCUMENT_BYTES, parse_answers
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.server import Answered, Described, Descriptions, Scrapes
from metrics_check.sources.snapshot import load_snapshot

T = TypeVar("T")

_NOT_KEPT = "not-kept"


@contextmanager
def open_kept_server(address: Address, *, options: ReadOptions) -> Iterator["KeptServer"]:
    """The server at an address of kind `kept-server`. See `server.OpenServer`."""
    yield KeptServer(address)


class KeptServer:
    """See `server.Server`. Its file is read when it is asked first."""

    joins = False

    def __init__(self, address: Address) -> None:
        self._address = address

    @cached_property
    def _kept(self) -> KeptAnswers:
        return _loaded(self._address)

    @cached_property
    def _dataset(self) -> Dataset:
        return _dataset_of(self._kept)

    @cached_property
    def kept(self) -> tuple[str, float] | None:
        """See `server.Server`."""
        if self._address.path is None:
            return None
        folder = self._address.path.parent
        return str(folder), load_snapshot(folder).taken_at

    @property
    def shown(self) -> str:
        """The server that was asked, without secrets."""
        return self._address.shown

    def query(self, promql: str, *, at: float | None = None) -> Answered:  # noqa: ARG002 -- all is of one moment
        """See `server.Server`."""
        found = self._kept.answers.get(promql)
        if isinstance(found, tuple):
            return Answered(found, self._kept.at, self._notes)
        if found is not None:
            raise found
        self._require_kept(promql)
        return Answered(evaluate(promql, self._dataset), self._kept.at, self._notes)

    def samples(self, selector: str, *, at: float, seconds: float) -> tuple[StoredSeries, ...]:  # noqa: ARG002 -- as its Protocol says
        """None: evidence is not made of evidence."""
        raise UnansweredQuery(f"{selector} is evidence already", code=_NOT_KEPT)

    def metadata(self, jobs: tuple[str, ...]) -> Descriptions:
        """See `server.Server`."""
        pages = self._kept.pages
        if not set(jobs) <= set(pages.jobs):
            raise self._untold()
        return self._told(pages.metadata)

    def shared_metadata(self) -> tuple[Described, ...]:
        """See `server.Server`."""
        return self._told(self._kept.pages.shared)

    def scrapes(self) -> Scrapes:
        """See `server.Server`."""
        return self._told(self._kept.pages.scrapes)

    @property
    def _notes(self) -> tuple[Note, ...]:
        return self._kept.notes

    def _told(self, page: T | UnreadableSource | None) -> T:
        if page is None:
            raise self._untold()
        if isinstance(page, UnreadableSource):
            raise page
        return page

    def _untold(self) -> UnreadableSource:
        message = f"{self.shown}: it was not asked that when the evidence was made."
        return UnreadableSource(message, code=_NOT_KEPT)

    def _require_kept(self, promql: str) -> None:
        if self._kept.at is None:
            raise self._untold()
        try:
            readings = readings_of(parse(promql), at_ms=milliseconds(self._kept.at))
        except InvalidInput as error:
            raise UnansweredQuery(str(error), code="bad-promql") from error
        for reading in readings:
            held = [each.names for each in self._kept.windows if _holds(each, reading)]
            if not reading.names or not reading.names <= frozenset().union(*held):
                raise UnansweredQuery(
                    f"{printed(reading.node)} is not in the evidence: it was not read then, or "
                    "could not be kept",
                    code=_NOT_KEPT,
                )


def _holds(window: Window, reading: Reading) -> bool:
    """Whether it has all that is to be read of those of the names that it has."""
    selector = reading.selector
    if selector.modifier or not set(window.matchers) <= set(selector.matchers):
        return False
    if reading.range_ms is None:
        return reading.at_ms in window.moments
    is_begun = reading.at_ms - reading.range_ms >= window.after_ms
    return is_begun and reading.at_ms <= max(window.moments, default=0)


def _dataset_of(kept: KeptAnswers) -> Dataset:
    by_name: dict[str, list[StoredSeries]] = {}
    for series in kept.series:
        by_name.setdefault(series.labels.get("__name__", ""), []).append(series)
    named: Mapping[str, tuple[StoredSeries, ...]] = {
        name: tuple(found) for name, found in by_name.items()
    }
    return Dataset(named, kept.at or 0.0, has_history=True, has_moments=True)


def _loaded(address: Address) -> KeptAnswers:
    path = address.path
    if path is None or not path.is_file() or path.is_symlink():
        raise _bad(address, reason="is not there as a file")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT_BYTES + 1)
        if len(data) > MAX_DOCUMENT_BYTES:
            raise _bad(address, reason=f"is larger than {MAX_DOCUMENT_BYTES >> 20} MiB")
        return parse_answers(data)
    except ValueError as error:
        raise _bad(address, reason=str(error)) from error
    except OSError as error:
        raise _bad(address, reason=f"cannot be read ({error.strerror})") from error


def _bad(address: Address, *, reason: str) -> UnreadableSource:
    return UnreadableSource(f"{address.path}: {reason}.", code="bad-snapshot", is_final=True)
