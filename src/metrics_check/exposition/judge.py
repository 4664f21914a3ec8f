"""Holds what was read to the rules of its format that go beyond one line.

A server takes what breaks them. A family is judged only when all its samples were kept.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from metrics_check.exposition.families import family_of, suffixes
from metrics_check.exposition.histograms import broken_children, broken_order
from metrics_check.exposition.integrity import find_broken
from metrics_check.exposition.labels import Note
from metrics_check.exposition.model import Exposition, ExpositionProblem, Family, Sample
from metrics_check.exposition.order import (
    Located,
    broken_groups,
    interleaved_families,
    late_metadata,
)
from metrics_check.exposition.rules import broken_exemplar, broken_labels, broken_value
from metrics_check.model.series import MetricType

# Lines of a family's metadata, by keyword.
MetadataLines = Mapping[str, Mapping[str, int]]
_NO_UNIT = {MetricType.INFO, MetricType.STATESET}
_HISTOGRAMS = {MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM}
_WITH_LABELS = {*_HISTOGRAMS, MetricType.SUMMARY, MetricType.STATESET}
# OpenMetrics lets a histogram or summary go without; `broken_children` knows when it may not.
_OPTIONAL = {"missing-count", "missing-sum", "missing-gcount", "missing-gsum"}


def judge(
    exposition: Exposition, *, metadata: MetadataLines, judged: Collection[str] = ()
) -> tuple[ExpositionProblem, ...]:
    """What breaks a rule of the format, in file order.

    Families in `judged` are not judged again; where they stand in the file is.
    """
    return _as_problems(_judge(exposition, metadata, judged))


def judge_families(
    exposition: Exposition, *, names: Collection[str]
) -> tuple[ExpositionProblem, ...]:
    """What is wrong within each of these families."""
    groups = _group(exposition)
    found = (_judge_group(name, groups[name], exposition) for name in names if name in groups)
    return _as_problems(chain.from_iterable(found))


def _as_problems(found: Iterable[Located]) -> tuple[ExpositionProblem, ...]:
    return tuple(
        sorted(
            ExpositionProblem(line, note.offset + 1, note.code, note.message, is_ingestible=True)
            for line, note in found
        )
    )


def _judge(
    exposition: Exposition, metadata: MetadataLines, judged: Collection[str]
) -> Iterator[Located]:
    groups = _group(exposition)
    yield from _interleaved(groups, metadata)
    yield from _foreign(exposition)
    if exposition.format.is_openmetrics:
        yield from _clashes(exposition)
    for name, samples in groups.items():
        yield from late_metadata(name, metadata.get(name, {}), samples)
        if name not in judged:
            yield from _judge_group(name, samples, exposition)


def _judge_group(name: str, samples: Sequence[Sample], exposition: Exposition) -> Iterator[Located]:
    family = exposition.families.get(name)
    if family is None or not _is_whole(family, exposition):
        family = Family(name, MetricType.UNKNOWN, None, None, 0)
    return _judge_family(family, samples, is_openmetrics=exposition.format.is_openmetrics)


def _judge_family(
    family: Family, samples: Sequence[Sample], *, is_openmetrics: bool
) -> Iterator[Located]:
    if is_openmetrics:
        yield from _judge_openmetrics(family, samples)
    if family.type in _WITH_LABELS:
        for sample in samples:
            for note in broken_labels(family, sample):
                yield sample.line, note
    if family.type in _HISTOGRAMS:
        yield from broken_order(family, samples)
    for finding in find_broken(family, samples):
        if not (is_openmetrics and finding.code in _OPTIONAL):
            yield finding.line, Note(0, finding.code, finding.message)


def _judge_openmetrics(family: Family, samples: Sequence[Sample]) -> Iterator[Located]:
    for sample in samples:
        for note in broken_value(family, sample):
            yield sample.line, note
        if sample.exemplar is not None:
            for note in broken_exemplar(family, sample):
                yield sample.line, note
    yield from broken_groups(family, samples)
    if family.type in _HISTOGRAMS:
        yield from broken_children(family, samples)


def _group(exposition: Exposition) -> dict[str, list[Sample]]:
    groups: dict[str, list[Sample]] = {name: [] for name in exposition.families}
    mixed = set()
    for name, samples in exposition.samples.items():
        family = family_of(name, exposition)
        if family is None and name in exposition.families:
            continue
        held = groups.setdefault(name if family is None else family.name, [])
        if held:
            mixed.add(id(held))
        held.extend(samples)
    for held in groups.values():
        if id(held) in mixed:
            held.sort(key=_line)
    return groups


def _line(sample: Sample) -> int:
    return sample.line


def _is_whole(family: Family, exposition: Exposition) -> bool:
    members = (family.name + suffix for suffix in suffixes(family.type, syntax=exposition.format))
    return all(name in exposition.samples for name in members if name in exposition.names)


def _interleaved(
    groups: Mapping[str, Sequence[Sample]], metadata: MetadataLines
) -> Iterator[Located]:
    lines = {
        name: sorted([*metadata.get(name, {}).values(), *(sample.line for sample in samples)])
        for name, samples in groups.items()
    }
    return interleaved_families(lines)


def _clashes(exposition: Exposition) -> Iterator[Located]:
    claimed: dict[str, str] = {}
    for family in exposition.families.values():
        if family.type in _NO_UNIT and family.unit:
            message = f"{family.name} is of type {family.type} and has a unit"
            yield family.line, Note(0, "unit-not-allowed", message)
        for suffix in suffixes(family.type, syntax=exposition.format):
            name = family.name + suffix
            other = claimed.setdefault(name, family.name)
            if other != family.name:
                message = f"{name} may be a sample of {family.name} and of {other}"
                yield family.line, Note(0, "name-clash", message)


def _foreign(exposition: Exposition) -> Iterator[Located]:
    """Samples named like a family whose type has no such sample."""
    for name, samples in exposition.samples.items():
        family = exposition.families.get(name)
        if family is None or family_of(name, exposition) is not None:
            continue
        expected = ", ".join(
            name + suffix for suffix in suffixes(family.type, syntax=exposition.format)
        )
        code = "counter-suffix" if family.type is MetricType.COUNTER else "sample-suffix"
        message = f"{name} is of type {family.type}; its samples are named {expected}"
        yield samples[0].line, Note(0, code, message)
