"""What Prometheus 3 has and 2.42 has not: the oldest server refuses it too, a newer agrees.

Most of it is newer than the newest server at hand; Prometheus' own engine tests judge that.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.storage import SampleTuple
from tests.promql.agreement import agree, our_answer, server_answer
from tests.promql.cases import dataset_of
from tests.promql.engine.world import history_of
from tests.promql.expressions import random_vector
from tests.promql.histories import random_history, random_moment, with_ranges
from tests.promql.newer_parts import with_newer_parts
from tests.promql.seeds import SEED
from tests.promql.versions import OLDEST, need_version
from tests.real.prometheus import RealPrometheus, running_prometheus
from tests.real.remote_write import WrittenSeries

FLAGS = "promql-experimental-functions,promql-duration-expr"
# A counter that is reset, a sample every 15 s.
VALUES = (10.0, 20.0, 40.0, 50.0, 5.0, 20.0, 30.0)
# What 3.5 knows, and what only newer ones do.
KNOWN = (
    "ts_of_max_over_time(c_total[1m])",
    "ts_of_min_over_time(c_total[1m])",
    "ts_of_last_over_time(c_total[1m])",
    "increase(c_total[1m + 15s])",
    "count_over_time(c_total[(2m - 1m30s) * 2])",
    "sum_over_time(c_total[-2 ^ 2 + 50])",
    "delta(c_total[1h % 7m / 2])",
    "count_over_time(c_total[5m - 5m])",
    "count_over_time(c_total[1m / 0])",
)
UNKNOWN = (
    "c_total + fill(0) c_total",
    "c_total smoothed",
    "rate(c_total[1m] anchored)",
    "histogram_quantiles(c_total, 'q', 0.5)",
    "ts_of_first_over_time(c_total[1m])",
    "min_of(1, 2)",
    "max_of(1, 2)",
    "start()",
    "end()",
    "range()",
    "step()",
)


@pytest.fixture
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[RealPrometheus, float]]:
    """A server of a version with the counter in it, and when its last sample was taken."""
    version = need_version(request.param)
    flags = ["--web.enable-remote-write-receiver"]
    if version.name != OLDEST:
        flags.append(f"--enable-feature={FLAGS}")
    with running_prometheus({}, folder=tmp_path, program=version.program, flags=flags) as server:
        last_ms = int(time.time()) * 1000
        samples = [(round(taken * 1000), value) for taken, value in _samples(last_ms / 1000)]
        server.write([WrittenSeries({"__name__": "c_total"}, samples)])
        yield server, last_ms / 1000


@pytest.mark.parametrize("asked", [OLDEST], indirect=True)
def test_the_oldest_server_refuses_what_dialect_2_refuses(
    asked: tuple[RealPrometheus, float],
) -> None:
    server, at = asked
    dataset = history_of([("c_total", {}, 1.0, at)], at=at, dialect=2)
    answers = {query: server_answer(server.ask(query, at=at)) for query in KNOWN + UNKNOWN}
    assert {query for query, answer in answers.items() if answer.error != "bad_data"} == set()
    ours = {query for query in answers if not _is_refused(query, dataset)}
    assert ours == set()


@pytest.mark.skipif(not os.environ.get("METRICS_CHECK_LONG"), reason="only in make check-all")
@pytest.mark.parametrize("asked", ["3"], indirect=True)
def test_a_newer_server_answers_as_dialect_3(asked: tuple[RealPrometheus, float]) -> None:
    server, at = asked
    counter: list[SampleTuple] = [("c_total", {}, value, taken) for taken, value in _samples(at)]
    dataset = history_of(counter, at=at, dialect=3)
    for query in KNOWN:
        theirs = server_answer(server.ask(query, at=at))
        ours = our_answer(query, dataset, at=at)
        assert agree(ours, theirs, dialect=3), (query, ours, theirs)
        if not theirs.error:
            assert server_answer(server.ask(printed(parse(query)), at=at)) == theirs, query


def test_random_newer_queries_are_printed_and_answered_or_refused() -> None:
    rng, answered = Random(SEED), 0
    history = random_history(rng)
    dataset = dataset_of(history, dialect=3)
    for _ in range(1000):
        query = with_newer_parts(with_ranges(random_vector(rng, depth=3), rng), rng)
        text = printed(query)
        assert printed(parse(text)) == text
        answer = our_answer(text, dataset, at=random_moment(rng, history) / 1000)
        assert answer.error not in {"bad_data", "limit", "needs-history", "unsupported"}, text
        answered += bool(answer.elements)
    assert answered > 150, f"seed {SEED}: {answered} of 1000 answers hold elements"


def _samples(last: float) -> list[tuple[float, float]]:
    """When each was taken, in Unix seconds, and its value."""
    return [(last - 15 * age, value) for age, value in enumerate(reversed(VALUES))][::-1]


def _is_refused(query: str, dataset: Dataset) -> bool:
    try:
        evaluate(query, dataset)
    except (InvalidInput, UnansweredQuery):
        return True
    return False
