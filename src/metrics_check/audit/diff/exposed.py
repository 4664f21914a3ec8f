"""The surface that expositions show."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from metrics_check.audit.diff.surface import Key, LabelSet, ShownMetric, Surface, Use
from metrics_check.exposition.candidates import FAMILIES, UNTOLD, candidates
from metrics_check.exposition.families import family_of
from metrics_check.exposition.histograms import parse_bound
from metrics_check.exposition.model import Exposition, Sample
from metrics_check.exposition.runtime import CREATED, runtime_of
from metrics_check.model.series import MetricType
from metrics_check.record import record

_PARTS = ("", "_bucket", "_sum", "_count", "_gsum", "_gcount")
_ITSELF = ("",)
_BOUND_LABELS = {"_bucket": "le", "": "quantile"}


@record
class Page:
    """One exposition of a target. `shown` names it in places, followed by a line."""

    target: str
    shown: str
    exposition: Exposition


@dataclass(slots=True)
class _Gathered:
    """What the pages of one target show of one metric so far."""

    place: str
    types: set[MetricType] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    help: str = ""
    parts: dict[str, set[LabelSet]] = field(default_factory=dict)
    bounds: dict[str, set[LabelSet]] = field(default_factory=dict)


def exposed_surface(pages: Iterable[Page]) -> Surface:
    """The metrics of the pages; those of one target are replicas, and taken together.

    The times of creation (`x_created` beside `x_total`) are no metrics.
    """
    found: dict[Key, _Gathered] = {}
    targets = []
    for page in pages:
        targets.append(page.target)
        _gather(page, found)
    metrics = {key: _metric(key, gathered) for key, gathered in found.items()}
    return Surface(metrics, frozenset(targets))


def bound_text(text: str) -> str:
    """A `le` or `quantile` as one text for one number: `1.0` and `1` are the same."""
    number = parse_bound(text)
    if math.isnan(number):
        return text
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    return repr(number).removesuffix(".0")


def _gather(page: Page, found: dict[Key, _Gathered]) -> None:
    exposition = page.exposition
    for name, types in candidates([exposition]).items():
        if runtime_of(name, exposed=exposition.names) == CREATED:
            continue
        family = exposition.families.get(name) or family_of(name, exposition)
        samples = tuple(_samples(name, types=types, exposition=exposition))
        line = family.line if family is not None else _first_line(samples)
        gathered = found.setdefault((page.target, name), _Gathered(f"{page.shown}:{line}"))
        gathered.types |= types
        if family is not None:
            gathered.units |= {family.unit} if family.unit else set()
            gathered.help = gathered.help or family.help or ""
        is_family = not types.isdisjoint(FAMILIES)
        for part, of_part in samples:
            _add(gathered, part, of_part, is_family=is_family)


def _samples(
    name: str, *, types: frozenset[MetricType], exposition: Exposition
) -> Iterator[tuple[str, tuple[Sample, ...]]]:
    """The samples of a metric, by what their names add to its own."""
    for part in _ITSELF if types.isdisjoint(FAMILIES) else _PARTS:
        own = family_of(name + part, exposition) if part else None
        if own is None or own.name == name or own.type in UNTOLD:
            samples = exposition.samples.get(name + part, ())
            if samples:
                yield part, samples


def _first_line(samples: Sequence[tuple[str, tuple[Sample, ...]]]) -> int:
    return min((each.line for _, of_part in samples for each in of_part), default=1)


def _add(gathered: _Gathered, part: str, samples: Iterable[Sample], *, is_family: bool) -> None:
    bounding = _BOUND_LABELS.get(part) if is_family else None
    carriers = gathered.parts.setdefault(part, set())
    for sample in samples:
        labels = sample.labels
        own = frozenset(
            item for item in labels.items() if item[1] and item[0] not in {bounding, "__name__"}
        )
        carriers.add(own)
        if bounding is not None and bounding in labels:
            bound = bound_text(labels[bounding])
            gathered.bounds.setdefault(bound, set()).add(own)


def _metric(key: Key, gathered: _Gathered) -> ShownMetric:
    target, name = key
    series = frozenset().union(*gathered.parts.values()) if gathered.parts else frozenset()
    bounded = frozenset().union(*gathered.bounds.values()) if gathered.bounds else frozenset()
    return ShownMetric(
        name=name,
        target=target,
        types=frozenset(gathered.types),
        place=gathered.place,
        unit=", ".join(sorted(gathered.units)),
        help=gathered.help,
        labels=_uses(series),
        series=series,
        parts={part: own == series for part, own in gathered.parts.items()},
        bounds={bound: own == bounded for bound, own in gathered.bounds.items()},
    )


def _uses(series: frozenset[LabelSet]) -> dict[str, Use]:
    values: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    for labels in series:
        for label, value in labels:
            values.setdefault(label, set()).add(value)
            counts[label] = counts.get(label, 0) + 1
    return {
        label: Use(counts[label] == len(series), frozenset(values[label]))
        for label in sorted(values)
    }
