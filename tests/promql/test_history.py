"""Several reads: what a range holds, what is stale, and that a single read has no past.

What a real server says of all this is in `test_against_prometheus`.
"""

import math
from dataclasses import replace

import pytest

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.answer import answer_document
from metrics_check.promql.dataset import Dataset, SampleTuple
from metrics_check.promql.evaluate import evaluate, evaluate_vector
from metrics_check.promql.storage import STALE, is_stale
from metrics_check.promql.values import Matrix

# A counter that is reset at 60 s, a gauge, a series that ends, one that comes late, and a counter
# that began at 60 s.
READS: list[tuple[float, list[SampleTuple]]] = [
    (
        15.0 * index,
        [
            ("c_total", {"x": "1"}, (10.0, 20.0, 40.0, 50.0, 5.0, 20.0, 30.0)[index], None),
            ("g", {}, (1.0, math.nan, 3.0, 3.0, math.nan, math.nan, -2.0)[index], None),
            *([("ends", {}, 7.0, None)] if index < 4 else []),
            *([("late", {}, 8.0, None)] if index == 6 else []),
            *([("young_total", {}, 10.0 * (index - 3), None)] if index > 3 else []),
        ],
    )
    for index in range(7)
]
WORLD = Dataset.of_reads(READS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("c_total", 30.0, id="the last sample"),
        pytest.param("increase(c_total[90s])", 72.0, id="increase over a reset"),
        pytest.param("rate(c_total[30s])", 10 / 15, id="rate of two samples"),
        pytest.param("irate(c_total[1m])", 10 / 15, id="irate"),
        pytest.param("irate(c_total[75s])", 10 / 15, id="irate is of the last two"),
        pytest.param("idelta(c_total[1m])", 10.0, id="idelta"),
        pytest.param("delta(c_total[30s])", 20.0, id="delta, extrapolated to both borders"),
        pytest.param("resets(c_total[90s])", 1.0, id="resets"),
        pytest.param("changes(g[2m])", 4.0, id="changes, NaN stays NaN"),
        pytest.param("sum_over_time(c_total[90s])", 165.0, id="sum, the older border is out"),
        pytest.param("sum_over_time(c_total[90001ms])", 175.0, id="sum, just in"),
        pytest.param("avg_over_time(c_total[45s])", 55 / 3, id="avg"),
        pytest.param("min_over_time(g[2m])", -2.0, id="min passes NaN over"),
        pytest.param("max_over_time(g[2m])", 3.0, id="max passes NaN over"),
        pytest.param("count_over_time(g[2m])", 7.0, id="count"),
        pytest.param("quantile_over_time(0.5, c_total[45s])", 20.0, id="quantile"),
        pytest.param("stddev_over_time(c_total[30s])", 5.0, id="stddev"),
        pytest.param("stdvar_over_time(c_total[30s])", 25.0, id="stdvar"),
        pytest.param("mad_over_time(c_total[45s])", 10.0, id="mad"),
        pytest.param("mad_over_time(g[2m])", math.nan, id="mad with NaN"),
        pytest.param("last_over_time(ends[2m])", 7.0, id="last of what has ended"),
        pytest.param("first_over_time(c_total[45s])", 5.0, id="first"),
        pytest.param("present_over_time(ends[2m])", 1.0, id="present"),
        pytest.param("count_over_time(ends[2m])", 4.0, id="the stale marker is no sample"),
        pytest.param("absent_over_time(ends[30s])", 1.0, id="absent in the range"),
        pytest.param("absent(ends)", 1.0, id="stale at once"),
        pytest.param("timestamp(c_total)", 90.0, id="timestamp"),
    ],
)
def test_one_element(query: str, expected: float) -> None:
    (element,) = evaluate_vector(query, WORLD)
    assert element.value == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("query", "at", "expected"),
    [
        pytest.param("rate(late[5m])", None, [], id="one sample makes no rate"),
        pytest.param("absent_over_time(g[1m])", None, [], id="absent of what is there"),
        pytest.param("ends", 45.0, [7.0], id="before its end"),
        pytest.param("ends", 60.0, [], id="at its end"),
        pytest.param("c_total", -1.0, [], id="before the first read"),
        pytest.param("c_total", 389.999, [30.0], id="just within the lookback"),
        pytest.param("c_total", 390.0, [], id="beyond the lookback"),
    ],
)
def test_elements(query: str, at: float | None, expected: list[float]) -> None:
    assert [element.value for element in evaluate_vector(query, WORLD, at=at)] == expected


