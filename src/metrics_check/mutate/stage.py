"""A snapshot that was read once, and the sight of it with one metric changed.

What is not changed is shared: a mutant costs what its own metric costs, however much else is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from metrics_check.check.answers import ReadAnswers
from metrics_check.check.plan import PROCESS_START
from metrics_check.check.poll import Seen
from metrics_check.check.sight import Sight, see
from metrics_check.check.since import Since, over_run
from metrics_check.exposition.families import group_names
from metrics_check.exposition.model import Exposition
from metrics_check.model.series import MetricType
from metrics_check.mutate.mutant import LASTING, Mutant
from metrics_check.mutate.operators import mutated
from metrics_check.mutate.part import Part, cut_out, is_same, narrowed, put_back
from metrics_check.mutate.valued import begun_with
from metrics_check.promql.dataset import Dataset
from metrics_check.record import record
from metrics_check.sources.reading import Read

_RISING = frozenset({MetricType.COUNTER, MetricType.HISTOGRAM, MetricType.SUMMARY})
_Reads = Mapping[str, tuple[Read, ...]]


@record
class Stage:
    """What was read and holds. `since` is the first read of the run that is judged, None for a
    state. `members` are the sample names of each metric that a target shows, by target.
    """

    seen: Seen
    since: Since | None
    members: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def before(self) -> _Reads:
        """The first read of the run, by target."""
        return {} if self.since is None else self.since.reads.get(self.seen.plan.profile.name, {})

    def parts(self, target: str, metric: str) -> tuple[Part, ...]:
        """What each replica of a target shows of a metric."""
        members = self.members[target].get(metric, ())
        return tuple(
            cut_out(metric, read.exposition, members=members)
            for read in self.seen.reads[target]
            if read.exposition is not None
        )


@record
class Scene:
    """What a mutant shows: the sight of everything, that of what it changes alone, and the names
    of metrics and samples that it changes.
    """

    sight: Sight
    part: Sight
    touched: frozenset[str]


@record
class _Cut:
    """What is read anew for a mutant: these names of these reads, and of the first of a run."""

    reads: _Reads
    before: _Reads
    names: frozenset[str]
    families: frozenset[str]


def stage_of(seen: Seen, *, since: Since | None) -> Stage:
    """The stage on which mutants are judged."""
    members: dict[str, dict[str, tuple[str, ...]]] = {}
    for target, reads in seen.reads.items():
        own = members.setdefault(target, {})
        for read in reads:
            if read.exposition is not None:
                for metric, names in group_names(read.exposition).items():
                    own[metric] = tuple(dict.fromkeys((*own.get(metric, ()), *names)))
    return Stage(seen, since, members)


def scene_of(mutant: Mutant, *, stage: Stage) -> Scene | None:
    """What the mutant shows; None where that is what was there before."""
    old = stage.seen.reads[mutant.target]
    new = tuple(_broken_read(mutant, read, stage=stage) for read in old)
    if new == old:
        return None
    is_lasting = mutant.operator in LASTING
    before = stage.before.get(mutant.target, ())
    first = tuple(_broken_read(mutant, each, stage=stage) for each in before)
    members = stage.members[mutant.target][mutant.metric]
    touched = {mutant.metric, *members}
    if is_lasting:
        touched |= _new_names(mutant, stage=stage)
    cut = _Cut(
        {**stage.seen.reads, mutant.target: new},
        {**stage.before, mutant.target: first if is_lasting else before},
        frozenset(touched),
        frozenset(touched),
    )
    return _scene(cut, target=mutant.target, stage=stage)


def untouched(scene: Scene, *, stage: Stage) -> Sight:
    """The sight of the same names without any change."""
    return _part_sight(
        _Cut(stage.seen.reads, stage.before, scene.touched, scene.touched), stage=stage
    )


def _new_names(mutant: Mutant, *, stage: Stage) -> set[str]:
    found: set[str] = set()
    for part in stage.parts(mutant.target, mutant.metric):
        new = mutated(mutant, part, begun={})
        found |= {new.name, *new.samples}
    return found


def _broken_read(mutant: Mutant, read: Read, *, stage: Stage) -> Read:
    """The read with the change in it, and in all that were made before it of the same."""
    if read.exposition is None:
        return read
    members = stage.members[mutant.target][mutant.metric]
    old = cut_out(mutant.metric, read.exposition, members=members)
    begun = begun_with(_begun(mutant, old, read=read, stage=stage))
    new = mutated(mutant, old, begun=begun)
    before = tuple(_broken_read(mutant, each, stage=stage) for each in read.before)
    if is_same(old, new) and before == read.before:
        return read
    return replace(read, exposition=put_back(read.exposition, old=old, new=new), before=before)


def _begun(mutant: Mutant, part: Part, *, read: Read, stage: Stage) -> Part | None:
    if part.type not in _RISING and not mutant.metric.endswith("_total"):
        return None
    members = stage.members[mutant.target][mutant.metric]
    for first in stage.before.get(mutant.target, ()):
        if first.instance == read.instance and first.exposition is not None:
            return cut_out(mutant.metric, first.exposition, members=members)
    return None


def _scene(cut: _Cut, *, target: str, stage: Stage) -> Scene:
    base, names = stage.seen.sight, cut.names
    if stage.since is not None and PROCESS_START in names:
        # A process that began anew makes another number of what all of its counters rose by.
        names |= frozenset(base.own.dataset.by_name)
        families = frozenset(name for own in stage.members.values() for name in own)
        cut = replace(cut, names=names, families=families)
    part = _part_sight(cut, stage=stage)
    old = base.own.dataset
    series = {name: each for name, each in old.by_name.items() if name not in names}
    series |= {name: each for name, each in part.own.dataset.by_name.items() if name in names}
    dataset = Dataset(series, old.at, old.dialect, old.has_history)
    shown = (read.exposition for read in cut.reads[target] if read.exposition is not None)
    instances = tuple(
        replace(instance, exposition=exposition)
        for instance, exposition in zip(base.instances[target], shown, strict=True)
    )
    sight = replace(
        base,
        own=ReadAnswers(dataset, base.own.at),
        instances={**base.instances, target: instances},
    )
    if stage.since is not None:
        sight = _over_run(sight, part, names=names)
    return Scene(sight, part, names)


def _over_run(sight: Sight, part: Sight, *, names: frozenset[str]) -> Sight:
    """The sight with what the changed part says of its run."""
    begins = {
        target: replace(begin, rising=begin.rising - names | (part.begins[target].rising & names))
        for target, begin in sight.begins.items()
    }
    restarts = {
        target: part.restarts.get(target) or known for target, known in sight.restarts.items()
    }
    return replace(sight, begins=begins, restarts=restarts)


def _part_sight(cut: _Cut, *, stage: Stage) -> Sight:
    base = stage.seen.sight
    names = cut.names if stage.since is None else cut.names | {PROCESS_START}
    ordered = tuple(sorted(names))
    families = cut.families
    sight = see(base.profile, _narrow(cut.reads, names=ordered, families=families), at=base.own.at)
    if stage.since is None:
        return sight
    before = _narrow(cut.before, names=ordered, families=families)
    since = replace(stage.since, reads={base.profile.name: before})
    return over_run(stage.seen.plan, sight, since=since)


def _narrow(reads: _Reads, *, names: Iterable[str], families: frozenset[str]) -> _Reads:
    return {
        target: tuple(_narrowed(read, names=names, families=families) for read in own)
        for target, own in reads.items()
    }


def _narrowed(read: Read, *, names: Iterable[str], families: frozenset[str]) -> Read:
    exposition = read.exposition
    return replace(
        read,
        exposition=None if exposition is None else _of(exposition, names, families),
        before=tuple(_narrowed(each, names=names, families=families) for each in read.before),
    )


def _of(exposition: Exposition, names: Iterable[str], families: frozenset[str]) -> Exposition:
    return narrowed(exposition, names=names, families=families)
