"""What a target exposes, metric by metric: its type, the labels of every series, its buckets.

Only what is there now and will be under traffic: no values, no counts.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from metrics_check.audit.bounds import seen_bound
from metrics_check.audit.labels import carried_labels, closed_labels, enumerations
from metrics_check.audit.metric import Broken, Metric
from metrics_check.exposition.candidates import (
    FAMILIES,
    UNTOLD,
    candidates,
    judged_name,
)
from metrics_check.exposition.families import SUFFIXES, family_of, suffixes
from metrics_check.exposition.histograms import Histogram, split_histograms
from metrics_check.exposition.integrity import find_broken
from metrics_check.exposition.model import Exposition, Family, Sample
from metrics_check.model.series import MetricType

_PARTS = ("_bucket", "_count", "_sum")
_BUCKETED = frozenset({MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM})
_NO_SERIES = "no series yet"
_OWN_TIMES = "samples with their own time are not seen once they are five minutes old"


def exposed_metrics(expositions: Sequence[Exposition]) -> tuple[Metric | Broken, ...]:
    """Every metric that the replicas of one target expose, in the order of the first."""
    names = frozenset(name for exposition in expositions for name in exposition.names)
    told = (
        _told(name, types=types, expositions=expositions, names=names)
        for name, types in candidates(expositions).items()
    )
    return tuple(each for each in told if each is not None)


def _told(
    name: str,
    *,
    types: frozenset[MetricType],
    expositions: Sequence[Exposition],
    names: frozenset[str],
) -> Metric | Broken | None:
    if len(types) > 1:
        told = ", ".join(sorted(each.value for each in types))
        return Broken(name, f"replicas tell different types: {told}")
    (metric_type,) = types
    is_part = is_named_like_part(name, metric_type=metric_type, names=names)
    judged = judged_name(name, metric_type=metric_type)
    read_as = _families(judged) if is_part else (name,)
    broken = (_broken(family, each) for family in read_as for each in expositions)
    reason = next(chain.from_iterable(broken), "")
    if reason:
        return Broken(name, reason)
    samples = _samples([judged], expositions)
    why_optional = _why_optional(name, samples=samples, expositions=expositions)
    values = carried_labels(samples, is_family=metric_type in FAMILIES)
    if why_optional and (is_part or (metric_type in UNTOLD and not values)):
        return None  # there is nothing to say of it
    enumerated = enumerations(values)
    is_judged = not (why_optional or is_part)
    is_family = metric_type in FAMILIES
    return Metric(
        name=name,
        type=metric_type,
        labels=tuple(values),
        values=enumerated,
        bounds=_bounds(name, expositions) if metric_type in _BUCKETED else (),
        is_part=is_part,
        why_optional=why_optional,
        closed=closed_labels(samples, values=enumerated, is_family=is_family) if is_judged else (),
        bound=_bound(name, metric_type, expositions=expositions) if is_judged else "",
    )


def _bound(name: str, metric_type: MetricType, *, expositions: Sequence[Exposition]) -> str:
    values = [sample.value for sample in _samples([name], expositions)]
    return seen_bound(name, metric_type, values=values, children=_children(name, expositions))


def _children(name: str, expositions: Sequence[Exposition]) -> list[Histogram]:
    """The children of a histogram, those of each replica by themselves."""
    buckets = (_samples([f"{name}_bucket"], [each]) for each in expositions)
    return [child for samples in buckets for child in split_histograms(name, samples)]


def _families(name: str) -> tuple[str, ...]:
    """The families that PromQL may read by this name: its own, and that of a part."""
    parts = (name.removesuffix(suffix) for suffix in SUFFIXES if suffix and name.endswith(suffix))
    return (name, *parts)


def _broken(name: str, exposition: Exposition) -> Iterator[str]:
    """What makes each judgement on this metric a fail, as `check` sees it."""
    family = exposition.families.get(name) or family_of(name, exposition)
    if family is None:
        family = Family(name, MetricType.UNKNOWN, help=None, unit=None, line=0)
    own = [family.name + each for each in suffixes(family.type, syntax=exposition.format)]
    for broken in find_broken(family, tuple(_samples(own, [exposition]))):
        yield broken.message


def _samples(names: Iterable[str], expositions: Iterable[Exposition]) -> list[Sample]:
    shown = [exposition.samples for exposition in expositions]
    return [sample for name in names for each in shown for sample in each.get(name, ())]


def _why_optional(
    name: str, *, samples: Sequence[Sample], expositions: Sequence[Exposition]
) -> str:
    if not samples:
        return _NO_SERIES
    parts = _samples([name, *(name + part for part in _PARTS)], expositions)
    has_times = any(sample.timestamp is not None for sample in (*samples, *parts))
    return _OWN_TIMES if has_times else ""


def is_named_like_part(name: str, *, metric_type: MetricType, names: frozenset[str]) -> bool:
    """Whether `series` would refuse this name, or mean more by it than it says."""
    is_like_one = name.endswith(_PARTS) and name not in _PARTS
    if metric_type not in UNTOLD:
        return is_like_one and metric_type in FAMILIES
    is_counter = name.endswith("_total")
    return is_like_one or not (is_counter or names.isdisjoint({f"{name}_bucket", f"{name}_count"}))


def _bounds(name: str, expositions: Sequence[Exposition]) -> tuple[float, ...]:
    """The finite upper bounds of every child, ascending; none where children differ."""
    children = {
        frozenset(bound for bound, _ in child.buckets) for child in _children(name, expositions)
    }
    bounds = children.pop() if len(children) == 1 else frozenset()
    if any(math.isnan(bound) for bound in bounds):
        return ()
    return tuple(sorted(bound for bound in bounds if math.isfinite(bound)))
