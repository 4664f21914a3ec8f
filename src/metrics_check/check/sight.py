"""What one profile sees at one time: samples with their target labels, metadata and failures."""

from collections.abc import Iterable, Iterator, Mapping

from metrics_check.check.attach import attach_labels
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Exposition, Sample
from metrics_check.model.profile import Profile, Target
from metrics_check.model.series import Labels, MetricType
from metrics_check.promql.dataset import Dataset
from metrics_check.record import record
from metrics_check.sources.answer import Note
from metrics_check.sources.reading import Read

_Stored = tuple[str, Labels, float, float | None]


@record
class Instance:
    """One URL of a target that was read, and the `instance` label of its samples.

    `notes` are what its answer said amiss of itself.
    """

    name: str
    target: Target
    exposition: Exposition
    notes: tuple[Note, ...] = ()


@record
class Sight:
    """Everything that the expectations of one profile are judged on.

    `at` is the time of the evaluation in Unix seconds. `instances` and `views` are by target.
    """

    profile: Profile
    dataset: Dataset
    at: float
    instances: Mapping[str, tuple[Instance, ...]]
    views: Mapping[str, TargetView]


def see(profile: Profile, reads: Mapping[str, tuple[Read, ...]], *, at: float) -> Sight:
    """The sight of a profile from the reads of each of its targets, by target name."""
    instances = {
        name: tuple(
            Instance(read.instance, target, read.exposition, read.notes)
            for read in reads[name]
            if read.exposition is not None
        )
        for name, target in profile.targets.items()
    }
    stored = [sample for of_target in instances.values() for sample in _stored(of_target)]
    stored.extend(_up(profile, reads))
    views = {
        name: _view(target, reads[name], instances=instances[name])
        for name, target in profile.targets.items()
    }
    dataset = Dataset.of(stored, at=at, types=_types(instances))
    return Sight(profile, dataset, at, instances, views)


def fault_of(read: Read) -> UnreadableSource | None:
    """Why a read cannot be judged: it failed, or a server would not take what it gave."""
    if read.exposition is None or read.exposition.is_ingestible:
        return read.error
    problem = next(each for each in read.exposition.problems if not each.is_ingestible)
    return UnreadableSource(
        f"Prometheus would refuse this exposition: line {problem.line}, "
        f"column {problem.column}: {problem.message}",
        code="not-ingestible",
    )


def _types(instances: Mapping[str, tuple[Instance, ...]]) -> dict[str, MetricType]:
    return {
        name: family.type
        for of_target in instances.values()
        for instance in of_target
        for name, family in instance.exposition.families.items()
    }


def _stored(instances: tuple[Instance, ...]) -> Iterator[_Stored]:
    for instance in instances:
        for sample in _samples(instance.exposition):
            labels = attach_labels(sample.labels, target=instance.target, instance=instance.name)
            yield sample.name, labels, sample.value, sample.timestamp


def _samples(exposition: Exposition) -> Iterator[Sample]:
    for samples in exposition.samples.values():
        yield from samples


def _up(profile: Profile, reads: Mapping[str, tuple[Read, ...]]) -> Iterator[_Stored]:
    # A server makes this series of every scrape; so do we, for a `holds` that reads it.
    for name, target in profile.targets.items():
        for read in reads[name]:
            labels = {"instance": read.instance, **target.labels}
            yield "up", labels, 0.0 if fault_of(read) else 1.0, None


def _view(
    target: Target, reads: tuple[Read, ...], *, instances: tuple[Instance, ...]
) -> TargetView:
    failed = next((read for read in reads if fault_of(read) is not None), None)
    return TargetView(
        name=target.name,
        urls=tuple(dict.fromkeys(_source(read) for read in reads)),
        labels=target.labels,
        error=None if failed is None else fault_of(failed),
        error_url="" if failed is None else _source(failed),
        families={
            name: family.type
            for instance in instances
            for name, family in instance.exposition.families.items()
        },
        names=_series_counts(instances),
        series=_seen(_stored(instances)),
    )


def _source(read: Read) -> str:
    return read.source or read.url


def _series_counts(instances: tuple[Instance, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for instance in instances:
        for name, count in instance.exposition.names.items():
            counts[name] = counts.get(name, 0) + count
    return counts


def _seen(stored: Iterable[_Stored]) -> dict[str, tuple[SeenSeries, ...]]:
    by_name: dict[str, list[SeenSeries]] = {}
    for name, labels, value, _ in stored:
        by_name.setdefault(name, []).append(SeenSeries(labels, value))
    return {name: tuple(series) for name, series in by_name.items()}
