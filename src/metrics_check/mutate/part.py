"""One metric of an exposition: cut out, taken apart by label set, and put back changed. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from metrics_check.exposition.candidates import FAMILIES
from metrics_check.exposition.model import Exposition, Family, Sample
from metrics_check.model.series import Labels, MetricType
from metrics_check.record import record

BOUNDS = frozenset({"le", "quantile"})
_CREATED = "_created"
Key = frozenset[tuple[str, str]]


@record
class Part:
    """A metric as it is exposed. `family` is None where nothing but samples tells of it.

    `samples` by sample name, in file order. `is_openmetrics`: the format names parts otherwise.
    """

    name: str
    family: Family | None
    samples: Mapping[str, tuple[Sample, ...]]
    is_openmetrics: bool = False

    @property
    def type(self) -> MetricType:
        """The type that its metadata says."""
        return MetricType.UNKNOWN if self.family is None else self.family.type

    @property
    def has_parts(self) -> bool:
        """Whether several samples make one histogram or summary."""
        return self.type in FAMILIES

    @property
    def series(self) -> str:
        """The name by which an expectation names it: of the family, else of its samples."""
        if self.has_parts:
            return self.name
        return next((name for name in self.samples if not name.endswith(_CREATED)), self.name)

    def each(self) -> Iterator[Sample]:
        """Its samples, name by name."""
        for samples in self.samples.values():
            yield from samples

    def labels_of(self, sample: Sample) -> Labels:
        """The labels of a sample that tell its child: without the bound of a bucket."""
        if not self.has_parts:
            return sample.labels
        return {name: value for name, value in sample.labels.items() if name not in BOUNDS}

    def key_of(self, sample: Sample) -> Key:
        """The same labels, to be compared."""
        return frozenset(self.labels_of(sample).items())

    def changed(self, change: Callable[[Sample], Sample | None]) -> "Part":
        """The same with each sample as `change` makes it; None: without it."""
        found = {
            name: tuple(each for each in map(change, samples) if each is not None)
            for name, samples in self.samples.items()
        }
        return replace(self, samples={name: samples for name, samples in found.items() if samples})


def cut_out(name: str, exposition: Exposition, *, members: Iterable[str]) -> Part:
    """The metric `name` of an exposition, `members` its sample names."""
    return Part(
        name,
        exposition.families.get(name),
        {each: exposition.samples[each] for each in members if each in exposition.samples},
        exposition.format.is_openmetrics,
    )


def put_back(exposition: Exposition, *, old: Part, new: Part) -> Exposition:
    """The exposition with one metric in place of another; all else is shared."""
    samples = {name: each for name, each in exposition.samples.items() if name not in old.samples}
    names = {name: each for name, each in exposition.names.items() if name not in old.samples}
    families = exposition.families
    if old.family != new.family:
        families = {name: each for name, each in families.items() if name != old.name}
        if new.family is not None:
            families[new.name] = new.family
    return replace(
        exposition,
        families=families,
        samples={**samples, **new.samples},
        names={**names, **{name: len(each) for name, each in new.samples.items()}},
    )


def narrowed(
    exposition: Exposition, *, names: Iterable[str], families: frozenset[str]
) -> Exposition:
    """What an exposition shows under these names."""
    there = [name for name in names if name in exposition.names]
    return replace(
        exposition,
        families={
            name: exposition.families[name]
            for name in sorted(families & exposition.families.keys())
        },
        samples={name: exposition.samples[name] for name in there if name in exposition.samples},
        names={name: exposition.names[name] for name in there},
    )


def is_same(one: Part, other: Part) -> bool:
    """Whether both show the same; NaN is NaN, and a value is its shortest text."""
    return one.family == other.family and _told(one) == _told(other)


def _told(part: Part) -> list[tuple[str, Key, str]]:
    return [
        (sample.name, frozenset(sample.labels.items()), repr(sample.value))
        for sample in part.each()
    ]
