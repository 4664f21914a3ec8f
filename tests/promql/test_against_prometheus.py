"""Our answers held to those of a real Prometheus 2.42, over random data and random queries.

`METRICS_CHECK_SEED` chooses other ones, `METRICS_CHECK_QUERIES` how many.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

import pytest

from metrics_check.promql.dataset import Dataset
from metrics_check.promql.printing import printed
from metrics_check.promql.tree import Node
from tests.promql.agreement import Answer, agree, our_answer, server_answer
from tests.promql.expressions import (
    exposition_of,
    random_samples,
    random_scalar,
    random_vector,
)
from tests.promql.shrinking import shrunk
from tests.real.prometheus import RealPrometheus, prometheus_scraping

SEED = int(os.environ.get("METRICS_CHECK_SEED", "20"))
QUERIES = int(os.environ.get("METRICS_CHECK_QUERIES", "2500"))
DIALECT = 2
SHOWN = 5


@dataclass(frozen=True)
class Bench:
    """A server and a dataset that hold the same samples, and the time to ask both for."""

    server: RealPrometheus
    dataset: Dataset
    at: float

    def answers(self, query: str) -> tuple[Answer, Answer]:
        """Ours and the server's."""
        ours = our_answer(query, self.dataset, at=self.at)
        return ours, server_answer(self.server.ask(query, at=self.at))

    def differs(self, node: Node) -> bool:
        """Whether the two answers to the printed node are not the same."""
        ours, theirs = self.answers(printed(node))
        return not agree(ours, theirs, dialect=DIALECT)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    rng = Random(SEED)
    worlds = {f"world{index}": random_samples(rng) for index in range(3)}
    texts = {job: exposition_of(samples) for job, samples in worlds.items()}
    with prometheus_scraping(texts, folder=tmp_path_factory.mktemp("prometheus")) as server:
        instance = server.vector("up")[0][0]["instance"]
        at = round(time.time(), 3)
        samples = [
            (name, labels | {"job": job, "instance": instance}, value, None)
            for job, world in worlds.items()
            for name, labels, value in world
        ]
        yield Bench(server, Dataset.of(samples, at=at, dialect=DIALECT), at)


def test_random_queries_are_answered_as_by_the_server(bench: Bench) -> None:
    rng = Random(SEED + 1)
    nodes = [_random_query(rng) for _ in range(QUERIES)]
    with ThreadPoolExecutor(8) as pool:
        differing = [
            node
            for node, differs in zip(nodes, pool.map(bench.differs, nodes), strict=True)
            if differs
        ]
    assert not differing, _complaint(differing, bench)


def test_random_queries_are_seldom_empty_or_errors(bench: Bench) -> None:
    """A generator that made only errors would agree on everything."""
    rng = Random(SEED + 1)
    answers = [
        our_answer(printed(_random_query(rng)), bench.dataset, at=bench.at) for _ in range(400)
    ]
    telling = sum(bool(answer.elements) for answer in answers)
    assert telling > 160, f"seed {SEED}: {telling} of 400 answers hold elements"


def _random_query(rng: Random) -> Node:
    depth = rng.randint(1, 4)
    is_vector = rng.random() < 0.93
    return random_vector(rng, depth=depth) if is_vector else random_scalar(rng, depth=depth)


def _complaint(differing: Sequence[Node], bench: Bench) -> str:
    lines = [f"seed {SEED}: {len(differing)} of {QUERIES} answers differ"]
    for node in differing[:SHOWN]:
        query = printed(shrunk(node, fails=bench.differs))
        ours, theirs = bench.answers(query)
        lines += [query, f"  ours   {_difference(ours, theirs)}"]
        lines.append(f"  server {_difference(theirs, ours)}")
    return "\n".join(lines)


def _difference(answer: Answer, other: Answer) -> str:
    if answer.error or answer.text:
        return answer.error or answer.text
    only = [str(element) for element in answer.elements if element not in other.elements]
    return f"{len(answer.elements)} elements, only here: {'; '.join(only[:3])}"
