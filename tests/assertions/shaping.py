"""The shape of a family, told from one exposition; plain enough to be checked by eye."""

from metrics_check.exposition.model import Exposition, Format
from metrics_check.exposition.read import read_exposition
from metrics_check.model.probe import InstanceShape, Shape
from metrics_check.model.series import MetricType

PARTS = ("", "_bucket", "_sum", "_count")


def shape_of(data: str, name: str) -> Shape:
    """One instance that shows this exposition."""
    is_openmetrics = data.rstrip().endswith("# EOF")
    format_read = Format.OPENMETRICS if is_openmetrics else Format.TEXT
    exposition = read_exposition([data.encode()], format=format_read)
    family = exposition.families.get(name) or exposition.families.get(name.removesuffix("_total"))
    told = family is not None and family.type is not MetricType.UNKNOWN
    return (
        InstanceShape(
            instance="here:1",
            type=family.type if family and told else None,
            help=family.help if family else None,
            unit=family.unit if family else None,
            label_sets=_label_sets(exposition, name=name),
            bounds=_bounds(exposition, name=name),
            parts=tuple(part for part in PARTS if name + part in exposition.samples),
        ),
    )


def _label_sets(exposition: Exposition, *, name: str) -> tuple[dict[str, str], ...]:
    samples = [*exposition.samples.get(name, ()), *exposition.samples.get(f"{name}_count", ())]
    return tuple(dict(sample.labels) for sample in samples)


def _bounds(
    exposition: Exposition, *, name: str
) -> tuple[tuple[dict[str, str], tuple[float, ...]], ...]:
    children: dict[tuple[tuple[str, str], ...], list[float]] = {}
    for sample in exposition.samples.get(f"{name}_bucket", ()):
        child = tuple(pair for pair in sample.labels.items() if pair[0] != "le")
        children.setdefault(child, []).append(float(sample.labels["le"]))
    return tuple((dict(child), tuple(sorted(found))) for child, found in children.items())
