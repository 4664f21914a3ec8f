"""One read held to real servers that scraped the same expositions: random queries over both.

What histories have besides is in `test_against_prometheus`; here a server stores what it scraped
with its own hands, target labels and normalised bounds included.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

import pytest

from metrics_check.model.series import MetricType
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from tests.promql.agreement import Answer, our_answer, server_answer
from tests.promql.cases import Case, keep
from tests.promql.expressions import (
    Sample,
    exposition_of,
    random_samples,
    random_scalar,
    random_vector,
)
from tests.promql.orders import agrees_in_some_order
from tests.promql.seeds import SEED
from tests.promql.shrinking import shrunk
from tests.promql.test_against_prometheus import QUERIES
from tests.promql.versions import Version, asked_versions, need_version
from tests.real.prometheus import RealPrometheus, prometheus_scraping
from tests.real.remote_write import WrittenSeries

COUNT = QUERIES // 5
JOBS = ("world0", "world1")
TYPES = {"h_a": MetricType.HISTOGRAM, "h_b": MetricType.HISTOGRAM}
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Scraped:
    """A server that scraped what the dataset holds, and the time to ask both for."""

    server: RealPrometheus
    version: Version
    dataset: Dataset
    at: float

    def answers(self, query: str) -> tuple[Answer, Answer]:
        """Ours and the server's."""
        ours = our_answer(query, self.dataset, at=self.at)
        return ours, server_answer(self.server.ask(query, at=self.at))

    def differs(self, query: str) -> bool:
        """Whether they are not the same, known differences and orders of adding apart."""
        ours, theirs = self.answers(query)
        if self.version.agrees(query, ours, theirs):
            return False

        def agrees(dataset: Dataset) -> bool:
            return self.version.agrees(query, our_answer(query, dataset, at=self.at), theirs)

        return not agrees_in_some_order(query, self.dataset, agrees=agrees)


@pytest.fixture(scope="module", params=asked_versions())
def scraped(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scraped]:
    version, rng = need_version(request.param), Random(SEED)
    worlds = {job: random_samples(rng) for job in JOBS}
    texts = {job: _exposition(samples) for job, samples in worlds.items()}
    folder = tmp_path_factory.mktemp("prometheus")
    with prometheus_scraping(texts, folder=folder, program=version.program) as server:
        instance = server.vector("up")[0][0]["instance"]
        at = round(time.time(), 3)
        samples = [
            (name, labels | {"job": job, "instance": instance}, value, None)
            for job, world in worlds.items()
            for name, labels, value in world
        ]
        dataset = Dataset.of(samples, at=at, dialect=version.dialect, types=TYPES)
        yield Scraped(server, version, dataset, at)


def test_random_queries_are_answered_as_by_the_server(scraped: Scraped) -> None:
    rng = Random(SEED + 1)
    queries = [_random_query(rng) for _ in range(COUNT)]
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(scraped.differs, queries)
        differing = [query for query, differs in zip(queries, found, strict=True) if differs]
    assert not differing, _complaint(differing, scraped)


def _exposition(samples: Sequence[Sample]) -> str:
    families = {name: [each for each in samples if each[0].startswith(name)] for name in TYPES}
    typed = "".join(
        f"# TYPE {name} {TYPES[name]}\n{exposition_of(family)}" for name, family in families.items()
    )
    others = [each for each in samples if not each[0].startswith(tuple(TYPES))]
    return typed + exposition_of(others)


def _random_query(rng: Random) -> str:
    depth = rng.randint(1, 4)
    make = random_scalar if rng.random() < 0.07 else random_vector
    return printed(make(rng, depth=depth))


def _complaint(differing: Sequence[str], scraped: Scraped) -> str:
    version = scraped.version.name
    lines = [f"seed {SEED}: {len(differing)} of {COUNT} answers of Prometheus {version} are others"]
    for query in differing[:SHOWN]:
        tree = shrunk(parse(query), fails=lambda node: scraped.differs(printed(node)))
        if scraped.differs(printed(tree)):
            keep(Case(printed(tree), 0, tuple(_as_written(scraped.dataset))))
        ours, theirs = scraped.answers(printed(tree))
        lines += [printed(tree), f"  ours   {ours}"[:300], f"  server {theirs}"[:300]]
    return "\n".join(lines)


def _as_written(dataset: Dataset) -> Iterator[WrittenSeries]:
    for series in dataset.by_name.values():
        for each in series:
            yield WrittenSeries(each.labels, ((0, each.values[0]),))
