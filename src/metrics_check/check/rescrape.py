"""What several reads in quick succession show of one URL: who answers, and counters that fall."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from metrics_check.exposition.families import family_of
from metrics_check.exposition.model import Exposition, Sample, Wanted
from metrics_check.model.outcome import Finding
from metrics_check.model.series import MetricType
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.quantity import format_number
from metrics_check.record import record
from metrics_check.sources.reading import Read

# Of every client library: it tells processes apart although nothing is counted.
START_TIME = "process_start_time_seconds"
_NEVER_FALLING = {
    MetricType.COUNTER: ("", "_total"),
    MetricType.HISTOGRAM: ("_bucket", "_count"),
    MetricType.SUMMARY: ("_count",),
}
_Key = tuple[str, frozenset[tuple[str, str]]]
_Values = Mapping[_Key, tuple[float | None, ...]]
_ADVICE = (
    "several workers or replicas answer in turn. Give each its own URL, or let them share "
    "their metrics"
)


def with_start_time(wanted: Wanted) -> Wanted:
    """The same, and what tells processes apart."""
    return Wanted(wanted.names | {START_TIME}, wanted.patterns, wanted.is_everything)


def findings_between(reads: Sequence[Read]) -> Iterator[Finding]:
    """What the reads of one URL, in their order, show together; the first is the one judged."""
    first = reads[0]
    failed = next((read.error for read in reads[1:] if read.error is not None), None)
    if first.error is None and failed is not None:
        message = f"of {len(reads)} reads in a row one failed: {failed}"
        yield Finding("read-failed-once", "warning", first.target, first.instance, message)
    shown = [read.exposition for read in reads if read.exposition is not None]
    if len(shown) < 2:
        return
    for change in _changes(shown):
        yield Finding(
            change.code,
            "warning",
            first.target,
            first.instance,
            f"{len(shown)} reads in a row of {first.url}: {change.message}",
            metric=change.metric,
        )


@record
class _Change:
    code: str
    metric: str
    message: str


def _changes(shown: Sequence[Exposition]) -> Iterator[_Change]:
    values = _values(shown)
    in_turn = [key for key, seen in values.items() if _is_in_turn(key[0], seen)]
    if in_turn:
        yield _Change("several-workers", in_turn[0][0], f"{_told(in_turn, values)}; {_ADVICE}.")
        return
    fallen = [key for key, seen in values.items() if key[0] != START_TIME and _falls(seen)]
    if fallen:
        cause = "something sets it, or another worker or replica answered"
        if any(key[0] == START_TIME and len(set(seen)) > 1 for key, seen in values.items()):
            cause = "the process was restarted, or another worker or replica answered"
        yield _Change("counter-fell", fallen[0][0], f"{_told(fallen, values)}; {cause}.")


def _values(shown: Sequence[Exposition]) -> _Values:
    values: dict[_Key, list[float | None]] = {}
    for index, exposition in enumerate(shown):
        for sample in _never_falling(exposition):
            key = (sample.name, frozenset(sample.labels.items()))
            values.setdefault(key, [None] * len(shown))[index] = sample.value
    return {key: tuple(seen) for key, seen in values.items()}


def _never_falling(exposition: Exposition) -> Iterator[Sample]:
    for name, samples in exposition.samples.items():
        family = family_of(name, exposition)
        suffixes = () if family is None else _NEVER_FALLING.get(family.type, ())
        is_counter = family is not None and name.removeprefix(family.name) in suffixes
        if is_counter or name == START_TIME or (family is None and name.endswith("_total")):
            yield from samples


def _is_in_turn(name: str, seen: tuple[float | None, ...]) -> bool:
    """Whether one process alone cannot have shown these values one after the other.

    It is there, gone and back, or the other way round; it falls and is as high again, or falls to
    what was shown before. A start time is never lower again.
    """
    there = [value is not None for value in seen]
    if sum(before != after for before, after in pairwise(there)) > 1:
        return True
    known = [value for value in seen if value is not None]
    falls = [index for index in range(1, len(known)) if known[index] < known[index - 1]]
    if name == START_TIME:
        return bool(falls)
    return any(
        max(known[index:]) >= known[index - 1]
        or min(known[: index - 1], default=math.inf) <= known[index]
        for index in falls
    )


def _falls(seen: tuple[float | None, ...]) -> bool:
    known = [value for value in seen if value is not None]
    return any(below < before for before, below in pairwise(known))


def _told(keys: Sequence[_Key], values: _Values) -> str:
    name, labels = keys[0]
    shown = ", ".join(
        "not there" if value is None else format_number(value) for value in values[keys[0]]
    )
    more = f" (and {len(keys) - 1} more like it)" if len(keys) > 1 else ""
    return f"{name}{shown_labels(dict(labels))} was {shown}{more}"
