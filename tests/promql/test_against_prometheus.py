"""Our answers held to those of real servers: random queries over random histories.

`seeds` says which, `METRICS_CHECK_QUERIES` how many. Prometheus 2.42 always;
the newer ones that `scripts/get-servers` got in `make check-all`.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from metrics_check.promql.printing import printed
from metrics_check.promql.tree import Node
from tests.promql.agreement import Answer, our_answer
from tests.promql.cases import Case, Past, dataset_of, keep, kept_cases, smallest
from tests.promql.expressions import random_scalar, random_selector, random_vector
from tests.promql.histories import random_history, random_moment, random_range, with_ranges
from tests.promql.seeds import SEED
from tests.promql.versions import asked_versions, need_version
from tests.real.prometheus import prometheus_taking_writes
from tests.real.remote_write import WrittenSeries

QUERIES = int(os.environ.get("METRICS_CHECK_QUERIES", "10000"))
# Several tests, so that several cores can share them; several histories each.
PARTS, HISTORIES = 4, 10
SHOWN = 4
# Far enough in the past that every history has room before now.
DAYS_AGO = 80


@pytest.fixture(scope="module", params=asked_versions())
def past(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Past]:
    version = need_version(request.param)
    folder = tmp_path_factory.mktemp("prometheus")
    with prometheus_taking_writes(folder=folder, program=version.program) as server:
        yield Past(server, version, start_ms=(int(time.time()) - DAYS_AGO * 86_400) * 1000)


def test_what_once_failed_is_answered_as_by_the_server(past: Past) -> None:
    differing = [case.query for case in kept_cases() if past.differs(case)]
    assert differing == []


@pytest.mark.parametrize("part", range(PARTS))
def test_random_queries_are_answered_as_by_the_server(past: Past, part: int) -> None:
    rng = Random(SEED * PARTS + part)
    differing: list[Case] = []
    with ThreadPoolExecutor(8) as pool:
        for _ in range(HISTORIES):
            cases = list(_cases(rng, random_history(rng), count=QUERIES // PARTS // HISTORIES))
            stretch = past.write(cases[0].series)
            found = pool.map(stretch.differs, cases)
            seen = [case for case, differs in zip(cases, found, strict=True) if differs]
            # What a second look does not show again is nothing to be kept and answered for.
            differing += [case for case in seen if past.differs(case)]
    assert not differing, f"part {part} of seed {SEED}: {_complaint(differing, past)}"


def test_random_queries_are_seldom_empty_or_errors() -> None:
    """A generator that made only errors would agree on everything."""
    rng = Random(SEED * PARTS)
    series = random_history(rng)
    dataset = dataset_of(series, dialect=2)
    answers = [
        our_answer(case.query, dataset, at=case.at_ms / 1000)
        for case in _cases(rng, series, count=400)
    ]
    telling = sum(bool(answer.elements) for answer in answers)
    assert telling > 140, f"seed {SEED}: {telling} of 400 answers hold elements"


def _cases(rng: Random, series: tuple[WrittenSeries, ...], *, count: int) -> Iterator[Case]:
    for _ in range(count):
        yield Case(printed(_random_query(rng)), random_moment(rng, series), series)


def _random_query(rng: Random) -> Node:
    depth, chance = rng.randint(1, 4), rng.random()
    if chance < 0.02:
        return random_range(random_selector(rng), rng)
    make = random_scalar if chance < 0.08 else random_vector
    return with_ranges(make(rng, depth=depth), rng)


def _complaint(differing: Sequence[Case], past: Past) -> str:
    lines = [f"{len(differing)} answers of Prometheus {past.version.name} are others"]
    for case in differing[:SHOWN]:
        small = smallest(case, past)
        if past.differs(small):
            keep(small)
        ours, theirs = past.write(small.series).answers(small)
        lines += [f"{small.query} at {small.at_ms} ms", f"  ours   {_difference(ours, theirs)}"]
        lines.append(f"  server {_difference(theirs, ours)}")
    return "\n".join(lines)


def _difference(answer: Answer, other: Answer) -> str:
    if answer.error or answer.text:
        return answer.error or answer.text
    only = [str(element) for element in answer.elements if element not in other.elements]
    return f"{len(answer.elements)} elements, only here: {'; '.join(only[:3])}"
