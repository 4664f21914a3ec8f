"""Series over time, told in few words: as samples for us, in promtool's notation for promtool."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from metrics_check.promql.printing import print_number
from metrics_check.promql.storage import STALE, StoredSeries
from metrics_check.record import record


class Mode(StrEnum):
    """What goes on in a phase: work, no more of it, none so far, work anew, or no target."""

    WORK = "work"
    IDLE = "idle"
    UNUSED = "unused"
    RESTARTED = "restarted"
    GONE = "gone"


@record
class Phase:
    """So many samples of a mode."""

    mode: Mode
    samples: int


@record
class Signal:
    """A series that is at `value`, or rises by it from sample to sample where there is work.

    `is_up` is the target's own `up`, which falls to 0 where the target is gone.
    """

    name: str
    labels: Mapping[str, str]
    value: float
    is_rising: bool = False
    is_up: bool = False


World = tuple[Signal, ...]


@record
class Run:
    """Samples in a row: `start`, and `step` more from one to the next; None: no sample at all."""

    start: float | None
    step: float
    count: int


def runs_of(signal: Signal, *, phases: Iterable[Phase]) -> Iterator[Run]:
    """The runs of a series, one a phase."""
    reached = 0.0
    for phase in phases:
        count = phase.samples
        if phase.mode is Mode.GONE:
            yield Run(0.0 if signal.is_up else None, 0.0, count)
        elif not signal.is_rising:
            yield Run(signal.value, 0.0, count)
        elif phase.mode is Mode.UNUSED:
            yield Run(0.0, 0.0, count)
        elif phase.mode is Mode.IDLE:
            yield Run(reached, 0.0, count)
        else:
            start = 0.0 if phase.mode is Mode.RESTARTED else reached
            yield Run(start, signal.value, count)
            reached = _end(start, step=signal.value, count=count)


def stored(signal: Signal, *, phases: Iterable[Phase], step_ms: int) -> StoredSeries:
    """The samples of a series from time zero on."""
    times, values, index = [], [], 0
    for run in runs_of(signal, phases=phases):
        value = STALE if run.start is None else run.start
        for offset in range(run.count if run.start is not None else 1):
            times.append((index + offset) * step_ms)
            values.append(value)
            # Summed up as promtool does it, so that the last digit is the same.
            value += run.step
        index += run.count
    labels = {"__name__": signal.name, **signal.labels}
    return StoredSeries(labels, tuple(times), tuple(values))


def notation(signal: Signal, *, phases: Iterable[Phase]) -> str:
    """The samples as promtool reads them."""
    return " ".join(_notation(run) for run in runs_of(signal, phases=phases))


def _notation(run: Run) -> str:
    if run.start is None:
        return "stale" if run.count == 1 else f"stale _x{run.count - 1}"
    sign = "-" if run.step < 0 else "+"
    step = print_number(abs(run.step))
    return f"{print_number(run.start)}{sign}{step}x{run.count - 1}"


def _end(start: float, *, step: float, count: int) -> float:
    value = start
    for _ in range(count):
        value += step
    return value
