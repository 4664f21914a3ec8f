"""A world over time, and what an alert then does, as Prometheus' rule manager has it."""

from collections.abc import Mapping

from metrics_check.generate.proof.signal import Mode, Phase, World, stored
from metrics_check.generate.proof.subqueries import without_subqueries
from metrics_check.promql.dataset import Dataset, StoredSeries
from metrics_check.promql.evaluate import evaluate_vector
from metrics_check.promql.parse import Expr
from metrics_check.record import record

DIALECTS = (2, 3)
LabelSet = frozenset[tuple[str, str]]


class Clash(Exception):
    """Two elements of an alert have the same labels, which Prometheus refuses."""


@record
class Scenario:
    """A world in its phases."""

    world: World
    phases: tuple[Phase, ...]
    step_ms: int

    @property
    def samples(self) -> int:
        """How many samples each series has."""
        return sum(phase.samples for phase in self.phases)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The mode of each sample."""
        return tuple(phase.mode for phase in self.phases for _ in range(phase.samples))

    def end_ms(self, mode: Mode) -> int:
        """When the last sample of that mode is taken."""
        last = max(index for index, each in enumerate(self.modes) if each is mode)
        return last * self.step_ms

    def dataset(self, dialect: int) -> Dataset:
        """The samples, as a Prometheus of that version sees them."""
        by_name: dict[str, list[StoredSeries]] = {}
        for signal in self.world:
            series = stored(signal, phases=self.phases, step_ms=self.step_ms)
            by_name.setdefault(signal.name, []).append(series)
        found = {name: tuple(series) for name, series in by_name.items()}
        at = (self.samples - 1) * self.step_ms / 1000
        return Dataset(found, at, dialect, has_history=True)


@record
class Firing:
    """The label sets that fire at the end, and the modes in which any did, as they came."""

    at_end: frozenset[LabelSet]
    during: tuple[Mode, ...]


def fires(expr: Expr, *, scenario: Scenario, after: Mode, dialect: int) -> bool:
    """Whether the expression has an element at the end of that mode; raises as `evaluate`."""
    dataset = scenario.dataset(dialect)
    expr, dataset = without_subqueries(expr, dataset, step_ms=scenario.step_ms)
    return bool(evaluate_vector(expr, dataset, at=scenario.end_ms(after) / 1000))


def firing_of(
    expr: Expr, *, scenario: Scenario, hold_ms: int, labels: Mapping[str, str], dialect: int
) -> Firing:
    """What an alert with these labels does, evaluated at every sample.

    Raises `Clash`, and as `evaluate`.
    """
    dataset = scenario.dataset(dialect)
    expr, dataset = without_subqueries(expr, dataset, step_ms=scenario.step_ms)
    since: dict[LabelSet, int] = {}
    firing: frozenset[LabelSet] = frozenset()
    during: dict[Mode, None] = {}
    for index, mode in enumerate(scenario.modes):
        at_ms = index * scenario.step_ms
        there = _alerts(expr, dataset, at_ms=at_ms, labels=labels)
        since = {each: since.get(each, at_ms) for each in there}
        firing = frozenset(each for each, start in since.items() if at_ms - start >= hold_ms)
        if firing:
            during[mode] = None
    return Firing(firing, tuple(during))


def _alerts(
    expr: Expr, dataset: Dataset, *, at_ms: int, labels: Mapping[str, str]
) -> frozenset[LabelSet]:
    elements = evaluate_vector(expr, dataset, at=at_ms / 1000)
    bare = ({**element.labels, **labels} for element in elements)
    found = [
        frozenset((name, value) for name, value in each.items() if name != "__name__" and value)
        for each in bare
    ]
    if len(set(found)) < len(found):
        raise Clash
    return frozenset(found)
