"""What it takes one process to read and judge 500 endpoints, beside another reader of them."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.cost import Comparison
from tests.real.expositions import serve_expositions

COUNT = 500
ROUNDS = 3
PROGRAM = str(Path(sys.executable).parent / "metrics-check")
# The reader of the authors' library, what it reads held as a check holds it.
READING = """\
import http.client, sys
from concurrent.futures import ThreadPoolExecutor
from prometheus_client.parser import text_string_to_metric_families

def read(name):
    connection = http.client.HTTPConnection(sys.argv[1])
    connection.request("GET", "/" + name)
    return list(text_string_to_metric_families(connection.getresponse().read().decode()))

with ThreadPoolExecutor(32) as pool:
    assert all(list(pool.map(read, sys.argv[2:])))
"""


def measure(folder: Path) -> Iterator[Comparison]:
    """Time and peak memory of a check of endpoints with 1 to 50 kB each."""
    bodies = {f"e{n}": _exposition(1 + n % 50) for n in range(COUNT)}
    profile = folder / "endpoints.yaml"
    with serve_expositions(bodies) as origin:
        profile.write_text(_profile(bodies, origin=origin))
        checks = [_cost([PROGRAM, "check", str(profile)]) for _ in range(ROUNDS)]
        reading = [sys.executable, "-c", READING, origin, *bodies]
        reads = [_cost(reading) for _ in range(ROUNDS)]
    (cpu, peak), (read_cpu, read_peak) = _medians(checks), _medians(reads)
    name, beside = f"check of {COUNT} endpoints", "prometheus_client reads"
    yield Comparison(name, cpu, beside, read_cpu, 4)
    yield Comparison(f"{name}, peak", peak, beside, read_peak, 5, unit="MB")


def _exposition(kilobytes: int) -> str:
    lines = [f'orders_total{{status="s{n}"}} {n}\n' for n in range(kilobytes * 1000 // 34)]
    return "# HELP orders_total Orders.\n# TYPE orders_total counter\n" + "".join(lines)


def _profile(names: Sequence[str] | dict[str, str], *, origin: str) -> str:
    targets = "".join(f"  {name}: {{url: http://{origin}/{name}}}\n" for name in names)
    expected = "".join(
        f"  - {{id: {name}, target: {name}, series: orders_total, expect: sum >= 0}}\n"
        for name in names
    )
    return f"format: 1\nprofile: endpoints\ntargets:\n{targets}expectations:\n{expected}"


def _cost(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and the peak of memory in MB of one run."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}: {command[:3]!r}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _medians(costs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    cpu, peak = zip(*costs, strict=True)
    return median(cpu), median(peak)
