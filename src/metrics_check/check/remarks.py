"""What is better otherwise in the families that a profile reads: their names, help and age."""

from collections.abc import Iterator

from metrics_check.check.plan import families_of, selectors_of
from metrics_check.check.reach import targets_read
from metrics_check.check.shape import metadata_of
from metrics_check.check.sight import Instance, Sight
from metrics_check.check.soundness import sample_names
from metrics_check.exposition.lints import lint_family
from metrics_check.exposition.model import Exposition, Family, Remark
from metrics_check.exposition.staleness import StaleCount
from metrics_check.model.outcome import Finding
from metrics_check.model.profile import Expectation
from metrics_check.model.series import MetricType


def remarks_of(sight: Sight) -> Iterator[Finding]:
    """A finding of each kind for each family and instance; nothing of what a server tells of."""
    for target, instances in sight.instances.items():
        if target in sight.told:
            continue
        named = dict.fromkeys(
            name
            for expectation in sight.profile.expectations
            if target in targets_read(expectation, profile=sight.profile)
            for name in _named(expectation)
        )
        for instance in instances:
            for remark in _remarks(instance, named=tuple(named), at=sight.at):
                yield Finding(
                    remark.code,
                    "info",
                    target,
                    instance.name,
                    f"line {remark.line}: {remark.message}" if remark.line else remark.message,
                    metric=remark.metric,
                )


def _named(expectation: Expectation) -> tuple[str, ...]:
    if expectation.series is not None:
        return (expectation.series.name,)
    return tuple(name for selector in selectors_of(expectation) for name in families_of(selector))


def _remarks(instance: Instance, *, named: tuple[str, ...], at: float) -> Iterator[Remark]:
    exposition = instance.exposition
    found = (_family(name, exposition) for name in named)
    families = {family.name: family for family in found if family is not None}
    for family in families.values():
        samples = [
            sample
            for name in sample_names(family, exposition=exposition)
            for sample in exposition.samples.get(name, ())
        ]
        labels = {label for sample in samples for label in sample.labels}
        yield from lint_family(
            family, labels=labels, is_openmetrics=exposition.format.is_openmetrics
        )
        stale = StaleCount(now=at)
        stale.add(samples)
        yield from stale.remarks()


def _family(name: str, exposition: Exposition) -> Family | None:
    family = metadata_of(name, exposition)
    if family is None and name in exposition.names:
        samples = exposition.samples.get(name, ())
        line = samples[0].line if samples else 0
        return Family(name, MetricType.UNKNOWN, help=None, unit=None, line=line)
    return family
