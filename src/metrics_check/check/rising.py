"""Which samples count what happened, and so rise. Pure."""

from collections.abc import Iterable, Iterator

from metrics_check.check.plan import Plan
from metrics_check.check.shape import metadata_of, resolve_type
from metrics_check.check.sight import Instance
from metrics_check.model.series import MetricType

# Which of the names of a counter is its own depends on the format (`exposition.families`).
_PARTS = {
    MetricType.COUNTER: ("", "_total"),
    MetricType.HISTOGRAM: ("_bucket", "_count", "_sum"),
    MetricType.SUMMARY: ("_count", "_sum"),
}
_UNTOLD = frozenset({MetricType.UNTYPED, MetricType.UNKNOWN})


def rising_names(plan: Plan, *, instances: Iterable[Instance]) -> frozenset[str]:
    """The sample names that a plan reads and that rise: by metadata, by what is expected of them,
    or by the end `_total` where nothing else tells.
    """
    given = tuple(instances)
    shown = {name for instance in given for name in instance.exposition.samples}
    found = {*_declared(plan, given), *_told(given), *_implied(given)}
    return frozenset(found & (shown | plan.wanted.names))


def count_of(name: str, *, rising: frozenset[str]) -> str:
    """The count that tells of a reset of this bucket or sum; `""`: it tells itself."""
    for end in ("_bucket", "_sum"):
        count = f"{name.removesuffix(end)}_count"
        if name.endswith(end) and count in rising:
            return count
    return ""


def _declared(plan: Plan, instances: tuple[Instance, ...]) -> Iterator[str]:
    for expectation in plan.profile.expectations:
        if expectation.series is not None:
            found = resolve_type(expectation, instances=instances)
            yield from _parts(expectation.series.name, found)


def _told(instances: tuple[Instance, ...]) -> Iterator[str]:
    for instance in instances:
        for family in instance.exposition.families.values():
            yield from _parts(family.name, family.type)


def _implied(instances: tuple[Instance, ...]) -> Iterator[str]:
    for instance in instances:
        for name in instance.exposition.samples:
            family = metadata_of(name, instance.exposition)
            if name.endswith("_total") and (family is None or family.type in _UNTOLD):
                yield name


def _parts(name: str, metric_type: MetricType) -> Iterator[str]:
    return (name + part for part in _PARTS.get(metric_type, ()))
