"""Rules on the order of lines: metadata first, families in one piece, series in one piece."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from metrics_check.exposition.labels import Note
from metrics_check.exposition.model import Family, Sample
from metrics_check.model.series import MetricType

Located = tuple[int, Note]
_CHILD_LABELS = {
    MetricType.HISTOGRAM: "le",
    MetricType.GAUGEHISTOGRAM: "le",
    MetricType.SUMMARY: "quantile",
}


def interleaved_families(lines: Mapping[str, Sequence[int]]) -> Iterator[Located]:
    """Families with lines of another between theirs; `lines` of each, ascending."""
    by_start = sorted((held[0], name) for name, held in lines.items() if held)
    if not by_start:
        return
    _, open_name = by_start[0]
    told = set()
    for start, name in by_start[1:]:
        held = lines[open_name]
        if held[-1] > start:
            line = held[bisect_right(held, start)]
            message = f"{open_name} goes on after {name} has begun; expected it in one piece"
            if line not in told:
                yield line, Note(0, "interleaved-family", message)
            told.add(line)
        if lines[name][-1] > held[-1]:
            open_name = name


def late_metadata(
    name: str, metadata: Mapping[str, int], samples: Sequence[Sample]
) -> Iterator[Located]:
    """Metadata lines (by keyword) that stand after the family's first sample."""
    if not samples:
        return
    for keyword, line in metadata.items():
        if line > samples[0].line:
            message = f"# {keyword} {name} stands after its first sample; expected it before"
            yield line, Note(0, "metadata-after-samples", message)


def broken_groups(family: Family, samples: Sequence[Sample]) -> Iterator[Located]:
    """Series that are not in one piece, and their timestamps; OpenMetrics."""
    left_out = _CHILD_LABELS.get(family.type, "")
    if family.type is MetricType.STATESET:
        left_out = family.name
    seen: set[frozenset[tuple[str, str]]] = set()
    current: frozenset[tuple[str, str]] | None = None
    last: float | None = None
    for sample in samples:
        key = frozenset(item for item in sample.labels.items() if item[0] != left_out)
        if key != current:
            if key in seen:
                message = f"a series of {family.name} goes on after another; expected one piece"
                yield sample.line, Note(0, "interleaved-series", message)
            seen.add(key)
            current = key
        else:
            yield from _broken_time(family, sample, last)
        last = sample.timestamp


def _broken_time(family: Family, sample: Sample, last: float | None) -> Iterator[Located]:
    if (sample.timestamp is None) != (last is None):
        message = f"some lines of a series of {family.name} have a timestamp and some have none"
        yield sample.line, Note(0, "mixed-timestamps", message)
    elif sample.timestamp is not None and last is not None and sample.timestamp < last:
        message = f"the timestamps of a series of {family.name} go back"
        yield sample.line, Note(0, "timestamps-go-back", message)
