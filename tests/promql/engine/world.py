"""The samples that a script has loaded so far, and which of its series we do not hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from metrics_check.promql.dataset import Dataset
from metrics_check.promql.regex import matcher_test
from metrics_check.promql.rewrite import selectors
from metrics_check.promql.scan import tokens
from metrics_check.promql.storage import SampleTuple
from metrics_check.promql.tree import Node, Selector
from tests.promql.engine.points import Line
from tests.promql.engine.script import Load

BUCKET = "_bucket"


@dataclass(frozen=True, slots=True)
class World:
    """Loaded series; what is of native histograms or start timestamps only by its labels."""

    samples: tuple[SampleTuple, ...] = ()
    natives: tuple[Mapping[str, str], ...] = ()
    starts: tuple[Mapping[str, str], ...] = ()

    def loaded(self, load: Load) -> "World":
        """This and what a `load` command adds."""
        # Of two lines of one series in one command the later counts.
        lines = {(frozenset(each.labels.items()), each.has_starts): each for each in load.lines}
        floats = [line for line in lines.values() if not line.is_native and not line.has_starts]
        samples = tuple(s for line in floats for s in _samples(line, interval_ms=load.interval_ms))
        natives = tuple(line.labels for line in lines.values() if line.is_native)
        if load.with_native:
            natives += tuple(_as_native(line.labels) for line in floats if _is_bucket(line))
        starts = tuple(line.labels for line in lines.values() if line.has_starts)
        return World(self.samples + samples, self.natives + natives, self.starts + starts)

    def dataset(self, *, at_ms: int, dialect: int) -> Dataset:
        """What is loaded, asked at this time."""
        return history_of(self.samples, at=at_ms / 1000, dialect=dialect)

    def lacks(self, tree: Node) -> str:
        """What a query reads that is not held here, or `""`."""
        for selector in selectors(tree):
            if any(_takes(selector, labels) for labels in self.natives):
                return "native histograms"
            if any(_takes(selector, labels) for labels in self.starts):
                return "start timestamps"
        return ""

    def names_native(self, query: str) -> bool:
        """Whether a word of the query, which need not parse, is the name of native histograms."""
        names = {labels.get("__name__", "") for labels in self.natives}
        return any(token.kind == "word" and token.text in names for token in tokens(query))


def history_of(samples: Iterable[SampleTuple], *, at: float, dialect: int) -> Dataset:
    """Samples with timestamps as several reads; bounds stay as they are written."""
    return Dataset.of_reads([(at - 1, ()), (at, samples)], dialect=dialect, types={})


def _samples(line: Line, *, interval_ms: int) -> Iterator[SampleTuple]:
    labels = {label: value for label, value in line.labels.items() if label != "__name__"}
    for index, point in enumerate(line.points):
        if point is not None:
            yield line.labels.get("__name__", ""), labels, point, index * interval_ms / 1000


def _is_bucket(line: Line) -> bool:
    return line.labels.get("__name__", "").endswith(BUCKET)


def _as_native(labels: Mapping[str, str]) -> dict[str, str]:
    base = labels["__name__"].removesuffix(BUCKET)
    return {label: value for label, value in labels.items() if label != "le"} | {"__name__": base}


def _takes(selector: Selector, labels: Mapping[str, str]) -> bool:
    if selector.name is not None and selector.name != labels.get("__name__"):
        return False
    return all(matcher_test(each)(labels.get(each.label, "")) for each in selector.matchers)
