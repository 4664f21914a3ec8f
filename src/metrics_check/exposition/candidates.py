"""Which metrics an exposition shows: by its metadata, and where there is none by their shape."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from metrics_check.exposition.families import family_of, group_names, suffixes
from metrics_check.exposition.model import Exposition
from metrics_check.model.series import MetricType

FAMILIES = frozenset({MetricType.HISTOGRAM, MetricType.SUMMARY, MetricType.GAUGEHISTOGRAM})
UNTOLD = frozenset({MetricType.UNKNOWN, MetricType.UNTYPED})
# Beside a metric, not metrics: OpenMetrics has them in the family, client_python as gauges.
_CREATED = "_created"
_PARTS = ("_bucket", "_count", "_sum")


def candidates(expositions: Sequence[Exposition]) -> Mapping[str, frozenset[MetricType]]:
    """The names that expectations can be about, each with the types told of it.

    In the order of the expositions, those with metadata first; `untyped` is told as UNKNOWN.
    """
    found: dict[str, set[MetricType]] = {}
    for exposition in expositions:
        for name, metric_type in _told(exposition):
            told = MetricType.UNKNOWN if metric_type in UNTOLD else metric_type
            found.setdefault(name, set()).add(told)
    return {name: frozenset(types) for name, types in found.items()}


def judged_name(name: str, *, metric_type: MetricType) -> str:
    """The sample name on which presence and labels are judged."""
    if metric_type is MetricType.GAUGEHISTOGRAM:
        return f"{name}_gcount"
    return f"{name}_count" if metric_type in FAMILIES else name


def told_type(name: str, exposition: Exposition) -> MetricType:
    """The type that the metadata says of a family or of a sample, UNKNOWN where none does."""
    family = exposition.families.get(name) or family_of(name, exposition)
    return MetricType.UNKNOWN if family is None else family.type


def shaped_type(name: str, *, exposed: Collection[str]) -> MetricType:
    """What a metric without a type looks like by the names beside its own."""
    if f"{name}_count" not in exposed:
        return MetricType.UNKNOWN
    if f"{name}_bucket" in exposed:
        return MetricType.HISTOGRAM
    return MetricType.SUMMARY if f"{name}_sum" in exposed else MetricType.UNKNOWN


def _told(exposition: Exposition) -> Iterator[tuple[str, MetricType]]:
    shapes = _shapes(exposition)
    for family, members in group_names(exposition).items():
        metric_type = told_type(family, exposition)
        if metric_type in FAMILIES:
            yield family, metric_type
            continue
        for name in _names(family, members, metric_type=metric_type, exposition=exposition):
            shaped = None
            if metric_type in UNTOLD:
                shaped = next((stem for stem in _stems(name) if stem in shapes), None)
            yield (name, metric_type) if shaped is None else (shaped, shapes[shaped])


def _names(
    family: str, members: Iterable[str], *, metric_type: MetricType, exposition: Exposition
) -> tuple[str, ...]:
    held = tuple(name for name in members if name == family or not name.endswith(_CREATED))
    if held or family not in exposition.families:
        return held
    # Metadata alone: the names that its samples will have.
    own = suffixes(metric_type, syntax=exposition.format)
    # A server tells a counter of the text format by its sample's name, and which it was is unknown.
    ends = (suffix for suffix in own if suffix != _CREATED)
    return tuple(family if family.endswith(end) else family + end for end in ends)


def _shapes(exposition: Exposition) -> Mapping[str, MetricType]:
    """The families that only their samples tell, by name; a part that is told of is none."""
    untold = {name for name in exposition.names if told_type(name, exposition) in UNTOLD}
    stems = dict.fromkeys(stem for name in exposition.names for stem in _stems(name)[1:])
    shapes = {stem: shaped_type(stem, exposed=exposition.names) for stem in stems}
    return {
        stem: shaped
        for stem, shaped in shapes.items()
        if shaped is not MetricType.UNKNOWN
        and told_type(stem, exposition) in UNTOLD
        and untold.issuperset({stem + part for part in _PARTS} & exposition.names.keys())
    }


def _stems(name: str) -> tuple[str, ...]:
    """The name, and what is left of it without the suffix of a part."""
    cut = (name.removesuffix(part) for part in _PARTS)
    return (name, *(stem for stem in cut if stem not in ("", name)))
