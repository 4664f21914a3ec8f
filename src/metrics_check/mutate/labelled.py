"""Changes of names and labels: what an instrumentation that was changed would expose. Pure."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

from metrics_check.exposition.model import Family, Sample
from metrics_check.model.series import Labels, MetricType
from metrics_check.mutate.mutant import Mutant
from metrics_check.mutate.part import BOUNDS, Part

_TOTAL = "_total"
_INF = "+Inf"


def drop_series(mutant: Mutant, part: Part) -> Part:
    """Without the series of one label set."""
    key = frozenset((mutant.labels or {}).items())
    return part.changed(lambda sample: None if part.key_of(sample) == key else sample)


def rename_metric(mutant: Mutant, part: Part) -> Part:
    """The family and its samples under another name."""

    def renamed(sample: Sample) -> Sample:
        return replace(sample, name=mutant.new + sample.name.removeprefix(mutant.old))

    samples = {
        mutant.new + name.removeprefix(mutant.old): tuple(map(renamed, each))
        for name, each in part.samples.items()
    }
    family = None if part.family is None else replace(part.family, name=mutant.new)
    return Part(mutant.new, family, samples, part.is_openmetrics)


def drop_label(mutant: Mutant, part: Part) -> Part:
    """Without a label: series that only it tells apart become one, as a client would count."""
    return _merged(
        part,
        lambda labels: {name: value for name, value in labels.items() if name != mutant.label},
    )


def rename_label(mutant: Mutant, part: Part) -> Part:
    """A label under another name."""
    return _merged(
        part,
        lambda labels: {
            mutant.new if name == mutant.label else name: value for name, value in labels.items()
        },
    )


def change_label_value(mutant: Mutant, part: Part) -> Part:
    """One value of a label written otherwise."""
    return _merged(
        part,
        lambda labels: (
            {**labels, mutant.label: mutant.new}
            if labels.get(mutant.label) == mutant.old
            else labels
        ),
    )


def change_type(mutant: Mutant, part: Part) -> Part:
    """Of another type, with the samples that this one has."""
    if part.family is None:
        return part
    new = MetricType(mutant.new)
    match part.type, new:
        case MetricType.HISTOGRAM, MetricType.SUMMARY:
            return _typed(part, new, without=f"{part.name}_bucket")
        case MetricType.SUMMARY, MetricType.HISTOGRAM:
            return _with_one_bucket(_typed(part, new, without=part.name))
        case (MetricType.COUNTER, _) if part.is_openmetrics:
            return _renamed_family(part, new, suffix=_TOTAL)
        case (MetricType.INFO, _) if part.is_openmetrics:
            return _renamed_family(part, new, suffix="_info")
        case _:
            return replace(part, family=replace(part.family, type=new))


def other_type(part: Part) -> MetricType | None:
    """The type that a metric is most easily taken for, None where it has none to begin with."""
    match part.type:
        case MetricType.COUNTER | MetricType.INFO | MetricType.STATESET:
            return MetricType.GAUGE
        case MetricType.GAUGE:
            # OpenMetrics gives counters another sample name; a gauge cannot just turn into one.
            return MetricType.UNKNOWN if part.is_openmetrics else MetricType.COUNTER
        case MetricType.HISTOGRAM:
            return MetricType.SUMMARY
        case MetricType.SUMMARY:
            return MetricType.HISTOGRAM
        case _:
            return None


def new_name(name: str, *, taken: Iterable[str], prefix: str = "") -> str:
    """A name that is not taken, with `prefix` nor without: `x_renamed`, `x_renamed_total`."""
    stem, end = (name.removesuffix(_TOTAL), _TOTAL) if name.endswith(_TOTAL) else (name, "")
    used = tuple(taken)
    while True:
        stem += "_renamed"
        if not any(each.startswith(prefix + stem) for each in used):
            return stem + end


def _merged(part: Part, relabel: Callable[[Labels], Labels]) -> Part:
    found: dict[str, tuple[Sample, ...]] = {}
    for name, samples in part.samples.items():
        by_labels: dict[object, Sample] = {}
        for sample in samples:
            new = replace(sample, labels=relabel(sample.labels))
            key = frozenset(new.labels.items()), new.timestamp
            known = by_labels.get(key)
            by_labels[key] = new if known is None else _added(known, new)
        found[name] = tuple(by_labels.values())
    return replace(part, samples=found)


def _added(one: Sample, other: Sample) -> Sample:
    # A quantile and a time of creation are no sums; any of them will do.
    is_sum = "quantile" not in one.labels and not one.name.endswith("_created")
    return replace(one, value=one.value + other.value) if is_sum else one


def _typed(part: Part, new: MetricType, *, without: str) -> Part:
    family = None if part.family is None else replace(part.family, type=new)
    kept = {name: each for name, each in part.samples.items() if name != without}
    return replace(part, family=family, samples=kept)


def _with_one_bucket(part: Part) -> Part:
    buckets = tuple(
        Sample(f"{part.name}_bucket", {**sample.labels, "le": _INF}, sample.value, sample.timestamp)
        for sample in part.samples.get(f"{part.name}_count", ())
        if not BOUNDS & sample.labels.keys() and math.isfinite(sample.value)
    )
    samples = {f"{part.name}_bucket": buckets, **part.samples} if buckets else part.samples
    return replace(part, samples=samples)


def _renamed_family(part: Part, new: MetricType, *, suffix: str) -> Part:
    """In OpenMetrics a type gives its samples a suffix, which is then of the name."""
    name = part.name + suffix
    kept = {each: samples for each, samples in part.samples.items() if each == name}
    old = part.family
    family = Family(name, new, None if old is None else old.help, None, 0)
    return Part(name, family, kept, part.is_openmetrics)
