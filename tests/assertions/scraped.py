"""One real Prometheus that scraped every exposition of these tests, and our reading of the same."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate_vector
from tests.assertions.judging import Ask
from tests.real.prometheus import RealPrometheus, prometheus_scraping

# The dialect of the real server that Debian has.
DIALECT = 2


@dataclass(frozen=True)
class Scraped:
    """The server, the job under which each exposition was scraped, and where from."""

    server: RealPrometheus
    jobs: Mapping[str, str]
    instance: str
    moments: Mapping[str, float]

    def theirs(self, data: str) -> Ask:
        """What answers a query by the server, for the moment at which it scraped this."""
        at = self.moments[self.jobs[data]]

        def ask(query: str) -> list[tuple[dict[str, str], float]]:
            return [(labels, float(value)) for labels, value in self.server.vector(query, at=at)]

        return ask

    def ours(self, data: str, *, dialect: int = DIALECT) -> Ask:
        """What answers a query by us, from this exposition alone."""
        return answering(data, job=self.jobs[data], instance=self.instance, dialect=dialect)


@contextmanager
def scraping(expositions: Iterable[str], *, folder: Path) -> Iterator[Scraped]:
    """A server that scraped each exposition once, whoever else shares it."""
    jobs = {data: f"data-{number}" for number, data in enumerate(dict.fromkeys(expositions))}
    bodies = {job: data for data, job in jobs.items()}
    with prometheus_scraping(bodies, folder=folder) as server:
        instance = server.vector("up")[0][0]["instance"]
        yield Scraped(server, jobs, instance, _moments(server, count=len(jobs)))


def _moments(server: RealPrometheus, *, count: int) -> Mapping[str, float]:
    """When each job was scraped: at that very moment no later scrape, failed or not, is seen."""
    found: dict[str, float] = {}
    deadline = time.monotonic() + 30
    while len(found) < count and time.monotonic() < deadline:
        for labels, value in server.vector("timestamp(up == 1)"):
            found.setdefault(labels["job"], float(value))
    assert len(found) == count
    return found


def answering(data: str, *, job: str, instance: str = "here:1", dialect: int = DIALECT) -> Ask:
    """What answers a query from this exposition, as scraped under that job."""
    dataset = dataset_of(data, labels={"job": job, "instance": instance}, dialect=dialect)

    def ask(query: str) -> list[tuple[dict[str, str], float]]:
        found = evaluate_vector(query, dataset)
        return [(dict(element.labels), element.value) for element in found]

    return ask


def dataset_of(data: str, *, labels: Mapping[str, str], dialect: int = DIALECT) -> Dataset:
    """The samples of an exposition, each with the target's labels."""
    is_openmetrics = data.rstrip().endswith("# EOF")
    format_read = Format.OPENMETRICS if is_openmetrics else Format.TEXT
    exposition = read_exposition([data.encode()], format=format_read)
    samples = (
        (name, {**sample.labels, **labels}, sample.value, None)
        for name, found in exposition.samples.items()
        for sample in found
    )
    return Dataset.of(samples, at=1.7e9, dialect=dialect)
