"""What a Prometheus-compatible server can be asked, and what it answers. Plain data.

`prometheus` asks one over HTTP; what it says of targets comes from there, too.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from metrics_check.exposition.model import Family
from metrics_check.model.series import Labels
from metrics_check.promql.storage import StoredSeries
from metrics_check.promql.values import Value
from metrics_check.record import record
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Note
from metrics_check.sources.options import ReadOptions


@record
class Answered:
    """The value of a query at `at`, Unix seconds by the server's clock (None: it does not say).

    `notes` are its warnings and infos; what is known to be incomplete is no answer but an error.
    """

    value: Value
    at: float | None
    notes: tuple[Note, ...] = ()


@record
class Described:
    """A family as one target described it to the server.

    `target` are the target's labels, empty where the server keeps one description for all.
    """

    target: Labels
    family: Family


@record
class Descriptions:
    """The metadata that a server keeps.

    `is_by_target`: it tells of each target that it scrapes, so that what it does not tell of one
    is not there; else it keeps what others sent it, or nothing.
    """

    families: tuple[Described, ...] = ()
    is_by_target: bool = False


@record
class Scraped:
    """How a server scrapes one of its targets.

    `health` is `up`, `down` or `unknown`, `error` what stood in the way the last time. `last` is
    when that was, in Unix seconds; None: never yet.
    """

    labels: Labels
    health: str
    error: str
    last: float | None


@record
class Scrapes:
    """How a server scrapes its targets; `targets` is empty where it has none, or does not tell.

    `has_metadata`: it may tell the metadata of each of them, so that they are worth asking for.
    """

    targets: tuple[Scraped, ...] = ()
    has_metadata: bool = False


class Server(Protocol):
    """A server that can be asked. Everything raises `UnreadableSource` where it does not answer.

    `joins`: several queries in one request spare it time, so that they are asked together.
    """

    @property
    def joins(self) -> bool:
        """Whether queries are asked together."""

    @property
    def kept(self) -> tuple[str, float] | None:
        """The folder of the evidence that answers in its place, and when that was made in Unix
        seconds; None: it is asked itself.
        """

    @property
    def shown(self) -> str:
        """It as a SOURCE, without secrets."""

    def query(self, promql: str, *, at: float | None = None) -> Answered:
        """The value of a query at that time, else now.

        Raises `UnansweredQuery` where the server answers, and refuses this query.
        """

    def samples(self, selector: str, *, at: float, seconds: float) -> tuple[StoredSeries, ...]:
        """The samples as they are stored, of so many seconds up to that time.

        Raises `UnansweredQuery` as `query` does.
        """

    def metadata(self, jobs: tuple[str, ...]) -> Descriptions:
        """The families that it keeps of these jobs' targets, apart."""

    def shared_metadata(self) -> tuple[Described, ...]:
        """The families of all targets together; none where the server keeps no metadata."""

    def scrapes(self) -> Scrapes:
        """Its own targets."""


class OpenServer(Protocol):
    """What opens a server; its connections close on leaving. Nothing is asked yet."""

    def __call__(self, address: Address, *, options: ReadOptions) -> AbstractContextManager[Server]:
        """The server at an address."""
