"""The answers of a server, asked ahead together or one by one when they are wanted."""

from collections.abc import Iterable

from metrics_check.check.server.batch import Batch, Outcome
from metrics_check.check.server.recorded import RecordedPages
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.promql.values import Vector
from metrics_check.sources.answer import Note
from metrics_check.sources.kept_answers import KeptAnswers


class ServerAnswers:
    """See `answers.Answers`. What was asked once is not asked again."""

    is_free = False

    def __init__(self, batch: Batch, *, pages: RecordedPages) -> None:
        self._batch = batch
        self._pages = pages
        self._known: dict[str, Outcome] = {}

    @property
    def at(self) -> float:
        """The moment of every answer, Unix seconds by the server's clock."""
        return self._batch.at or 0.0

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was remarked in the answers so far."""
        return self._batch.notes

    def remark(self, note: Note) -> None:
        """Adds a note to those of the answers."""
        self._batch.remark((note,))

    def recorded(self) -> KeptAnswers:
        """What the server told so far."""
        batch = self._batch
        return KeptAnswers(
            batch.server.shown,
            (),
            batch.at,
            answers=dict(batch.asked),
            notes=batch.notes,
            pages=self._pages.pages,
        )

    def prefetch(self, groups: Iterable[tuple[str, ...]]) -> None:
        """Asks these queries together; what goes wrong is raised where it is asked for."""
        new = (tuple(query for query in group if query not in self._known) for group in groups)
        self._known.update(self._batch.ask(new))

    def ask(self, query: str) -> Vector:
        """See `answers.Answers`."""
        if query not in self._known:
            self._known[query] = self._asked(query)
        found = self._known[query]
        if isinstance(found, tuple):
            return found
        raise found

    def _asked(self, query: str) -> Outcome:
        try:
            return self._batch.ask_one(query)
        except (UnansweredQuery, UnreadableSource) as error:
            return error
