"""What reading an exposition costs, beside promtool and prometheus_client on the same input.

The processes run in turns, so that noise meets all alike; each figure is the median of five.
"""

import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

from bench.cost import resources
from bench.generated import SAMPLES, write_generated

ROUNDS = 5
MOST_MEGABYTES = 64
# The time of ten times as much may be this many times as long.
MOST_GROWTH = 11
_SMALL = SAMPLES // 10


@dataclass(frozen=True, slots=True)
class Aim:
    """A work, and how many times as fast as the others it is to be; 0: it is only told."""

    work: str
    told: str
    promtool: float
    client: float


AIMS = (
    Aim("wanted-only", "10 families wanted, others not validated", 20, 80),
    Aim("wanted", "10 families wanted, every line validated", 8, 30),
    Aim("inventory", "inventory, validated", 3, 10),
    Aim("samples", "every sample parsed", 1.3, 5),
    Aim("review", "every sample parsed and judged", 0, 0),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds and peak memory of one process."""

    seconds: float
    megabytes: float = 0.0


def lines(folder: Path) -> Iterator[tuple[str, bool]]:
    """The lines of the table, and whether what each tells is met."""
    text, small, openmetrics = (folder / name for name in ("big.prom", "small.prom", "small.om"))
    write_generated(text)
    write_generated(small, samples=_SMALL)
    write_generated(openmetrics, samples=_SMALL, is_openmetrics=True)
    yield _headline(text), True
    works = [aim.work for aim in AIMS]
    large = _measure(text, ("promtool", "client", *works))
    yield f"{'':44}{'CPU s':>7}{'MB':>6}  {'times as fast as promtool, client'}", True
    for name in ("promtool", "client"):
        yield f"{name:44}{large[name].seconds:7.2f}{large[name].megabytes:6.0f}", True
    for aim in AIMS:
        yield _line(aim, large)
    grown = _measure(small, works)
    for aim in AIMS:
        yield _growth(aim, grown[aim.work], large[aim.work])
    yield f"OpenMetrics, {_SMALL // 1000} k samples", True
    other = _measure(openmetrics, ("client", *works))
    yield f"{'client':44}{other['client'].seconds:7.2f}{other['client'].megabytes:6.0f}", True
    for aim in AIMS:
        # Too little to be measured against the aims: half of it is starting Python.
        yield _line(replace(aim, promtool=0, client=0), other)


def _headline(path: Path) -> str:
    promtool = subprocess.run(["promtool", "--version"], capture_output=True, check=True, text=True)
    return (
        f"{SAMPLES // 1000} k samples, {path.stat().st_size >> 20} MiB; "
        f"Python {platform.python_version()}, {_processor()}; {promtool.stdout.split(' (')[0]}, "
        f"prometheus_client {version('prometheus_client')}; median of {ROUNDS}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _measure(path: Path, works: Sequence[str]) -> Mapping[str, Cost]:
    runs = [{work: _run(work, path) for work in works} for _ in range(ROUNDS)]
    return {
        work: Cost(
            median(run[work].seconds for run in runs), median(run[work].megabytes for run in runs)
        )
        for work in works
    }


def _run(work: str, path: Path) -> Cost:
    if work == "promtool":
        with path.open("rb") as given:
            usage = resources(["promtool", "check", "metrics"], given=given)
        return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    command = [sys.executable, "-m", "bench.readers", work, str(path)]
    with TemporaryFile("w+b") as output:
        usage = resources(command, output=output)
        output.seek(0)
        _, kilobytes = output.read().split()
    return Cost(usage.ru_utime + usage.ru_stime, int(kilobytes) / 1024)


def _line(aim: Aim, costs: Mapping[str, Cost]) -> tuple[str, bool]:
    own, aims = costs[aim.work], {"promtool": aim.promtool, "client": aim.client}
    faster = {name: costs[name].seconds / own.seconds for name in aims if name in costs}
    is_met = own.megabytes <= MOST_MEGABYTES and all(
        times >= aims[name] for name, times in faster.items()
    )
    columns = "".join(_column(faster.get(name), least) for name, least in aims.items())
    return (
        f"{aim.told:44}{own.seconds:7.2f}{own.megabytes:6.0f} {columns}{_word(is_met=is_met)}",
        is_met,
    )


def _column(times: float | None, least: float) -> str:
    if times is None:
        return f"{'':13}"
    told = f">={least:g}" if least else ""
    return f"{times:6.1f}x {told:5}"


def _growth(aim: Aim, small: Cost, large: Cost) -> tuple[str, bool]:
    growth = large.seconds / small.seconds
    is_met = growth <= MOST_GROWTH and large.megabytes < small.megabytes + MOST_MEGABYTES / 4
    told = f"the same, {_SMALL // 1000} k -> {SAMPLES // 1000} k: {aim.work}"
    memory = f"{small.megabytes:.0f} -> {large.megabytes:.0f} MB"
    return f"{told:44}{growth:6.1f}x <={MOST_GROWTH}   {memory}{_word(is_met=is_met)}", is_met


def _word(*, is_met: bool) -> str:
    return "  met" if is_met else "  MISSED"