@pytest.mark.parametrize(
    ("query", "dialect_2", "dialect_3"),
    [
        pytest.param("count_over_time(c_total[30s])", [3.0], [2.0], id="the border of a range"),
        pytest.param("increase(young_total[90s])", [30.0], [25.0], id="back to zero"),
    ],
)
def test_dialects(query: str, dialect_2: list[float], dialect_3: list[float]) -> None:
    for dialect, expected in ((2, dialect_2), (3, dialect_3)):
        world = Dataset.of_reads(READS, dialect=dialect)
        found = [element.value for element in evaluate_vector(query, world)]
        assert found == pytest.approx(expected), dialect


def test_names_and_labels() -> None:
    found = {
        query: dict(evaluate_vector(query, WORLD)[0].labels)
        for query in (
            "rate(c_total[1m])",
            "last_over_time(c_total[1m])",
            'absent_over_time(no{x="1", y=~"."}[1m])',
        )
    }
    assert found == {
        "rate(c_total[1m])": {"x": "1"},
        "last_over_time(c_total[1m])": {"__name__": "c_total", "x": "1"},
        'absent_over_time(no{x="1", y=~"."}[1m])': {"x": "1"},
    }


def test_a_range_vector_is_an_answer() -> None:
    assert answer_document(evaluate("ends[1m]", WORLD), at=90.0)["data"] == {
        "resultType": "matrix",
        "result": [{"metric": {"__name__": "ends"}, "values": [[45.0, "7"]]}],
    }
    with pytest.raises(UnansweredQuery) as raised:
        evaluate_vector("ends[1m]", WORLD)
    assert (raised.value.code, str(raised.value)) == (
        "unsupported",
        "a range vector is no vector",
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param("c_total offset 5m", "the modifier offset of c_total offset 5m", id="offset"),
        pytest.param("rate(c_total[1m] @ 0)", "the modifier @ of c_total @ 0.000", id="at"),
        pytest.param("c_total[5m:1m]", "the subquery c_total[5m:1m]", id="subquery"),
        pytest.param("deriv(c_total[5m])", "the function deriv", id="deriv"),
        pytest.param("predict_linear(g[5m], 1)", "the function predict_linear", id="predict"),
        pytest.param("holt_winters(g[5m], 1, 1)", "the function holt_winters", id="holt_winters"),
        pytest.param("histogram_count(g)", "the function histogram_count", id="native"),
    ],
)
def test_refused_by_name(query: str, message: str) -> None:
    with pytest.raises(UnansweredQuery) as raised:
        evaluate(query, WORLD)
    assert (raised.value.code, str(raised.value)) == ("unsupported", f"{message} is not supported")


@pytest.mark.parametrize(
    ("reads", "has_history"),
    [([], False), (READS[:1], False), (READS[:2], True)],
    ids=["none", "one", "two"],
)
def test_one_read_is_no_history(
    reads: list[tuple[float, list[SampleTuple]]], has_history: bool
) -> None:
    world = Dataset.of_reads(reads)
    assert world.has_history is has_history
    if not has_history:
        with pytest.raises(UnansweredQuery) as raised:
            evaluate("count_over_time(c_total[1m])", world)
        assert raised.value.code == "needs-history"


