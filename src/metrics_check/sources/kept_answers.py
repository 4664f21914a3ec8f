"""What evidence keeps of a server: what it answered, and the samples that were read of it.

The answers judge the same file again, word for word; the samples judge what a changed file asks.
"""

from collections.abc import Mapping
from dataclasses import field

from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.model.series import Matcher
from metrics_check.promql.storage import StoredSeries
from metrics_check.promql.values import Vector
from metrics_check.record import record
from metrics_check.sources.answer import Note
from metrics_check.sources.server import Described, Descriptions, Scrapes

Outcome = Vector | UnansweredQuery | UnreadableSource


@record
class Window:
    """Of which series, and of when, the samples are kept.

    All that have one of the `names` and satisfy the `matchers`, after `after_ms` and until the last
    of the `moments`. Which of them were there is known of those moments alone: the API tells no
    stale markers. All are in milliseconds, the moments ascending.
    """

    names: frozenset[str]
    matchers: tuple[Matcher, ...]
    after_ms: int
    moments: tuple[int, ...]


@record
class Pages:
    """What a server told beside its answers about these `jobs`, or why not; None: not asked."""

    jobs: tuple[str, ...] = ()
    metadata: Descriptions | UnreadableSource | None = None
    shared: tuple[Described, ...] | UnreadableSource | None = None
    scrapes: Scrapes | UnreadableSource | None = None


@record
class KeptAnswers:
    """The evidence of one server; `at` is the moment of all answers (None: it gave none).

    `server` is as a SOURCE without secrets, `targets` are those that it judged.
    """

    server: str
    targets: tuple[str, ...]
    at: float | None
    answers: Mapping[str, Outcome] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    pages: Pages = Pages()
    windows: tuple[Window, ...] = ()
    series: tuple[StoredSeries, ...] = ()
