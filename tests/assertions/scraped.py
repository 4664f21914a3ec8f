"""One real Prometheus that scraped every exposition of these tests."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.prometheus import RealPrometheus, prometheus_scraping


@dataclass(frozen=True)
class Scraped:
    """The server, and the job under which each exposition was scraped."""

    server: RealPrometheus
    jobs: Mapping[str, str]

    def ask(self, query: str) -> list[tuple[dict[str, str], str]]:
        """Labels and value of each element."""
        return self.server.vector(query)


@contextmanager
def scraping(expositions: Iterable[str], *, folder: Path) -> Iterator[Scraped]:
    """A server that scraped each exposition once, whoever else shares it."""
    jobs = {data: f"data-{number}" for number, data in enumerate(dict.fromkeys(expositions))}
    with prometheus_scraping({job: data for data, job in jobs.items()}, folder=folder) as server:
        yield Scraped(server, jobs)