def test_the_stale_marker_is_one_nan_among_many() -> None:
    assert [is_stale(value) for value in (STALE, math.nan, 1.0, math.inf)] == [
        True,
        False,
        False,
        False,
    ]
    read = Dataset.of_reads([(0.0, [("a", {}, 1.0, 0.0)]), (15.0, [("a", {}, STALE, 15.0)])])
    assert evaluate_vector("a", read) == ()


def test_timestamps_of_their_own_never_go_stale() -> None:
    world = Dataset.of_reads([(15.0, [("a", {}, 1.0, 10.0)]), (30.0, [])])
    assert [element.value for element in evaluate_vector("a", world)] == [1.0]


def test_reads_come_in_any_order() -> None:
    assert Dataset.of_reads(reversed(READS)) == WORLD


@pytest.mark.parametrize(
    ("query", "at", "expected"),
    [
        pytest.param("increase(c_total[30s] anchored)", None, [25.0], id="from the border"),
        pytest.param("increase(c_total[35s] anchored)", None, [30.0], id="from before it"),
        pytest.param("rate(c_total[35s] anchored)", None, [30 / 35], id="by the second"),
        pytest.param("delta(c_total[35s] anchored)", None, [-20.0], id="a gauge has no resets"),
        pytest.param("resets(c_total[35s] anchored)", None, [1.0], id="a reset at the border"),
        pytest.param("changes(c_total[35s] anchored)", None, [3.0], id="changes"),
        pytest.param("changes(ends[30s] anchored)", None, [], id="nothing in the range"),
        pytest.param("increase(late[30s] anchored)", None, [0.0], id="one sample is enough"),
        pytest.param("increase(ends[30s] anchored)", None, [], id="no sample in the range"),
        pytest.param("increase(c_total[30s] smoothed)", 52.5, [22.5], id="between samples"),
        pytest.param("increase(c_total[10s] smoothed)", 57.5, [10 / 3], id="inside one step"),
        pytest.param("delta(g[15s] smoothed)", 37.5, [math.nan], id="NaN stays"),
        pytest.param("increase(late[30s] smoothed)", 60.0, [], id="only behind the range"),
        pytest.param("c_total smoothed", 37.5, [45.0], id="an instant between samples"),
        pytest.param("c_total smoothed", 45.0, [50.0], id="an instant at a sample"),
        pytest.param("c_total smoothed", 100.0, [30.0], id="an instant behind all samples"),
        pytest.param("late smoothed", 60.0, [], id="an instant before all samples"),
        pytest.param("ends smoothed", 60.0, [7.0], id="smoothed looks over the end"),
        pytest.param("c_total anchored", 37.5, [40.0], id="anchored means nothing there"),
        pytest.param("count_over_time(c_total[15s * 2])", None, [2.0], id="a computed range"),
        pytest.param("sum_over_time(c_total[-2 ^ 2 + 50])", None, [105.0], id="powers first"),
        pytest.param("sum_over_time(c_total[90 - 30 - 15])", None, [55.0], id="from the left"),
        pytest.param("rate(c_total[70s / 2] anchored)", None, [30 / 35], id="by what it is"),
        pytest.param("ts_of_first_over_time(c_total[1m])", None, [45.0], id="first"),
        pytest.param("ts_of_last_over_time(ends[1m])", None, [45.0], id="last"),
        pytest.param("ts_of_max_over_time(g[2m])", None, [45.0], id="the last of two greatest"),
        pytest.param("ts_of_min_over_time(g[2m])", None, [90.0], id="least"),
        pytest.param("start() + end() + step() + range()", 60.0, [120.0], id="of the query"),
        pytest.param("min_of(1, -Inf) + max_of(NaN, 1)", None, [math.nan], id="of two"),
        pytest.param("c_total - on () fill(1) late", 60.0, [4.0], id="filled on the right"),
        pytest.param("late - on () fill(1) ends", 60.0, [], id="nothing to fill"),
        pytest.param("ends > on () fill_left(9) late", None, [9.0], id="filled on the left"),
    ],
)
def test_what_prometheus_3_added(query: str, at: float | None, expected: list[float]) -> None:
    found = [element.value for element in evaluate_vector(query, WORLD, at=at)]
    assert found == pytest.approx(expected, nan_ok=True)


