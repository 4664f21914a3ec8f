"""Which sample names belong to which family, by its type.

Never by cutting a suffix first: Go shows `go_memstats_alloc_bytes` beside
`go_memstats_alloc_bytes_total`, and both are families.
"""

from collections.abc import Mapping

from metrics_check.exposition.model import Exposition, Family, Format
from metrics_check.model.series import MetricType

# Text format 0.0.4 names a counter's sample like its family; OpenMetrics 1.0 adds `_total`.
_TEXT = {
    MetricType.HISTOGRAM: ("_bucket", "_sum", "_count"),
    MetricType.SUMMARY: ("", "_sum", "_count"),
}
_OPENMETRICS = {
    MetricType.COUNTER: ("_total", "_created"),
    MetricType.HISTOGRAM: ("_bucket", "_sum", "_count", "_created"),
    MetricType.GAUGEHISTOGRAM: ("_bucket", "_gsum", "_gcount"),
    MetricType.SUMMARY: ("", "_sum", "_count", "_created"),
    MetricType.INFO: ("_info",),
}
_ITSELF = ("",)
# A sample's own name goes before any shorter family.
SUFFIXES = ("", "_created", "_bucket", "_gcount", "_count", "_total", "_gsum", "_info", "_sum")


def suffixes(metric_type: MetricType, *, syntax: Format) -> tuple[str, ...]:
    """What the sample names of a family of this type add to its name; `""`: nothing."""
    table = _OPENMETRICS if syntax.is_openmetrics else _TEXT
    return table.get(metric_type, _ITSELF)


def family_of(sample_name: str, exposition: Exposition) -> Family | None:
    """The family that a sample belongs to by its metadata, or None."""
    for suffix in SUFFIXES:
        if not sample_name.endswith(suffix):
            continue
        family = exposition.families.get(sample_name[: len(sample_name) - len(suffix)])
        if family is not None and suffix in suffixes(family.type, syntax=exposition.format):
            return family
    return None


def group_names(exposition: Exposition) -> Mapping[str, tuple[str, ...]]:
    """Sample names by family name, in order; a name without metadata is a family of its own.

    A family that only has metadata has no names.
    """
    groups: dict[str, list[str]] = {name: [] for name in exposition.families}
    for name in exposition.names:
        family = family_of(name, exposition)
        groups.setdefault(name if family is None else family.name, []).append(name)
    return {family: tuple(members) for family, members in groups.items()}
