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
    at: float

    def theirs(self, query: str) -> list[tuple[dict[str, str], float]]:
        """The server's answer, always for the same moment: a later scrape may fail under load."""
        answer = self.server.vector(query, at=self.at)
        return [(labels, float(value)) for labels, value in answer]

    def ours(self, data: str, *, dialect: int = DIALECT) -> Ask:
        """What answers a query from this exposition alone."""
        return answering(data, job=self.jobs[data], instance=self.instance, dialect=dialect)


@contextmanager
def scraping(expositions: Iterable[str], *, folder: Path) -> Iterator[Scraped]:
    """A server that scraped each exposition once, whoever else shares it."""
    jobs = {data: f"data-{number}" for number, data in enumerate(dict.fromkeys(expositions))}
    with prometheus_scraping({job: data for data, job in jobs.items()}, folder=folder) as server:
        instance = server.vector("up")[0][0]["instance"]
        yield Scraped(server, jobs, instance, _moment(server, count=len(jobs)))


def _moment(server: RealPrometheus, *, count: int) -> float:
    """A moment at which the last scrape of every exposition had worked."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        at = time.time()
        answer = server.vector("count(up == 1)", at=at)
        if answer and answer[0][1] == str(count):
            return at
        time.sleep(0.2)
    raise RuntimeError("there was no moment at which all was scraped")


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