def test_a_range_with_borders() -> None:
    found = {
        modifier: evaluate(f"c_total[20s] {modifier}", WORLD, at=52.5)
        for modifier in ("anchored", "smoothed")
    }
    runs = {
        modifier: [(run.times, run.values) for run in value.runs]
        for modifier, value in found.items()
        if isinstance(value, Matrix)
    }
    assert runs == {
        "anchored": [((32_500, 45_000, 52_500), (40.0, 50.0, 50.0))],
        "smoothed": [((32_500, 45_000, 52_500), (pytest.approx(125 / 3), 50.0, 27.5))],
    }


def test_many_quantiles() -> None:
    samples = [("h_bucket", {"le": bound}, 4.0, None) for bound in ("1", "+Inf")]
    world = Dataset.of(samples, at=0.0)
    found = evaluate_vector('histogram_quantiles(h_bucket, "q", 0, 0.5, 1, NaN)', world)
    assert [(dict(each.labels), each.value) for each in found[:3]] == [
        ({"q": "0.0"}, 0.0),
        ({"q": "0.5"}, 0.5),
        ({"q": "1.0"}, 1.0),
    ]
    assert found[3].labels == {"q": "NaN"}
    with pytest.raises(UnansweredQuery, match="same labelset"):
        evaluate('histogram_quantiles(h_bucket, "q", 0.5, 0.5)', world)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        pytest.param("c_total + fill(0) g", "the modifier fill", id="fill"),
        pytest.param("c_total smoothed", "the modifier smoothed", id="smoothed"),
        pytest.param("rate(c_total[5m] anchored)", "the modifier anchored", id="anchored"),
        pytest.param("rate(c_total[1m + 1s])", "arithmetic of durations", id="durations"),
        pytest.param("vector(step())", "the function step", id="step"),
        pytest.param("ts_of_max_over_time(g[5m])", "the function ts_of_max_over_time", id="ts_of"),
    ],
)
def test_dialect_2_lacks_them(query: str, part: str) -> None:
    with pytest.raises(UnansweredQuery) as raised:
        evaluate(query, Dataset.of_reads(READS, dialect=2))
    assert (raised.value.code, str(raised.value)) == (
        "unsupported",
        f"{part} is not supported by Prometheus 2",
    )


MOMENTS = replace(WORLD, has_moments=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("c_total @ 45", 50.0, id="@"),
        pytest.param("c_total offset 30s", 5.0, id="offset"),
        pytest.param("c_total @ 60 offset 15s", 50.0, id="both"),
        pytest.param("c_total @ end() - c_total @ start()", 0.0, id="start and end"),
        pytest.param("ends @ 45", 7.0, id="of before it ended"),
        pytest.param("sum_over_time(c_total[30s] @ 45)", 90.0, id="a range"),
        pytest.param("timestamp(c_total offset 20s)", 60.0, id="when it was taken"),
        pytest.param("increase(c_total[30s] offset 45s)", 20.0, id="its own borders"),
    ],
)
def test_moments_are_answered_where_they_are_there(query: str, expected: float) -> None:
    (element,) = evaluate_vector(query, MOMENTS)
    assert element.value == pytest.approx(expected)


@pytest.mark.parametrize(
    "query", ["c_total[1m:1s]", "sum(c_total smoothed offset 5s)", "rate(c_total[1m] offset 5s)"]
)
def test_moments_that_are_not_there_are_refused(query: str) -> None:
    dataset = WORLD if "rate" in query else MOMENTS
    with pytest.raises(UnansweredQuery, match="is not supported"):
        evaluate(query, dataset)
