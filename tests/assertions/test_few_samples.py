"""Ranges that hold too few samples, where the series are there: nothing is violated, nothing held.

Judged by a real Prometheus and by us, on the same samples.
"""

from collections.abc import Iterator

import pytest

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.reasons import unproven
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate_vector
from tests.assertions.building import subject_of
from tests.assertions.judging import Ask, judged
from tests.real.prometheus import RealPrometheus, prometheus_taking_writes
from tests.real.remote_write import WrittenSeries

AT = 1_777_636_800.0
# Every 20 s for a minute, and once.
SERIES = {"slow": {-50: 1.0, -30: 2.0, -10: 3.0}, "new": {-10: 4.0}}
FEW = ("unproven", "few-samples")
HELD = ("pass", "")
BAD = ("fail", "condition-violated")
GONE = ("fail", "absent-series")

ROWS = [
    pytest.param("holds: rate(slow[5s]) >= 0", FEW, id="a range shorter than the interval"),
    pytest.param("holds: rate(new[1m]) >= 0", FEW, id="scraped once"),
    pytest.param("holds: rate(slow[1m]) >= 0", HELD, id="enough"),
    pytest.param("holds: rate(slow[1m]) > 5", BAD, id="enough, and violated"),
    pytest.param("holds: rate(gone[1m]) >= 0", GONE, id="no series"),
    pytest.param("holds: rate(slow[5s]) >= sum(gone)", BAD, id="no series on the other side"),
    pytest.param("holds: rate(new[1m])", FEW, id="without a comparison"),
    pytest.param("holds: sum(slow) >= sum(rate(new[1m]))", FEW, id="on the right"),
    pytest.param("holds: 0 <= -(increase(new[1m]) * 2) <= 9", FEW, id="in a chain"),
    pytest.param("holds: slow * on () rate(new[1m]) < 0", FEW, id="in arithmetic"),
    pytest.param("holds: (rate(new[1m]) or slow) < 0", BAD, id="or has another side"),
    pytest.param("holds: (rate(new[1m]) or rate(new[5s])) < 0", FEW, id="or of two"),
    pytest.param("holds: (slow unless on () rate(new[1m])) < 0", BAD, id="what unless lacks"),
    pytest.param("holds: (rate(new[1m]) unless slow) > 0", FEW, id="what unless needs"),
    pytest.param("holds: max_over_time(slow[5s]) > 0", FEW, id="one is enough, and there is none"),
    pytest.param("holds: max_over_time(new[1m]) > 0", HELD, id="one is enough"),
    pytest.param("holds: quantile_over_time(0.9, slow[5s]) > 0", FEW, id="after a number"),
    pytest.param("holds: absent_over_time(slow[5s]) > 1", BAD, id="absent needs none"),
    pytest.param("holds: rate(slow[20s] offset 5s) > 0", FEW, id="offset"),
    pytest.param('holds: rate({__name__=~"ne.$"}[1m]) > 0', FEW, id="a name by pattern"),
    pytest.param("holds: rate(gone[1m]) > 0\noptional: true", ("skipped", ""), id="optional, gone"),
    pytest.param("holds: rate(new[1m]) > 0\noptional: true", FEW, id="optional"),
    pytest.param("never: rate(slow[5s]) > 5", FEW, id="never"),
    pytest.param("never: rate(slow[1m]) > 5", HELD, id="never, enough"),
    pytest.param("never: rate(slow[1m]) < 5", BAD, id="never, enough, and violated"),
    pytest.param("never: rate(gone[1m]) > 5", ("unproven", "not-seen"), id="never, no series"),
    pytest.param("never: rate(slow[5s]) > 5 or new > 3", BAD, id="never, found by the other side"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPrometheus]:
    with prometheus_taking_writes(folder=tmp_path_factory.mktemp("few")) as running:
        running.write(
            WrittenSeries(
                {"__name__": name, "job": "x"},
                [(round((AT + seconds) * 1000), value) for seconds, value in samples.items()],
            )
            for name, samples in SERIES.items()
        )
        yield running


@pytest.mark.parametrize(("entry", "expected"), ROWS)
def test_too_few_samples(entry: str, expected: tuple[str, str], server: RealPrometheus) -> None:
    subject = subject_of(entry, entry.partition(":")[0], {"job": "x"})
    probe = compile_assertion(subject)

    def ask(query: str) -> list[tuple[dict[str, str], float]]:
        return [(labels, float(value)) for labels, value in server.vector(query, at=AT)]

    theirs = judged(probe, subject=subject, ask=ask)
    assert (theirs.verdict, theirs.code) == expected
    if "offset" not in entry:
        assert judged(probe, subject=subject, ask=ours()) == theirs


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "holds: sum(rate(slow[5s])) >= 0",
            "rate(slow[5s]) finds nothing: a range needs two samples, and there is at most one"
            " in 5s",
        ),
        (
            "holds: 'max_over_time(slow{x!=\"$1\"}[5s]) + rate(new[1m]) > 0'",
            'max_over_time(slow{x!="$1"}[5s]) finds nothing: there is no sample in 5s;'
            " rate(new[1m]) finds nothing: a range needs two samples, and there is at most one"
            " in 1m",
        ),
        (
            "holds: increase(slow[5s] anchored) >= 0",
            "increase(slow[5s] anchored) finds nothing: there is no sample in 5s",
        ),
        (
            "holds: sum(rate(slow[5s])) + fill_right(0) sum(rate(new[5s])) >= 0",
            "rate(slow[5s]) finds nothing: a range needs two samples, and there is at most one"
            " in 5s",
        ),
    ],
)
def test_what_is_lacking_is_told(entry: str, message: str) -> None:
    subject = subject_of(entry, "holds", {"job": "x"})
    found = ours(dialect=3)(compile_assertion(subject).unproven)
    assert unproven(subject, evidence=tuple(labels for labels, _ in found)).message == message


def ours(*, dialect: int = 2) -> Ask:
    """What answers a query by us, of the same samples."""
    samples = [
        (name, {"job": "x"}, value, AT + seconds)
        for name, told in SERIES.items()
        for seconds, value in told.items()
    ]
    dataset = Dataset.of_reads([(AT - 60, ()), (AT, samples)], dialect=dialect)

    def ask(query: str) -> list[tuple[dict[str, str], float]]:
        found = evaluate_vector(query, dataset, at=AT)
        return [(dict(element.labels), element.value) for element in found]

    return ask
