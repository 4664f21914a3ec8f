"""The exact increase between two reads, and what tells that a process began anew. Pure."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from metrics_check.check.plan import CREATED, PROCESS_START
from metrics_check.check.rising import count_of
from metrics_check.check.sight import Instance
from metrics_check.model.series import Labels
from metrics_check.notation.quantity import shown_number
from metrics_check.promql.dataset import Dataset, StoredSeries
from metrics_check.promql.storage import is_stale, milliseconds
from metrics_check.record import record

# Some clients compute it anew for each read; nothing restarts within so little.
JITTER_SECONDS = 0.5
_Key = frozenset[tuple[str, str]]
_Values = Mapping[_Key, float]


@record
class _Both:
    """The values of both reads, by name and labels."""

    first: Mapping[str, _Values]
    last: Mapping[str, _Values]


def risen(
    last: Dataset,
    first: Dataset,
    *,
    rising: frozenset[str],
    is_restarted: Callable[[Labels], bool],
) -> Dataset:
    """The dataset of the last read, series of these names as their increase since the first.

    What was not there, fell, or is of a process that began anew counts from 0 (compile table, run).
    """
    both = _Both(
        {name: _values(first, name) for name in rising},
        {name: _values(last, name) for name in rising},
    )

    def begin(series: StoredSeries, name: str) -> float:
        if is_restarted(series.labels):
            return 0.0
        return _begin(series, both, name=name, witness=count_of(name, rising=rising))

    by_name = {
        name: tuple(_risen(each, begin(each, name)) for each in series)
        if name in rising
        else series
        for name, series in last.by_name.items()
    }
    return Dataset(by_name, last.at, last.dialect, last.has_history)


def why_restarted(first: Instance, last: Instance, *, rising: frozenset[str]) -> str:
    """What tells that an instance began anew between two reads, `""` where nothing does."""
    both = tuple(_both(first, last))
    for name, before, after in both:
        if name == PROCESS_START and is_later(after, before):
            return f"{name} rose"
    for name, before, after in both:
        if name.endswith(CREATED) and after > before:
            return f"{name} rose"
        if name in rising and not count_of(name, rising=rising) and after < before:
            return f"{name} fell from {shown_number(before)} to {shown_number(after)}"
    return ""


def is_later(start: float, other: float) -> bool:
    """Whether a process that began then is another one than that which began before."""
    return start > other + JITTER_SECONDS


def _both(first: Instance, last: Instance) -> Iterator[tuple[str, float, float]]:
    """Each series that both show: its name, the value before and after."""
    for name, samples in last.exposition.samples.items():
        before = {
            frozenset(each.labels.items()): each.value
            for each in first.exposition.samples.get(name, ())
        }
        for sample in samples:
            key = frozenset(sample.labels.items())
            if key in before:
                yield name, before[key], sample.value


def _begin(series: StoredSeries, both: _Both, *, name: str, witness: str) -> float:
    """The value to count from."""
    key = _key(series.labels)
    before = both.first[name].get(key, 0.0)
    if not witness:
        return 0.0 if both.last[name].get(key, math.nan) < before else before
    child = _key({**series.labels, "__name__": witness}, but="le")
    counts, counted = both.first[witness].get(child), both.last[witness].get(child)
    is_reset = counts is None or counted is None or counted < counts
    return 0.0 if is_reset else before


def _risen(series: StoredSeries, begin: float) -> StoredSeries:
    if not begin:
        return series
    values = tuple(each if is_stale(each) else each - begin for each in series.values)
    return replace(series, values=values)


def _values(dataset: Dataset, name: str) -> _Values:
    at_ms = milliseconds(dataset.at)
    found = {}
    for series in dataset.by_name.get(name, ()):
        index = series.last_index(at_ms=at_ms, after_ms=-1)
        if index >= 0 and not math.isnan(series.values[index]):
            found[_key(series.labels)] = series.values[index]
    return found


def _key(labels: Labels, *, but: str = "") -> _Key:
    return frozenset(item for item in labels.items() if item[0] != but)
