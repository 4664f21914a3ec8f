"""Samples with timestamps of their own that no query finds any more."""

from collections import Counter
from collections.abc import Iterable, Iterator

from metrics_check.exposition.model import Remark, Sample

# Prometheus docs, Querying basics, Staleness: the default lookback delta.
LOOKBACK_SECONDS = 300
CODES = {
    "stale-timestamp": "A sample's own timestamp is older than the lookback: no query finds it.",
}
"""Every code of this file, each with one sentence. Codes are stable."""


class StaleCount:
    """Counts stale samples by name, as they come. `now` in Unix seconds."""

    def __init__(self, *, now: float) -> None:
        self._oldest = now - LOOKBACK_SECONDS
        self._counts: Counter[str] = Counter()
        self._lines: dict[str, int] = {}

    def add(self, samples: Iterable[Sample]) -> None:
        """Takes more samples."""
        for sample in samples:
            if sample.timestamp is not None and sample.timestamp < self._oldest:
                self._counts[sample.name] += 1
                self._lines.setdefault(sample.name, sample.line)

    def remarks(self) -> Iterator[Remark]:
        """One for each name, at its first stale line."""
        for name, count in self._counts.items():
            more = f" (and {count - 1} more of it)" if count > 1 else ""
            message = f"{name} has a timestamp older than 5 minutes{more}; queries do not find it"
            yield Remark("stale-timestamp", name, message, self._lines[name])
