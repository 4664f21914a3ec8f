"""What judging by a server takes, beside asking it the same queries one after another.

The server is a real Prometheus that holds 10,000 series; both use one connection that is kept.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.cost import Comparison
from metrics_check import Profile, Report, Verdict, check, load
from tests.real.prometheus import RealPrometheus, prometheus_scraping

SERIES = 10_000
ROUNDS = 7
# Here a round trip costs nothing; over a network each of the queries one by one waits for one.
AIMS = {50: 2.0, 500: 1.5}


def measure(folder: Path) -> Iterator[Comparison]:
    """The comparisons of this file; none where no Prometheus is installed."""
    if shutil.which("prometheus") is None:
        return
    lines = "".join(f'jobs_total{{n="{n}"}} {n}\n' for n in range(SERIES))
    exposition = f"# TYPE jobs_total counter\n{lines}"
    with prometheus_scraping({"app": exposition}, folder=folder) as server:
        for count, aim in AIMS.items():
            yield _compared(server, count=count, aim=aim, folder=folder)


def _compared(server: RealPrometheus, *, count: int, aim: float, folder: Path) -> Comparison:
    path = folder / f"probes{count}.yaml"
    probes = "".join(f'  - jobs_total{{n="{n}"}} >= {n}\n' for n in range(count))
    path.write_text(
        f"format: 1\nprofile: probes{count}\n"
        "targets:\n  app: {url: http://127.0.0.1/metrics, labels: {job: app}}\n"
        f"expectations:\n{probes}"
    )
    profile = load(str(path))
    report = _checked(profile, server=server)
    queries = [each.probe.violation for each in report.outcomes if each.probe is not None]
    together = _elapsed(lambda: _checked(profile, server=server))
    apart = _elapsed(lambda: _asked(queries, server=server))
    return Comparison(f"{count} probes on a server, elapsed", together, "one by one", apart, aim)


def _checked(profile: Profile, *, server: RealPrometheus) -> Report:
    report = check(profile, sources={"app": f"prom+{server.url}"})
    if {each.verdict for each in report.outcomes} != {Verdict.PASS}:
        raise RuntimeError("not every probe held")
    return report


def _asked(queries: Sequence[str], *, server: RealPrometheus) -> None:
    if any(server.vector(query) for query in queries):
        raise RuntimeError("a probe was violated")


def _elapsed(run: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return median(found)
