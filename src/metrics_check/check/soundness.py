"""Broken data under an expectation: what holds on it holds by accident."""

from collections.abc import Iterator

from metrics_check.assertions.kind import Reason
from metrics_check.check.attach import attach_labels
from metrics_check.check.matching import accepts_all
from metrics_check.check.shape import metadata_of
from metrics_check.check.sight import Instance, Sight
from metrics_check.exposition.families import suffixes
from metrics_check.exposition.integrity import IntegrityFinding, find_broken
from metrics_check.exposition.model import Exposition, Family
from metrics_check.model.outcome import Finding
from metrics_check.model.probe import Subject


def unsound(subject: Subject, *, sight: Sight) -> Reason | None:
    """The first thing broken in what the subject selects, or None.

    An expectation in PromQL is not looked into: its selectors may name parts of a family only.
    """
    series = subject.expectation.series
    if series is None:
        return None
    for instance in sight.instances[subject.expectation.target]:
        for broken in broken_in(series.name, instance=instance):
            labels = attach_labels(broken.labels, target=instance.target, instance=instance.name)
            if accepts_all(series.matchers, labels):
                return Reason(broken.code, f"the data is broken: {broken.message}")
    return None


def broken_in(name: str, *, instance: Instance) -> tuple[IntegrityFinding, ...]:
    """What is broken in the family that `name` names or belongs to, on one instance."""
    family = metadata_of(name, instance.exposition)
    if family is None:
        return ()
    names = sample_names(family, exposition=instance.exposition)
    samples = instance.exposition.samples
    if any(each not in samples for each in names):
        return ()  # read in part only: what was not asked for is not missing
    return find_broken(family, tuple(sample for each in names for sample in samples[each]))


def broken_elsewhere(sight: Sight) -> Iterator[Finding]:
    """A finding for each broken child of a family that the profile reads but no series names."""
    named = {
        expectation.series.name
        for expectation in sight.profile.expectations
        if expectation.series is not None
    }
    for target, instances in sight.instances.items():
        for instance in instances:
            for name in instance.exposition.families:
                if name in named:
                    continue
                for broken in broken_in(name, instance=instance):
                    yield Finding(
                        broken.code, "warning", target, instance.name, broken.message, metric=name
                    )


def sample_names(family: Family, *, exposition: Exposition) -> tuple[str, ...]:
    """The names under which the family's samples stand in the exposition."""
    held = (family.name + suffix for suffix in suffixes(family.type, syntax=exposition.format))
    return tuple(name for name in held if name in exposition.names)
