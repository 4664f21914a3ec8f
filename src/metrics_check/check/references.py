"""What a check names by text, so that it is imported only where it is needed; and what each is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from metrics_check.check.plan import Plan
from metrics_check.check.sight import Sight, Told
from metrics_check.model.coverage import Coverage
from metrics_check.model.outcome import Outcome, Report
from metrics_check.sources.server import Server

# Where a server judges a target.
SURVEY = "metrics_check.check.server:survey"
PREFETCH = "metrics_check.check.server:prefetch"
ASK_NAMES = "metrics_check.check.server:ask_names"
# Where somebody asks for the coverage.
COVERAGE_OF = "metrics_check.check.coverage:coverage_of"
WITH_COVERAGE = "metrics_check.check.coverage:with_coverage"

Asks = Sequence[tuple[Plan, Mapping[str, Server]]]
"""Plans, each with the servers of its targets by name."""


class Survey(Protocol):
    """What asks servers about the targets of plans."""

    def __call__(self, asks: Asks) -> Sequence[Mapping[str, Told]]:
        """For each plan, in order, its targets that a server judges, by name."""


class Prefetch(Protocol):
    """What asks together what judging profiles will ask of their servers."""

    def __call__(self, plans: Sequence[tuple[Plan, Sight]]) -> None:
        """Afterwards the answers are known."""


class AskNames(Protocol):
    """What asks servers for the names that their targets show, of all targets together."""

    def __call__(self, sights: Iterable[Sight]) -> None:
        """Afterwards the answers are known."""


class CoverageOf(Protocol):
    """What tells the coverage of one profile."""

    def __call__(self, plan: Plan, sight: Sight, *, outcomes: Iterable[Outcome]) -> Coverage:
        """It."""


class WithCoverage(Protocol):
    """What puts the coverage into a report."""

    def __call__(self, report: Report, *, coverage: Coverage) -> Report:
        """The report with it, and with what is to be said of a minimum."""
