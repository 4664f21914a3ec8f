"""Histograms as one piece: the lines of each label set together, and their format's rules."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from metrics_check.exposition.labels import Note
from metrics_check.exposition.model import Family, Sample
from metrics_check.model.series import Labels
from metrics_check.record import record

Located = tuple[int, Note]


@record
class Histogram:
    """One child of a family. `buckets` by upper bound, in file order; a bad bound is NaN.

    `others` are the last samples by suffix (`_count`, `_sum`, …).
    """

    labels: Labels
    buckets: tuple[tuple[float, Sample], ...]
    others: Mapping[str, Sample]
    line: int

    @property
    def has_negative_buckets(self) -> bool:
        """Whether a negative observation has a bucket of its own."""
        return any(bound < 0 for bound, _ in self.buckets)


def split_histograms(name: str, samples: Iterable[Sample]) -> tuple[Histogram, ...]:
    """The children of the family `name`, in file order; another timestamp is another child."""
    groups: dict[tuple[frozenset[tuple[str, str]], float | None], list[Sample]] = {}
    for sample in samples:
        key = frozenset(item for item in sample.labels.items() if item[0] != "le")
        groups.setdefault((key, sample.timestamp), []).append(sample)
    return tuple(_histogram(name, members) for members in groups.values())


def _histogram(name: str, members: Sequence[Sample]) -> Histogram:
    first = members[0]
    return Histogram(
        labels={label: value for label, value in first.labels.items() if label != "le"},
        buckets=tuple(
            (parse_bound(sample.labels.get("le", "")), sample)
            for sample in members
            if sample.name == f"{name}_bucket"
        ),
        others={sample.name.removeprefix(name): sample for sample in members},
        line=first.line,
    )


def parse_bound(text: str) -> float:
    """The number of a `le` or `quantile`, NaN where it is none: `1` and `1.0` are one bound."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def broken_order(family: Family, samples: Sequence[Sample]) -> Iterator[Located]:
    """Buckets that do not stand in ascending order; both formats."""
    for histogram in split_histograms(family.name, samples):
        for (lower, _), (upper, sample) in pairwise(histogram.buckets):
            if upper < lower:
                message = f"{sample.name} le={sample.labels['le']!r} stands after a higher bound"
                yield sample.line, Note(0, "buckets-out-of-order", message)


def broken_children(family: Family, samples: Sequence[Sample]) -> Iterator[Located]:
    """Which of count and sum a histogram must and must not have; OpenMetrics 1.0, Histogram."""
    for histogram in split_histograms(family.name, samples):
        for code, message in _broken_parts(family.name, histogram):
            yield histogram.line, Note(0, code, message)


def _broken_parts(name: str, histogram: Histogram) -> Iterator[tuple[str, str]]:
    has_negative, others = histogram.has_negative_buckets, histogram.others
    if has_negative and "_sum" in others:
        yield "sum-with-negative-buckets", f"{name} has negative buckets and a {name}_sum"
    if "_gsum" in others and others["_gsum"].value < 0 and not has_negative:
        yield "negative-gsum", f"{name}_gsum is negative, and {name} has no negative bucket"
    for count, total in (("_count", "_sum"), ("_gcount", "_gsum")):
        if total in others and count not in others:
            yield f"missing-{count[1:]}", f"{name} has {name}{total} without {name}{count}"
        if count in others and total not in others and not has_negative:
            yield f"missing-{total[1:]}", f"{name} has {name}{count} without {name}{total}"
