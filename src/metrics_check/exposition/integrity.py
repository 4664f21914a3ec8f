"""Broken data within one family: what a histogram or any family must not show.

Pure: samples in, findings out. Nothing here knows of files or servers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metrics_check.exposition.model import Family, Sample
from metrics_check.model.series import Labels, MetricType

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One thing broken: a stable code, the series' labels (without `le`), and a sentence."""

    code: str
    labels: Labels
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Child:
    """One histogram: its labels without `le`, its buckets by bound, in file order."""

    labels: Labels
    buckets: tuple[tuple[float, Sample], ...]
    others: Mapping[str, Sample]
    line: int


def find_broken(family: Family, samples: Sequence[Sample]) -> tuple[IntegrityFinding, ...]:
    """What is broken in a family, by child in file order; `samples` are all of the family's."""
    findings = list(_duplicates(samples))
    if family.type in {MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM}:
        for child in _children(family.name, samples):
            findings += _broken_histogram(family, child)
    if family.type is MetricType.SUMMARY:
        findings += _broken_summary(family, samples)
    return tuple(findings)


def _duplicates(samples: Sequence[Sample]) -> Iterator[IntegrityFinding]:
    counts = Counter((sample.name, _key(sample.labels), sample.timestamp) for sample in samples)
    if len(counts) == len(samples):
        return
    told = set()
    for sample in samples:
        key = (sample.name, _key(sample.labels), sample.timestamp)
        if counts[key] > 1 and key not in told:
            told.add(key)
            message = f"{sample.name} is exposed {counts[key]} times with the same labels"
            yield IntegrityFinding("duplicate-series", sample.labels, message, sample.line)


def _children(name: str, samples: Iterable[Sample]) -> Iterator[_Child]:
    groups: dict[tuple[Key, float | None], list[Sample]] = {}
    for sample in samples:
        groups.setdefault((_key(sample.labels, without="le"), sample.timestamp), []).append(sample)
    for (key, _), members in groups.items():
        buckets = tuple(
            (_bound(sample.labels.get("le", "")), sample)
            for sample in members
            if sample.name == f"{name}_bucket"
        )
        others = {sample.name.removeprefix(name): sample for sample in members}
        yield _Child(dict(key), buckets, others, members[0].line)


def _broken_histogram(family: Family, child: _Child) -> Iterator[IntegrityFinding]:
    is_gauge = family.type is MetricType.GAUGEHISTOGRAM
    count, total = ("_gcount", "_gsum") if is_gauge else ("_count", "_sum")
    yield from _broken_buckets(family.name, child)
    for suffix in (count, total):
        if suffix not in child.others:
            message = f"{family.name} has no {family.name}{suffix}"
            yield _finding(f"missing-{suffix.strip('_')}", child, message)
    infinite = [sample.value for bound, sample in child.buckets if bound == math.inf]
    if infinite and count in child.others and child.others[count].value != infinite[-1]:
        message = (
            f"the +Inf bucket of {family.name} is {infinite[-1]:g}, "
            f"its {count} {child.others[count].value:g}; expected the same"
        )
        yield _finding("bucket-count-differs", child, message)


def _broken_buckets(name: str, child: _Child) -> Iterator[IntegrityFinding]:
    if any(math.isnan(bound) for bound, _ in child.buckets):
        yield _finding("bad-le", child, f"{name}_bucket has a le that is not a number")
    if not any(bound == math.inf for bound, _ in child.buckets):
        yield _finding("missing-inf-bucket", child, f"{name} has no +Inf bucket")
    ordered = sorted((item for item in child.buckets if item[0] == item[0]), key=_by_bound)
    for (lower, below), (upper, above) in pairwise(ordered):
        if lower == upper:
            message = f'{name}_bucket has le="{above.labels["le"]}" twice, compared as numbers'
            yield _finding("duplicate-bucket", child, message)
        elif not below.value <= above.value:
            message = (
                f'{name}_bucket is not cumulative: {below.value:g} up to le="{below.labels["le"]}"'
                f', {above.value:g} up to le="{above.labels["le"]}"'
            )
            yield _finding("buckets-not-cumulative", child, message)
            return


def _broken_summary(family: Family, samples: Sequence[Sample]) -> Iterator[IntegrityFinding]:
    held: dict[Key, set[str]] = {}
    lines: dict[Key, int] = {}
    for sample in samples:
        key = _key(sample.labels, without="quantile")
        held.setdefault(key, set()).add(sample.name.removeprefix(family.name))
        lines.setdefault(key, sample.line)
    for key, suffixes in held.items():
        for suffix in ("_count", "_sum"):
            if suffix not in suffixes:
                message = f"{family.name} has no {family.name}{suffix}"
                code = f"missing-{suffix.strip('_')}"
                yield IntegrityFinding(code, dict(key), message, lines[key])


def _finding(code: str, child: _Child, message: str) -> IntegrityFinding:
    return IntegrityFinding(code, child.labels, message, child.line)


def _by_bound(item: tuple[float, Sample]) -> float:
    return item[0]


def _bound(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _key(labels: Labels, *, without: str = "") -> Key:
    return tuple(sorted((name, value) for name, value in labels.items() if name != without))
