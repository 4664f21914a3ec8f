"""The search: data on which an alert fires, and data on which it stays silent through all."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil

from metrics_check.errors import MetricsCheckError
from metrics_check.generate.alerts import Alert
from metrics_check.generate.proof.conditions import condition_worlds
from metrics_check.generate.proof.families import worlds_of
from metrics_check.generate.proof.labelled import INSTANCE
from metrics_check.generate.proof.scenario import (
    DIALECTS,
    Clash,
    Firing,
    LabelSet,
    Scenario,
    fires,
    firing_of,
)
from metrics_check.generate.proof.signal import Mode, Phase, Signal, World
from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.rewrite import with_matchers
from metrics_check.promql.tree import Range, Subquery, walk
from metrics_check.record import record

VIOLATED, ABSENT = "fires on a violation", "fires when its series are absent"
SILENT = "is silent before work, at work, after a restart and when idle"
# When an alert has no reason to fire.
STORY = (Mode.UNUSED, Mode.WORK, Mode.RESTARTED, Mode.IDLE)
_WHEN = {
    Mode.UNUSED: "when nobody has worked yet",
    Mode.WORK: "when all is well",
    Mode.RESTARTED: "after a restart",
    Mode.IDLE: "when nobody works any more",
}
# How many worlds that fire when they must not are tried to their end.
_MOST_TRIALS = 12
# Of a phase; two days and more at four minutes. It takes the square of this, in seconds some tens.
_MOST_SAMPLES = 1000


@record
class Shown:
    """What an alert does in a scenario: the label sets that fire at its end, and only there."""

    title: str
    scenario: Scenario
    firing: tuple[LabelSet, ...]


@record
class Proof:
    """All that is shown of an alert, or why nothing can be: then `shown` is empty."""

    shown: tuple[Shown, ...]
    code: str = ""
    reason: str = ""


@record
class Trial:
    """An alert and the step of its data, samples counted: of its longest range, of its `for`."""

    alert: Alert
    step_ms: int

    @property
    def window(self) -> int:
        """More samples than the longest range has."""
        ranges = ranges_ms(self.alert.expr)
        return ceil(max(ranges, default=0) / self.step_ms) + 2

    @property
    def after(self) -> int:
        """As many samples as it takes until what is wrong fires, and an older window is over."""
        return self.window + ceil(self.alert.hold_ms / self.step_ms) + 2

    def scenario(self, world: World, *modes: Mode) -> Scenario:
        """A world where each mode lasts long enough to fire."""
        phases = tuple(Phase(mode, self.after) for mode in modes)
        return Scenario(self._with_up(world), phases, self.step_ms)

    def firing(self, scenario: Scenario) -> Firing | None:
        """What it does, None where Prometheus 2 and 3 would differ in it."""
        expr, alert = parse(self.alert.expr), self.alert
        found = [
            firing_of(
                expr,
                scenario=scenario,
                hold_ms=alert.hold_ms,
                labels=alert.fired_labels,
                dialect=dialect,
            )
            for dialect in DIALECTS
        ]
        return found[0] if found[0] == found[1] else None

    def is_firing(self, world: World) -> bool | None:
        """Whether it fires where the world lasts, None where Prometheus 2 and 3 would differ."""
        scenario, expr = self.scenario(world, Mode.WORK), parse(self.alert.expr)
        found = {
            fires(expr, scenario=scenario, after=Mode.WORK, dialect=dialect) for dialect in DIALECTS
        }
        return found.pop() if len(found) == 1 else None

    def _with_up(self, world: World) -> World:
        labels = {**INSTANCE, **self.alert.target.labels}
        own = [each for each in world if (each.name, each.labels) == ("up", labels)]
        others = tuple(each for each in world if each not in own)
        up = own[0] if own else Signal("up", labels, 1.0)
        return (*others, replace(up, is_rising=False, is_up=True))


def prove(alert: Alert, *, step_ms: int) -> Proof:
    """What an alert does, shown on data of that step."""
    trial = Trial(alert, step_ms)
    if trial.after > _MOST_SAMPLES:
        reason = "its range and its `for` are too long to be tried, or its ranges too different"
        return Proof((), "too-long", reason)
    try:
        return _search(trial)
    except Clash:
        reason = "two of its elements would have the same labels, once the alert's own are put on"
        return Proof((), "equal-labels", reason)
    except MetricsCheckError as error:
        return Proof((), "unproven-alert", f"what it does cannot be shown: {error}")


def is_answered(expr: Expr, *, scenario: Scenario) -> bool:
    """Whether the expression has an element where there is work."""
    return all(
        fires(expr, scenario=scenario, after=Mode.WORK, dialect=dialect) for dialect in DIALECTS
    )


def ranges_ms(expr: str) -> tuple[int, ...]:
    """The ranges that an expression looks back over."""
    nodes = walk(parse(expr))
    return tuple(node.range_ms for node in nodes if isinstance(node, Range | Subquery))


def _search(trial: Trial) -> Proof:
    violated: tuple[Shown, ...] = ()
    silent: tuple[Shown, ...] = ()
    obstacles: list[Mode | None] = []
    for world in _worlds(trial):
        if violated and silent:
            break
        is_firing = trial.is_firing(world)
        if is_firing and not violated:
            violated = _violated(trial, world)
        elif is_firing is False and not silent and len(obstacles) < _MOST_TRIALS:
            silent, obstacle = _silent(trial, world)
            obstacles.append(obstacle)
    if not violated:
        return Proof((), "cannot-fire", "no data was found that makes it fire, so it may never")
    if not silent:
        return Proof((), *_why_never_silent(obstacles))
    return Proof((*violated, *_absent(trial), *silent))


def _violated(trial: Trial, world: World) -> tuple[Shown, ...]:
    scenario = trial.scenario(world, Mode.WORK)
    firing = trial.firing(scenario)
    if firing is None or not firing.at_end:
        return ()
    return (Shown(VIOLATED, scenario, _sorted(firing.at_end)),)


def _silent(trial: Trial, world: World) -> tuple[tuple[Shown, ...], Mode | None]:
    """The whole story, where it is silent in all of it, or else in which mode it is not."""
    scenario = trial.scenario(world, *STORY, Mode.GONE)
    firing = trial.firing(scenario)
    if firing is None:
        return (), None
    obstacle = next((mode for mode in firing.during if mode in _WHEN), None)
    if obstacle is not None:
        return (), obstacle
    is_gone_told = "fires" if firing.at_end else "is silent"
    title = f"{SILENT}; {is_gone_told} when the target is gone"
    return (Shown(title, scenario, _sorted(firing.at_end)),), None


def _absent(trial: Trial) -> Iterator[Shown]:
    """Where all series of the alert are gone and the target is up, if it fires then."""
    scenario = trial.scenario((), Mode.WORK)
    firing = trial.firing(scenario)
    if firing is not None and firing.at_end:
        yield Shown(ABSENT, scenario, _sorted(firing.at_end))


def _worlds(trial: Trial) -> Iterator[World]:
    """Every world to try, those without any series last."""
    found = _all_worlds(trial)
    empty = False
    for world in found:
        if world:
            yield world
        else:
            empty = True
    if empty:
        yield ()


def _all_worlds(trial: Trial) -> Iterator[World]:
    alert = trial.alert
    subject = alert.subject
    if subject is None or subject.expectation.series is None:
        asked = alert.expr if alert.probe is None else alert.probe.violation
        labels = alert.target.labels
        yield from condition_worlds(asked, target_labels=labels, step_ms=trial.step_ms)
        return
    exercise = subject.expectation.exercised_by
    others = _exercised(trial, exercise) if exercise else ()
    window = next(iter(ranges_ms(alert.expr)), trial.step_ms)
    for world in worlds_of(subject, per_window=max(1, window // trial.step_ms)):
        known = {(each.name, frozenset(each.labels.items())) for each in world}
        yield (
            *world,
            *(each for each in others if (each.name, frozenset(each.labels.items())) not in known),
        )


def _exercised(trial: Trial, exercise: str) -> World:
    """Series that say that the workload ran."""
    labels = trial.alert.target.labels
    asked = with_matchers(exercise, labels)
    for world in condition_worlds(asked, target_labels=labels, step_ms=trial.step_ms):
        scenario = trial.scenario(world, Mode.WORK)
        expr = parse(asked)
        if is_answered(expr, scenario=scenario):
            return world
    return ()


def _why_never_silent(obstacles: Iterable[Mode | None]) -> tuple[str, str]:
    known = [mode for mode in obstacles if mode is not None]
    if not known:
        return "always-fires", "no data was found on which it is silent"
    reason = (
        f"it would fire {_WHEN[known[0]]}. Say by `exercised_by` what must have run, over a range "
        "such as `sum(increase(requests_total[10m])) > 0`"
    )
    return "fires-when-idle", reason


def _sorted(firing: Iterable[LabelSet]) -> tuple[LabelSet, ...]:
    return tuple(sorted(firing, key=sorted))
