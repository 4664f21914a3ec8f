"""Who answers the queries of a check: samples that were read, or a server. The one seam of it."""

from typing import Protocol

from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate_vector
from metrics_check.promql.values import Vector
from metrics_check.record import record
from metrics_check.sources.answer import Note


class Answers(Protocol):
    """What answers queries, every one at the same moment."""

    @property
    def is_free(self) -> bool:
        """Whether asking costs nothing, so that what holds is looked at, too."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was remarked in the answers so far."""

    @property
    def at(self) -> float:
        """The moment of every answer, in Unix seconds."""

    def ask(self, query: str) -> Vector:
        """The elements of a query; a scalar is one without labels.

        Raises `UnansweredQuery`, and `UnreadableSource` where a server does not answer at all.
        """


@record
class ReadAnswers:
    """Answers from samples that were read, as of `at` (Unix seconds)."""

    dataset: Dataset
    at: float

    @property
    def is_free(self) -> bool:
        """It is."""
        return True

    @property
    def notes(self) -> tuple[Note, ...]:
        """None."""
        return ()

    def ask(self, query: str) -> Vector:
        """See `Answers`."""
        return evaluate_vector(query, self.dataset, at=self.at)
