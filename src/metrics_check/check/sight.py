"""What one profile sees at one time: samples with their target labels, metadata and failures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from metrics_check.check.answers import Answers, ReadAnswers
from metrics_check.check.attach import attach_labels
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Exposition, Sample
from metrics_check.model.outcome import TargetReading
from metrics_check.model.probe import Begin
from metrics_check.model.profile import Profile, Target
from metrics_check.model.series import Labels, MetricType
from metrics_check.promql.dataset import Dataset
from metrics_check.record import record
from metrics_check.sources.answer import Note
from metrics_check.sources.reading import Read
from metrics_check.sources.rounds import rounds_of

_Stored = tuple[str, Labels, float, float | None]


@record
class Instance:
    """One URL of a target that was read, and the `instance` label of its samples.

    `notes` are what its answer said amiss of itself. On a server it is one target of the server's,
    `target` has all labels that it puts on its samples, and the exposition holds what was asked
    for. `has_metadata` is False where the server keeps none of it.
    """

    name: str
    target: Target
    exposition: Exposition
    notes: tuple[Note, ...] = ()
    has_metadata: bool = True


@record
class Told:
    """A target as its server tells of it: what `see` takes in place of reads.

    `answers` are the server's own, `kept` those from the samples of `instances`.
    """

    server: str
    answers: Answers
    kept: Answers
    instances: tuple[Instance, ...]
    view: TargetView
    reading: TargetReading


@record
class Restart:
    """An instance that began anew in the run, and what tells so. `labels` are on its samples.

    `is_process`: all of it did, not only what fell.
    """

    instance: str
    why: str
    labels: Labels
    is_process: bool = False


@record
class Sight:
    """Everything that the expectations of one profile are judged on.

    `instances` and `views` are by target. `own` answers for the targets that were read, `told` are
    those that a server tells of. `at` is the time of the reads in Unix seconds.

    `is_run`: what rises is seen as its increase since the first read of a run; `begins` says of
    the targets on servers when that was, `restarts` which instances began anew in it.
    """

    profile: Profile
    own: ReadAnswers
    instances: Mapping[str, tuple[Instance, ...]]
    views: Mapping[str, TargetView]
    told: Mapping[str, Told] = field(default_factory=dict)
    at: float = 0.0
    is_run: bool = False
    begins: Mapping[str, Begin] = field(default_factory=dict)
    restarts: Mapping[str, tuple[Restart, ...]] = field(default_factory=dict)

    def answers(self, target: str) -> Answers:
        """Who answers the queries of what is expected of a target."""
        return self.told[target].answers if target in self.told else self.own

    def kept(self, target: str) -> Answers:
        """Who answers from the samples that its instances hold."""
        return self.told[target].kept if target in self.told else self.own

    def server(self, target: str) -> str:
        """The server that judges a target, `""` where it was read itself."""
        return self.told[target].server if target in self.told else ""


def see(
    profile: Profile,
    reads: Mapping[str, tuple[Read, ...]],
    *,
    at: float,
    told: Mapping[str, Told] | None = None,
) -> Sight:
    """The sight of a profile, each of its targets from its reads or told by a server, by name.

    `at` is the time of the reads in Unix seconds.
    """
    of_server = told or {}
    read = {name: target for name, target in profile.targets.items() if name in reads}
    instances = {name: _instances(target, reads[name]) for name, target in read.items()}
    views = {
        name: _view(target, reads[name], instances=instances[name], at=at)
        for name, target in read.items()
    }
    rounds = rounds_of(each for name in read for each in reads[name])
    times = [*(max(each.read_at for each in earlier) for earlier in rounds[:-1]), at]
    dataset = Dataset.of_reads(
        ((taken, _scraped(each, targets=read)) for taken, each in zip(times, rounds, strict=True)),
        types=_types(instances),
    )
    return Sight(
        profile,
        ReadAnswers(dataset, at),
        {
            name: of_server[name].instances if name in of_server else instances[name]
            for name in profile.targets
        },
        {
            name: of_server[name].view if name in of_server else views[name]
            for name in profile.targets
        },
        of_server,
        at,
    )


def _instances(target: Target, reads: Iterable[Read]) -> tuple[Instance, ...]:
    return tuple(
        Instance(read.instance, target, read.exposition, read.notes)
        for read in reads
        if read.exposition is not None
    )


def reading_of(read: Read, *, target: str) -> TargetReading:
    """How a URL was read, for the report."""
    fault = fault_of(read)
    return TargetReading(
        target=target,
        url=read.url,
        series=read.series,
        milliseconds=read.seconds * 1000,
        error="" if fault is None else str(fault),
        snapshot=read.snapshot,
        read_at=read.read_at,
    )


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


def _scraped(reads: Iterable[Read], *, targets: Mapping[str, Target]) -> Iterator[_Stored]:
    """What a server would have stored of these reads."""
    for read in reads:
        target = targets[read.target]
        if fault_of(read) is None:
            yield from _stored(_instances(target, (read,)))
        # A server makes this series of every scrape; so do we, for a `holds` that reads it.
        labels = {"instance": read.instance, **target.labels}
        yield "up", labels, 0.0 if fault_of(read) else 1.0, None


def _view(
    target: Target, reads: tuple[Read, ...], *, instances: tuple[Instance, ...], at: float
) -> TargetView:
    failed = next((read for read in reads if fault_of(read) is not None), None)
    return TargetView(
        name=target.name,
        urls=tuple(dict.fromkeys(_source(read) for read in reads if read.is_repeatable)),
        labels=target.labels,
        error=None if failed is None else fault_of(failed),
        error_url=_source(failed) if failed is not None and failed.is_repeatable else "",
        families={
            name: family.type
            for instance in instances
            for name, family in instance.exposition.families.items()
        },
        names=_series_counts(instances),
        series=_seen(_stored(instances), at=at),
    )


def _source(read: Read) -> str:
    return read.source or read.url


def _series_counts(instances: tuple[Instance, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for instance in instances:
        for name, count in instance.exposition.names.items():
            counts[name] = counts.get(name, 0) + count
    return counts


def _seen(stored: Iterable[_Stored], *, at: float) -> dict[str, tuple[SeenSeries, ...]]:
    by_name: dict[str, list[SeenSeries]] = {}
    for name, labels, value, timestamp in stored:
        age = None if timestamp is None else at - timestamp
        by_name.setdefault(name, []).append(SeenSeries(labels, value, age))
    return {name: tuple(series) for name, series in by_name.items()}
