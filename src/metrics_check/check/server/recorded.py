"""The pages that a server showed in a check, remembered for its evidence."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from metrics_check.errors import UnreadableSource
from metrics_check.sources.kept_answers import Pages
from metrics_check.sources.server import Described, Descriptions, Scrapes, Server

T = TypeVar("T")


class RecordedPages:
    """What a server tells beside its answers; `pages` is what it told so far."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.pages = Pages()

    def metadata(self, jobs: tuple[str, ...]) -> Descriptions:
        """See `server.Server`."""
        found = _outcome(lambda: self._server.metadata(jobs))
        self.pages = replace(self.pages, jobs=jobs, metadata=found)
        return _told(found)

    def shared_metadata(self) -> tuple[Described, ...]:
        """See `server.Server`."""
        found = _outcome(self._server.shared_metadata)
        self.pages = replace(self.pages, shared=found)
        return _told(found)

    def scrapes(self) -> Scrapes:
        """See `server.Server`."""
        found = _outcome(self._server.scrapes)
        self.pages = replace(self.pages, scrapes=found)
        return _told(found)


def _outcome(ask: Callable[[], T]) -> T | UnreadableSource:
    try:
        return ask()
    except UnreadableSource as error:
        return error


def _told(found: T | UnreadableSource) -> T:
    if isinstance(found, UnreadableSource):
        raise found
    return found
