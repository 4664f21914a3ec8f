"""Broken data within one family: what a histogram, a summary or any family must not show.

Pure: samples in, findings out. Nothing here knows of files or servers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, repeat
from operator import attrgetter, contains, methodcaller

from metrics_check.exposition.histograms import Histogram, split_histograms
from metrics_check.exposition.model import Family, Sample
from metrics_check.model.series import Labels, MetricType
from metrics_check.notation.quantity import format_number
from metrics_check.record import record

CODES = frozenset(
    {
        "bucket-count-differs",
        "buckets-not-cumulative",
        "duplicate-bucket",
        "duplicate-series",
        "missing-count",
        "missing-gcount",
        "missing-gsum",
        "missing-inf-bucket",
        "missing-sum",
    }
)
"""Every code that a finding may have."""

_NAME, _LABELS, _VALUES = attrgetter("name"), attrgetter("labels"), methodcaller("values")
_EMPTY = repeat("")
Key = tuple[str, tuple[str, ...], tuple[str, ...]]


@record
class IntegrityFinding:
    """One thing broken: a stable code, the series' labels (without `le`), and a sentence.

    `line` is that of the sample at fault, or the first of those that belong together.
    """

    code: str
    labels: Labels
    message: str
    line: int = 0


def find_broken(family: Family, samples: Sequence[Sample]) -> tuple[IntegrityFinding, ...]:
    """What is broken in a family, in file order by child; `samples` are all of the family's."""
    findings = list(_duplicates(samples))
    if family.type in {MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM}:
        for histogram in split_histograms(family.name, samples):
            findings += _broken_histogram(family, histogram)
    if family.type is MetricType.SUMMARY:
        findings += _broken_summary(family, samples)
    return tuple(findings)


def _duplicates(samples: Sequence[Sample]) -> Iterator[IntegrityFinding]:
    """The same series twice. With timestamps of their own, lines are points of one series."""
    if _are_plainly_different(samples):
        return
    keys = list(_keys(samples))
    counts = Counter(key for key in keys if key is not None)
    if len(counts) == counts.total():
        return
    seen: Counter[Key] = Counter()
    for sample, key in zip(samples, keys, strict=True):
        if key is None:
            continue
        seen[key] += 1
        if seen[key] == 2:
            message = f"{sample.name} is exposed {counts[key]} times with the same labels"
            labels = {name: value for name, value in sample.labels.items() if value}
            yield IntegrityFinding("duplicate-series", labels, message, sample.line)


def _are_plainly_different(samples: Sequence[Sample]) -> bool:
    """Whether no two are the same series by their labels as they stand; False: not known."""
    labels = list(map(_LABELS, samples))
    orders = list(map(tuple, labels))
    values = list(map(tuple, map(_VALUES, labels)))
    different = set(orders)
    if len(set(map(frozenset, different))) < len(different) or any(map(contains, values, _EMPTY)):
        return False
    return len(set(zip(map(_NAME, samples), orders, values, strict=True))) == len(samples)


def _keys(samples: Iterable[Sample]) -> Iterator[Key | None]:
    """Equal for the same series, None for a point of its own; an empty value is no label."""
    orders: dict[tuple[str, ...], tuple[str, ...]] = {}
    for sample in samples:
        labels = sample.labels
        if sample.timestamp is not None:
            yield None
            continue
        if "" in labels.values():
            labels = {name: value for name, value in labels.items() if value}
        names = tuple(labels)
        order = orders.get(names)
        if order is None:
            order = orders[names] = tuple(sorted(names))
        if names == order:
            yield sample.name, order, tuple(labels.values())
        else:
            yield sample.name, order, tuple([labels[name] for name in order])


def _broken_histogram(family: Family, histogram: Histogram) -> Iterator[IntegrityFinding]:
    is_gauge = family.type is MetricType.GAUGEHISTOGRAM
    count, total = ("_gcount", "_gsum") if is_gauge else ("_count", "_sum")
    yield from _broken_buckets(family.name, histogram)
    for suffix in (count, total):
        if suffix not in histogram.others:
            message = f"{family.name} has no {family.name}{suffix}"
            yield _finding(f"missing-{suffix.strip('_')}", histogram, message)
    infinite = [sample.value for bound, sample in histogram.buckets if bound == math.inf]
    counted = histogram.others.get(count)
    if infinite and counted is not None and counted.value != infinite[-1]:
        message = (
            f"the +Inf bucket of {family.name} is {format_number(infinite[-1])}, "
            f"{counted.name} is {format_number(counted.value)}; expected the same"
        )
        yield _finding("bucket-count-differs", histogram, message, line=counted.line)


def _broken_buckets(name: str, histogram: Histogram) -> Iterator[IntegrityFinding]:
    if not any(bound == math.inf for bound, _ in histogram.buckets):
        yield _finding("missing-inf-bucket", histogram, f"{name} has no +Inf bucket")
    ordered = sorted(
        (item for item in histogram.buckets if not math.isnan(item[0])), key=lambda item: item[0]
    )
    for (lower, below), (upper, above) in pairwise(ordered):
        le, next_le = below.labels["le"], above.labels["le"]
        if lower == upper:
            if le != next_le:
                message = f"{name}_bucket has the same bound as le={le!r} and as le={next_le!r}"
                yield _finding("duplicate-bucket", histogram, message, line=above.line)
        elif not below.value <= above.value:
            message = (
                f"{name}_bucket is not cumulative: {format_number(below.value)} at le={le!r}, "
                f"{format_number(above.value)} at le={next_le!r}"
            )
            yield _finding("buckets-not-cumulative", histogram, message, line=above.line)
            return


def _broken_summary(family: Family, samples: Sequence[Sample]) -> Iterator[IntegrityFinding]:
    held: dict[frozenset[tuple[str, str]], set[str]] = {}
    first: dict[frozenset[tuple[str, str]], Sample] = {}
    for sample in samples:
        key = frozenset(item for item in sample.labels.items() if item[0] != "quantile")
        held.setdefault(key, set()).add(sample.name.removeprefix(family.name))
        first.setdefault(key, sample)
    for key, suffixes in held.items():
        labels = {name: first[key].labels[name] for name in first[key].labels if name != "quantile"}
        for suffix in ("_count", "_sum"):
            if suffix not in suffixes:
                message = f"{family.name} has no {family.name}{suffix}"
                code = f"missing-{suffix.strip('_')}"
                yield IntegrityFinding(code, labels, message, first[key].line)


def _finding(code: str, histogram: Histogram, message: str, *, line: int = 0) -> IntegrityFinding:
    return IntegrityFinding(code, histogram.labels, message, line or histogram.line)
