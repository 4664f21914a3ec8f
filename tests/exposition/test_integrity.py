"""What is broken within one family, told apart by child."""

from metrics_check.exposition.integrity import IntegrityFinding, find_broken
from metrics_check.exposition.model import Family, Sample
from metrics_check.model.series import MetricType


def histogram(child: str, *buckets: tuple[str, float], count: float | None = None) -> list[Sample]:
    own = {"child": child}
    held = [Sample("h_bucket", {**own, "le": le}, value) for le, value in buckets]
    rest = [] if count is None else [Sample("h_sum", own, 1), Sample("h_count", own, count)]
    return held + rest


FAMILY = Family("h", MetricType.HISTOGRAM, None, None, 1)


def test_each_child_of_a_histogram_is_judged_alone() -> None:
    samples = [
        *histogram("good", ("1", 1), ("2.0", 2), ("+Inf", 2), count=2),
        *histogram("no end", ("1", 1), count=1),
        *histogram("falls", ("1", 2), ("+Inf", 1), count=1),
        *histogram("differs", ("+Inf", 1), count=2),
        *histogram("NaN", ("1", float("nan")), ("+Inf", 1), count=1),
        *histogram("alone", ("+Inf", 1)),
        *histogram("twice", ("1", 1), ("1.0", 1), ("+Inf", 1), count=1),
    ]
    found = [(each.code, each.labels["child"]) for each in find_broken(FAMILY, samples)]
    assert found == [
        ("missing-inf-bucket", "no end"),
        ("buckets-not-cumulative", "falls"),
        ("bucket-count-differs", "differs"),
        ("buckets-not-cumulative", "NaN"),
        ("missing-count", "alone"),
        ("missing-sum", "alone"),
        ("duplicate-bucket", "twice"),
    ]


def test_the_same_series_twice() -> None:
    family = Family("a", MetricType.GAUGE, None, None, 1)
    samples = [
        Sample("a", {"x": "1", "y": "2"}, 1, line=2),
        Sample("a", {"y": "2", "x": "1", "z": ""}, 2, line=3),
        Sample("a", {"y": "1", "x": "2"}, 3, line=4),
        Sample("a", {"x": "3"}, 4, 1.0, line=5),
        Sample("a", {"x": "3"}, 4, 2.0, line=6),
    ]
    assert find_broken(family, samples) == (
        IntegrityFinding(
            "duplicate-series",
            {"x": "1", "y": "2"},
            "a is exposed 2 times with the same labels",
            3,
        ),
    )


def test_a_summary_without_its_parts() -> None:
    family = Family("s", MetricType.SUMMARY, None, None, 1)
    samples = [Sample("s", {"quantile": "0.5", "x": "1"}, 1, line=2), Sample("s_sum", {}, 1)]
    found = [(each.code, dict(each.labels)) for each in find_broken(family, samples)]
    assert found == [
        ("missing-count", {"x": "1"}),
        ("missing-sum", {"x": "1"}),
        ("missing-count", {}),
    ]
