"""Which samples are seen, and how they are stored."""

import time

import pytest

from metrics_check.model.series import MetricType
from metrics_check.promql.dataset import Dataset, SampleTuple
from metrics_check.promql.evaluate import evaluate_vector

AT = 1000.0


@pytest.mark.parametrize(
    ("timestamps", "expected"),
    [
        pytest.param([None], [0.0], id="none"),
        pytest.param([AT], [0.0], id="now"),
        pytest.param([AT - 299.9], [0.0], id="just fresh"),
        pytest.param([AT - 300], [], id="five minutes old"),
        pytest.param([AT + 0.1], [], id="in the future"),
        pytest.param([AT - 20, AT - 10], [1.0], id="the later of two"),
        pytest.param([AT - 10, AT - 20], [0.0], id="the later of two, first"),
        pytest.param([AT - 10, AT - 10], [0.0], id="the first at one time"),
        pytest.param([AT - 10, AT + 10], [0.0], id="the visible of two"),
        pytest.param([AT - 10, None], [1.0], id="explicit and none"),
    ],
)
def test_visible_samples(timestamps: list[float | None], expected: list[float]) -> None:
    samples: list[SampleTuple] = [
        ("a", {"x": "1"}, float(index), timestamp) for index, timestamp in enumerate(timestamps)
    ]
    found = evaluate_vector("a", Dataset.of(samples, at=AT))
    assert [element.value for element in found] == expected


def test_a_sample_tells_its_own_timestamp() -> None:
    world = Dataset.of([("a", {}, 5.0, AT - 7.5), ("b", {}, 5.0, None)], at=AT)
    found = [evaluate_vector(f"timestamp({name})", world)[0].value for name in ("a", "(b)")]
    assert found == [AT - 7.5, AT]


@pytest.mark.parametrize(
    ("name", "labels", "stored"),
    [
        pytest.param("h_bucket", {"le": "1"}, {"le": "1.0"}, id="bucket"),
        pytest.param("h_bucket", {"le": "0.5"}, {"le": "0.5"}, id="fraction"),
        pytest.param("h_bucket", {"le": "1e6"}, {"le": "1e+06"}, id="large"),
        pytest.param("h_bucket", {"le": "+Inf"}, {"le": "+Inf"}, id="infinite"),
        pytest.param("h_bucket", {"le": "odd"}, {"le": "odd"}, id="no number"),
        pytest.param("s", {"quantile": "1"}, {"quantile": "1.0"}, id="quantile"),
        pytest.param("g", {"quantile": "1"}, {"quantile": "1"}, id="a gauge's quantile"),
        pytest.param("g_bucket", {"le": "1"}, {"le": "1"}, id="a gauge's bucket"),
        pytest.param("h_bucket", {"le": "1", "x": ""}, {"le": "1.0"}, id="empty label"),
    ],
)
def test_bounds_as_prometheus_3_stores_them(
    name: str, labels: dict[str, str], stored: dict[str, str]
) -> None:
    types = {"h": MetricType.HISTOGRAM, "s": MetricType.SUMMARY, "g": MetricType.GAUGE}
    world = Dataset.of([(name, labels, 1.0, None)], at=AT, types=types)
    assert evaluate_vector(name, world)[0].labels == {"__name__": name, **stored}


def test_of_many_series_those_of_one_value_are_found_quickly() -> None:
    targets = 300
    samples = [
        ("a", {"job": f"j{n % targets}", "n": str(n)}, float(n), None) for n in range(targets * 200)
    ]
    world = Dataset.of(samples, at=1.0)
    begin = time.process_time()
    for number in range(targets):
        (element,) = evaluate_vector(f'sum(a{{job="j{number}"}})', world)
        assert element.value == sum(range(number, targets * 200, targets))
    # 60,000 series looked at 300 times took half a minute.
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param('count(a{job="b", n=~"1.*"})', [111.0], id="and another"),
        pytest.param('count(a{job="b", n="7"})', [1.0], id="two values"),
        pytest.param('count(a{job="c"})', [], id="no such value"),
        pytest.param('count(a{job=""})', [1000.0], id="no value"),
        pytest.param('count(a{job!="b"})', [1000.0], id="not that value"),
    ],
)
def test_many_series_match_as_few_do(query: str, expected: list[float]) -> None:
    samples = [
        ("a", {"job": job, "n": str(n)}, 0.0, None) for job in ("b", "") for n in range(1000)
    ]
    found = evaluate_vector(query, Dataset.of(samples, at=1.0))
    assert [element.value for element in found] == expected
