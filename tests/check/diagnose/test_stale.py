"""Samples with timestamps of their own that no query sees: what the report says of them."""

from dataclasses import replace

import pytest

from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.model.outcome import Verdict
from tests.check.diagnose.seen import ABSENT, JOB, LPS, expectation_of, promql_of, told, view_of

OLD = "Prometheus does not see samples older than 5 minutes"
TO_COME = "Prometheus does not see samples that are yet to come"
SHOWN = f"metrics-check parse --samples {LPS} | grep a_total"


def view(*ages: float | None, url: str = LPS) -> TargetView:
    """A target with a series a_total{m="x0"}, a_total{m="x1"}, … of each of these ages."""
    series = [SeenSeries({**JOB, "m": f"x{n}"}, 5.0, age) for n, age in enumerate(ages)]
    shown = view_of("a_total 5\n", urls=(url,))
    return replace(shown, series={"a_total": tuple(series)})


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        pytest.param([600.0], f"of 10 min ago; {OLD}", id="old"),
        pytest.param([300.0], f"of 5 min ago; {OLD}", id="at the edge"),
        pytest.param([-7200.0], f"2 h in the future; {TO_COME}", id="to come"),
        pytest.param([-3.0], f"3 s in the future; {TO_COME}", id="a clock that is ahead"),
        pytest.param([900.0, 600.0], f"of 10 min ago; {OLD}", id="the newest of several"),
        pytest.param([900.0, -3.0], f"3 s in the future; {TO_COME}", id="the nearest of both"),
    ],
)
def test_the_age_is_told(ages: list[float], expected: str) -> None:
    assert told(expectation_of("a_total >= 1"), target=view(*ages)) == [
        f"stale-timestamp: a_total is there with a timestamp {expected}",
        SHOWN,
    ]


@pytest.mark.parametrize("ages", [[], [None], [299.0], [600.0, None]])
def test_where_one_is_seen_its_age_is_no_reason(ages: list[float | None]) -> None:
    lines = told(expectation_of("a_total >= 1"), target=view(*ages))
    assert "stale-timestamp" not in "".join(lines)


def test_only_what_the_matchers_take_is_looked_at() -> None:
    lines = told(expectation_of('a_total{m="x0"} >= 1'), target=view(600.0, None))
    assert lines[0] == f"stale-timestamp: a_total is there with a timestamp of 10 min ago; {OLD}"
    lines = told(expectation_of('a_total{m="y"} >= 1'), target=view(600.0))
    assert lines[0] == 'other-values: the metric is there, with m in {"x0"}'


def test_never_names_the_selector() -> None:
    unseen = replace(ABSENT, assertion="never", verdict=Verdict.UNPROVEN, code="not-seen")
    assert told(promql_of("a_total > 5"), target=view(600.0), outcome=unseen) == [
        "stale-timestamp: a_total finds nothing: a_total is there with a timestamp of 10 min ago;"
        f" {OLD}",
        SHOWN,
    ]


def test_standard_input_is_not_read_again() -> None:
    assert len(told(expectation_of("a_total >= 1"), target=view(600.0, url="-"))) == 1
