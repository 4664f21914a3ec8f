"""One moment of a dataset: what selectors see at it (Prometheus docs, Querying basics)."""

from metrics_check.promql.budget import Budget
from metrics_check.promql.dataset import Dataset, StoredSeries
from metrics_check.promql.reads import time_of
from metrics_check.promql.tree import Range, Selector
from metrics_check.promql.values import Element, Matrix, Run
from metrics_check.record import record

# Prometheus docs, Querying basics, Staleness: the default lookback delta.
LOOKBACK_MS = 300_000
SMOOTHED = "smoothed"


@record
class SeenSample:
    """The sample of a series that is seen at a moment, and when it was taken, in milliseconds."""

    element: Element
    taken_ms: int


@record
class Moment:
    """Where and when a query is evaluated, and what it may still spend."""

    dataset: Dataset
    at_ms: int
    budget: Budget

    @property
    def at(self) -> float:
        """The moment in Unix seconds."""
        return self.at_ms / 1000

    @property
    def dialect(self) -> int:
        """Which major version's semantics decide."""
        return self.dataset.dialect

    def time_of(self, selector: Selector) -> int:
        """When a selector looks, in milliseconds: at the moment, but for its `@` and `offset`."""
        return time_of(selector.timing, at_ms=self.at_ms)

    def seen(self, selector: Selector) -> tuple[SeenSample, ...]:
        """The last sample of each series that the selector matches.

        What is older than the lookback, stale or in the future is not seen.
        """
        at_ms = self.time_of(selector)
        after_ms = self._opening(at_ms, LOOKBACK_MS)
        found = []
        for series in self._series(selector):
            index = series.last_index(at_ms=at_ms, after_ms=after_ms)
            if index >= 0:
                element = Element(series.labels, series.values[index])
                found.append(SeenSample(element, series.times[index]))
        return tuple(found)

    def matrix(self, node: Range) -> Matrix:
        """The runs of the series that have a sample in the range.

        Those of an anchored range reach back by the lookback, those of a smoothed one forward too.
        """
        modifier = node.selector.modifier
        back_ms = node.range_ms + (LOOKBACK_MS if modifier else 0)
        ahead_ms = LOOKBACK_MS if modifier == SMOOTHED else 0
        runs = self._runs(node.selector, back_ms=back_ms, ahead_ms=ahead_ms)
        at_ms = self.time_of(node.selector)
        return Matrix(runs, at_ms - node.range_ms, at_ms)

    def around(self, selector: Selector) -> tuple[Run, ...]:
        """The samples of each series within the lookback before and behind the moment."""
        runs = self._runs(selector, back_ms=LOOKBACK_MS, ahead_ms=LOOKBACK_MS)
        self.budget.spend(sum(len(run.times) for run in runs))
        return runs

    def _runs(self, selector: Selector, *, back_ms: int, ahead_ms: int) -> tuple[Run, ...]:
        at_ms = self.time_of(selector)
        after_ms, until_ms = self._opening(at_ms, back_ms), at_ms + ahead_ms
        runs = (
            Run(series.labels, *series.between(after_ms=after_ms, until_ms=until_ms))
            for series in self._series(selector)
        )
        return tuple(run for run in runs if run.times)

    def _opening(self, at_ms: int, length_ms: int) -> int:
        """The moment after which samples are seen.

        Ranges and the lookback are closed in Prometheus 2 and left-open from 3 on (3.0 migration
        guide).
        """
        return at_ms - length_ms - (0 if self.dialect >= 3 else 1)

    def _series(self, selector: Selector) -> tuple[StoredSeries, ...]:
        found = self.dataset.select(selector)
        self.budget.check_series(len(found))
        return found
