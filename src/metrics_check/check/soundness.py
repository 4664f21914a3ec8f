"""Broken data under an expectation: what holds on it holds by accident."""

from collections.abc import Iterator

from metrics_check.assertions.kind import Reason
from metrics_check.check.attach import attach_labels
from metrics_check.check.matching import accepts_all
from metrics_check.check.plan import families_of, selectors_of
from metrics_check.check.reach import targets_read
from metrics_check.check.shape import metadata_of, type_by_names
from metrics_check.check.sight import Instance, Sight
from metrics_check.exposition.families import suffixes
from metrics_check.exposition.integrity import IntegrityFinding, find_broken
from metrics_check.exposition.model import Exposition, Family
from metrics_check.model.outcome import Finding
from metrics_check.model.probe import Subject
from metrics_check.model.profile import Expectation
from metrics_check.model.series import Matcher, MetricType


def unsound(subject: Subject, *, sight: Sight) -> Reason | None:
    """The first thing broken in what the subject selects, or None."""
    expectation = subject.expectation
    for target in targets_read(expectation, profile=sight.profile):
        for instance in sight.instances[target]:
            for name, matchers in _selected(expectation):
                broken = _first_broken(name, matchers, instance=instance)
                if broken is not None:
                    return Reason(broken.code, f"the data is broken: {broken.message}")
    return None


def broken_in(name: str, *, instance: Instance) -> tuple[IntegrityFinding, ...]:
    """What is broken in the family that `name` names or belongs to, on one instance."""
    family = metadata_of(name, instance.exposition)
    if family is None:
        # Of a server that keeps no metadata the names have to tell what it is.
        implied = MetricType.UNKNOWN
        if not instance.has_metadata:
            implied = type_by_names(name, exposed=instance.exposition)
        family = Family(name, implied, help=None, unit=None, line=0)
    names = sample_names(family, exposition=instance.exposition)
    samples = instance.exposition.samples
    if any(each not in samples for each in names):
        return ()  # read in part only: what was not asked for is not missing
    return find_broken(family, tuple(sample for each in names for sample in samples[each]))


def broken_elsewhere(sight: Sight) -> Iterator[Finding]:
    """A finding for each broken child of a family that was read though no expectation names it."""
    named = {
        name for expectation in sight.profile.expectations for name, _ in _selected(expectation)
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


def _selected(expectation: Expectation) -> tuple[tuple[str, tuple[Matcher, ...]], ...]:
    if expectation.series is not None:
        return ((expectation.series.name, expectation.series.matchers),)
    return tuple(
        (family, selector.matchers)
        for selector in selectors_of(expectation)
        for family in families_of(selector)
    )


def _first_broken(
    name: str, matchers: tuple[Matcher, ...], *, instance: Instance
) -> IntegrityFinding | None:
    # A finding speaks of a whole histogram or summary: of which bound is not asked.
    asked = [matcher for matcher in matchers if matcher.label not in {"le", "quantile"}]
    for broken in broken_in(name, instance=instance):
        labels = attach_labels(broken.labels, target=instance.target, instance=instance.name)
        if accepts_all(asked, labels):
            return broken
    return None


def sample_names(family: Family, *, exposition: Exposition) -> tuple[str, ...]:
    """The names under which the family's samples stand in the exposition."""
    held = (family.name + suffix for suffix in suffixes(family.type, syntax=exposition.format))
    return tuple(name for name in held if name in exposition.names)
