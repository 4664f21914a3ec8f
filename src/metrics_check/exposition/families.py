"""Which sample names belong to which family, by its type.

Never by cutting a suffix first: Go shows `go_memstats_alloc_bytes` beside
`go_memstats_alloc_bytes_total`, and both are families.
"""

from collections.abc import Iterable, Mapping

from metrics_check.exposition.model import Family
from metrics_check.model.series import MetricType

_SUFFIXES = {
    MetricType.COUNTER: ("_total", "_created", ""),
    MetricType.GAUGE: ("",),
    MetricType.HISTOGRAM: ("_bucket", "_sum", "_count", "_created"),
    MetricType.GAUGEHISTOGRAM: ("_bucket", "_gsum", "_gcount"),
    MetricType.SUMMARY: ("", "_sum", "_count", "_created"),
    MetricType.INFO: ("_info",),
    MetricType.STATESET: ("",),
    MetricType.UNTYPED: ("",),
    MetricType.UNKNOWN: ("",),
}
ALL_SUFFIXES = tuple(sorted({suffix for held in _SUFFIXES.values() for suffix in held}))


def suffixes(metric_type: MetricType) -> tuple[str, ...]:
    """What the sample names of a family of this type add to its name; `""`: nothing."""
    return _SUFFIXES[metric_type]


def family_of(sample_name: str, *, families: Mapping[str, Family]) -> Family | None:
    """The family that a sample belongs to by its metadata, or None.

    A family of exactly that name goes first; then the longest suffix.
    """
    for suffix in _BY_LENGTH:
        if not sample_name.endswith(suffix):
            continue
        family = families.get(sample_name[: len(sample_name) - len(suffix)])
        if family is not None and suffix in _SUFFIXES[family.type]:
            return family
    return None


def group_names(
    names: Iterable[str], *, families: Mapping[str, Family]
) -> Mapping[str, tuple[str, ...]]:
    """Sample names by family name, in order; a name without metadata is a family of its own."""
    groups: dict[str, list[str]] = {}
    for name in names:
        family = family_of(name, families=families)
        groups.setdefault(name if family is None else family.name, []).append(name)
    return {family: tuple(members) for family, members in groups.items()}


_BY_LENGTH = ("", *sorted((held for held in ALL_SUFFIXES if held), key=len, reverse=True))
