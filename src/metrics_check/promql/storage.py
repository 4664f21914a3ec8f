"""Series as they are stored: labels, and samples in the order of time."""

import math
import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from metrics_check.model.series import Labels, MetricType
from metrics_check.promql.convert import NAME
from metrics_check.promql.numbers import format_bound, parse_float
from metrics_check.record import record

SampleTuple = tuple[str, Labels, float, float | None]

# Prometheus `value.StaleNaN`: the one NaN that says that a series has ended.
_STALE_BITS = 0x7FF0000000000002
STALE: float = struct.unpack("<d", struct.pack("<Q", _STALE_BITS))[0]


def is_stale(value: float) -> bool:
    """Whether the value is the stale marker and not any other NaN."""
    return math.isnan(value) and struct.unpack("<Q", struct.pack("<d", value))[0] == _STALE_BITS


def milliseconds(seconds: float) -> int:
    """A time as a server stores it."""
    return round(seconds * 1000)


@record
class StoredSeries:
    """One series: labels with `__name__`, none of them empty; times in milliseconds, ascending."""

    labels: Mapping[str, str]
    times: tuple[int, ...]
    values: tuple[float, ...]

    def last_index(self, *, at_ms: int, after_ms: int) -> int:
        """The index of the last sample up to `at_ms` and after `after_ms`, -1 without one.

        A stale marker ends the series.
        """
        index = bisect_right(self.times, at_ms) - 1
        if index < 0 or self.times[index] <= after_ms or is_stale(self.values[index]):
            return -1
        return index

    def between(self, *, after_ms: int, until_ms: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """Times and values after the one moment and until the other, stale markers left out."""
        start, end = bisect_right(self.times, after_ms), bisect_right(self.times, until_ms)
        times, values = self.times[start:end], self.values[start:end]
        if not any(is_stale(value) for value in values):
            return times, values
        kept = [index for index, value in enumerate(values) if not is_stale(value)]
        return tuple(times[index] for index in kept), tuple(values[index] for index in kept)


class Growing:
    """A series that is still being put together; its samples come in any order."""

    __slots__ = ("_samples", "labels")

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = labels
        self._samples: dict[int, float] = {}

    def add(self, value: float, *, at_ms: int) -> None:
        """Adds a sample; of two at the same time the first counts."""
        self._samples.setdefault(at_ms, value)

    def stored(self) -> StoredSeries:
        """The series with its samples in order."""
        times = tuple(sorted(self._samples))
        return StoredSeries(self.labels, times, tuple(self._samples[time] for time in times))


class Gathering:
    """Series that are put together from the samples of one or several reads, in order of time."""

    __slots__ = ("_dialect", "_fresh", "_series", "_types", "_untimed")

    def __init__(self, *, dialect: int, types: Mapping[str, MetricType] | None) -> None:
        self._dialect = dialect
        self._types = types
        self._series: dict[str, dict[frozenset[tuple[str, str]], Growing]] = {}
        # The series without timestamps of their own, by identity: of the read before, of this one.
        self._untimed: dict[int, Growing] = {}
        self._fresh: dict[int, Growing] = {}

    def add(self, samples: Iterable[SampleTuple], *, at: float) -> None:
        """Adds the samples of the read that was taken at `at`."""
        read_ms = milliseconds(at)
        for name, labels, value, timestamp in samples:
            if timestamp is None:
                series = self._of(name, labels)
                series.add(value, at_ms=read_ms)
                self._fresh[id(series)] = series
            elif math.isfinite(timestamp):
                self._of(name, labels).add(value, at_ms=milliseconds(timestamp))

    def end_read(self, *, at: float) -> None:
        """Marks what the read before had and this one has not as stale."""
        for identity, series in self._untimed.items():
            if identity not in self._fresh:
                series.add(STALE, at_ms=milliseconds(at))
        self._untimed, self._fresh = self._fresh, {}

    def by_name(self) -> dict[str, tuple[StoredSeries, ...]]:
        """The series, those of a name in the order in which they came."""
        return {
            name: tuple(growing.stored() for growing in series.values())
            for name, series in self._series.items()
        }

    def _of(self, name: str, labels: Labels) -> Growing:
        stored = _stored_labels(name, labels, dialect=self._dialect, types=self._types)
        series = self._series.setdefault(name, {})
        key = frozenset(stored.items())
        known = series.get(key)
        if known is None:
            known = series[key] = Growing(stored)
        return known


def _stored_labels(
    name: str, labels: Labels, *, dialect: int, types: Mapping[str, MetricType] | None
) -> dict[str, str]:
    stored = {NAME: name}
    bound = _bound_label(name, labels, types=types) if dialect >= 3 else ""
    for label, value in labels.items():
        if value:
            stored[label] = _normalised(value) if label == bound else value
    return stored


def _bound_label(name: str, labels: Labels, *, types: Mapping[str, MetricType] | None) -> str:
    """The label that holds a bound, `""` where none does."""
    if "le" not in labels and "quantile" not in labels:
        return ""
    if types is None:
        return "le" if name.endswith("_bucket") else "quantile"
    of_type = types.get(name.removesuffix("_bucket"))
    if name.endswith("_bucket") and of_type is MetricType.HISTOGRAM:
        return "le"
    return "quantile" if types.get(name) is MetricType.SUMMARY else ""


def _normalised(value: str) -> str:
    number = parse_float(value)
    return value if number is None or math.isnan(number) else format_bound(number)
