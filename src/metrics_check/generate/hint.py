"""The nouns of hints: one query worth pasting, those of an expectation, and what answers them."""

from collections.abc import Mapping

from metrics_check.generate.links import Link
from metrics_check.model.profile import Expectation, Profile
from metrics_check.promql.values import Vector
from metrics_check.record import record

# When a query returns nothing though all is well: what `Hint.empty_when` says.
IT_HOLDS = "it holds"
NOT_THERE = "the series is not there"
NOTHING_RAN = "nothing ran"
NO_QUANTILES = "the service keeps no quantiles"

# How many elements of an answer a person is shown; the query itself shows the rest.
MOST_ELEMENTS = 5


@record
class Hint:
    """One query worth pasting.

    `kind` is stable (`rate`, `quantile`, `violation`, …), `title` says what the query shows.
    `empty_when` says when it returns nothing though all is well, `""`: it returns data then.
    `assertions` are the names of those that it is about, none where it is about the series.
    """

    kind: str
    title: str
    promql: str
    empty_when: str = ""
    assertions: tuple[str, ...] = ()


@record
class ExpectationHints:
    """The hints of one expectation, each query once."""

    expectation: Expectation
    hints: tuple[Hint, ...]


@record
class HintAnswer:
    """What a query returns now: its elements, or why there is no answer."""

    elements: Vector = ()
    error: str = ""


@record
class Sheet:
    """The hints of a profile as they are printed: with links, and with answers where asked for.

    `answers` are by target and PromQL; None: nobody was asked.
    """

    profile: Profile
    expectations: tuple[ExpectationHints, ...]
    links: tuple[Link, ...] = ()
    answers: Mapping[tuple[str, str], HintAnswer] | None = None

    def answer(self, hint: Hint, *, of: Expectation) -> HintAnswer | None:
        """What was answered; None where nobody was asked."""
        return None if self.answers is None else self.answers.get((of.target, hint.promql))
