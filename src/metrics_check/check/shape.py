"""The shape of an expectation's family on each instance: metadata, label sets, bucket bounds."""

import math
from collections.abc import Iterable

from metrics_check.assertions.selectors import select
from metrics_check.check.answers import Answers
from metrics_check.check.attach import target_label_names
from metrics_check.check.sight import Instance, Sight
from metrics_check.exposition.families import family_of
from metrics_check.exposition.model import Exposition, Family
from metrics_check.model.probe import InstanceShape, Shape, Subject
from metrics_check.model.profile import Expectation, Target
from metrics_check.model.series import Labels, MetricType

_UNTOLD = frozenset({MetricType.UNTYPED, MetricType.UNKNOWN})
_OWN = frozenset({"__name__", "le", "quantile"})


def resolve_type(expectation: Expectation, *, instances: Iterable[Instance]) -> MetricType:
    """The type an expectation is judged as: its own, else the metadata's, else the shape's.

    UNKNOWN where nothing tells.
    """
    if expectation.series is None or expectation.type is not MetricType.UNKNOWN:
        return expectation.type
    name = expectation.series.name
    for instance in instances:
        told = metadata_of(name, instance.exposition)
        if told is not None and told.type not in _UNTOLD:
            return told.type
    for instance in instances:
        shaped = type_by_names(name, exposed=instance.exposition)
        if shaped is not MetricType.UNKNOWN:
            return shaped
    return MetricType.UNKNOWN


def metadata_of(name: str, exposition: Exposition) -> Family | None:
    """The metadata of the family that `name` names, or whose sample it is."""
    return exposition.families.get(name) or family_of(name, exposition)


def type_by_names(name: str, *, exposed: Exposition) -> MetricType:
    """The type that the sample names of a family imply; UNKNOWN where none is there."""
    if f"{name}_bucket" in exposed.names:
        return MetricType.HISTOGRAM
    if f"{name}_count" in exposed.names and f"{name}_sum" in exposed.names:
        return MetricType.SUMMARY
    return MetricType.UNTYPED if name in exposed.names else MetricType.UNKNOWN


def shape_of(subject: Subject, *, sight: Sight) -> Shape:
    """The shape of what the subject is about, one entry for each instance of its target."""
    selection = select(subject)
    instances = sight.instances[subject.expectation.target]
    kept = sight.kept(subject.expectation.target)
    judged = _by_instance(selection.judged, kept=kept, instances=instances)
    parts = {
        suffix: _by_instance(selector, kept=kept, instances=instances)
        for suffix, selector in {
            "": selection.plain,
            "_bucket": selection.bucket,
            "_count": selection.count,
            "_sum": selection.sum,
        }.items()
    }
    return tuple(
        _instance_shape(
            instance,
            name=selection.name,
            judged=judged[instance.name],
            parts={suffix: found[instance.name] for suffix, found in parts.items()},
        )
        for instance in instances
    )


def _instance_shape(
    instance: Instance, *, name: str, judged: list[Labels], parts: dict[str, list[Labels]]
) -> InstanceShape:
    family = metadata_of(name, instance.exposition)
    is_told = family is not None and family.type not in _UNTOLD
    return InstanceShape(
        instance=instance.name,
        type=family.type if family is not None and is_told else None,
        help=None if family is None else family.help,
        unit=None if family is None else family.unit,
        label_sets=tuple(_own_labels(labels, target=instance.target) for labels in judged),
        bounds=_bounds(parts["_bucket"], target=instance.target),
        parts=tuple(suffix for suffix, found in parts.items() if found),
        has_metadata=instance.has_metadata or family is not None,
    )


def _by_instance(
    selector: str, *, kept: Answers, instances: tuple[Instance, ...]
) -> dict[str, list[Labels]]:
    grouped: dict[str, list[Labels]] = {instance.name: [] for instance in instances}
    for element in kept.ask(selector):
        # With honor_labels a sample may name another instance; the only one read is then meant.
        name = instances[0].name if len(instances) == 1 else element.labels.get("instance", "")
        if name in grouped:
            grouped[name].append(element.labels)
    return grouped


def _own_labels(labels: Labels, *, target: Target) -> dict[str, str]:
    foreign = target_label_names(target) | _OWN
    return {name: value for name, value in sorted(labels.items()) if name not in foreign}


def _bounds(
    buckets: list[Labels], *, target: Target
) -> tuple[tuple[Labels, tuple[float, ...]], ...]:
    children: dict[tuple[tuple[str, str], ...], list[float]] = {}
    for labels in buckets:
        child = tuple(_own_labels(labels, target=target).items())
        children.setdefault(child, []).append(_bound(labels.get("le", "")))
    return tuple((dict(child), tuple(sorted(bounds))) for child, bounds in children.items())


def _bound(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
