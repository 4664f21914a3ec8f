"""The run reading on a server: exact increases since a moment, the present of everything else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from metrics_check.assertions.compile import compile_assertion
from metrics_check.model.probe import Begin, Probe
from tests.assertions.building import subject_of

H = "series: h\ntype: histogram\n"
C = "series: c_total\ntype: counter\n"
BEGIN = Begin("60.000", frozenset({"c_total", "d_total"}))


def probe(entry: str, assertion: str) -> Probe:
    """The compiled probe of one assertion in a run that began a minute after the epoch."""
    return compile_assertion(replace(subject_of(entry, assertion, {"job": "j"}), begin=BEGIN))


RISE = '(c_total{job="j"} - c_total{job="j"} @ 60.000 >= 0 or c_total{job="j"} + 0)'
COUNT = '(h_count{job="j"} - h_count{job="j"} @ 60.000 >= 0 or h_count{job="j"} + 0)'
WITNESS = 'h_count{job="j"} >= h_count{job="j"} @ 60.000'
SUM = f'(h_sum{{job="j"}} - h_sum{{job="j"}} @ 60.000 and {WITNESS} or h_sum{{job="j"}} + 0)'


def bucket(matchers: str) -> str:
    """The increase of the buckets that these matchers select."""
    part = f"h_bucket{{{matchers}}}"
    return f"({part} - {part} @ 60.000 and ignoring (le) {WITNESS} or {part} + 0)"


ROWS: Mapping[str, tuple[str, str, str]] = {
    "sum": (C + "expect: sum == 1", "expect.sum", f"sum by (job) ({RISE})"),
    "any": (
        C + "expect: any >= 1",
        "expect.any",
        f"max by (job) ({RISE} >= 1) or max by (job) ({RISE})",
    ),
    "each": (C + "expect: each <= 1", "expect.each", RISE),
    "observations": (
        H + "expect: observations == 1",
        "expect.observations",
        f"sum by (job) ({COUNT})",
    ),
    "total": (H + "expect: total == 1", "expect.total", f"sum by (job) ({SUM})"),
    "mean": (
        H + "expect: mean <= 1",
        "expect.mean",
        f"sum by (job) ({SUM}) / (sum by (job) ({COUNT}) != 0)",
    ),
    "holds": ("holds: sum(c_total) == sum(d_total)", "holds", f"sum({RISE})"),
    "never": ("never: c_total > 1", "never", f"count({RISE} > 1)"),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_rises_is_read_as_its_increase(row: tuple[str, str, str]) -> None:
    entry, assertion, observed = row
    assert probe(entry, assertion).observed == observed


def test_buckets_have_the_count_of_their_child_as_witness() -> None:
    found = probe(H + "expect: p95 <= 1", "expect.p95").observed
    every, infinite = bucket('job="j"'), bucket('job="j", le="+Inf"')
    assert f'({every} or label_replace({infinite}, "le", "1e+308", "", ""))' in found


def test_what_is_outside_of_a_bound_is_an_increase() -> None:
    found = probe(H + "expect: within <= 8", "expect.within").observed
    assert found.startswith(f"sum by (job) ({COUNT} - (max without (le) ((h_bucket{{")
    assert found.endswith(f"or {COUNT} * 0))")


def test_a_workload_that_ran_before_exercises_nothing() -> None:
    entry = C + "expect: sum == 1\nexercised_by: d_total > 0"
    assert (
        '(d_total{job="j"} - d_total{job="j"} @ 60.000 >= 0' in probe(entry, "expect.sum").violation
    )


@pytest.mark.parametrize(
    ("entry", "assertion"),
    [
        pytest.param("series: g\ntype: gauge\nexpect: each <= 1", "expect.each", id="gauge"),
        pytest.param("series: c_total{l}\ntype: counter", "presence", id="presence"),
        pytest.param("series: c_total{l}\ntype: counter", "labels.l", id="labels"),
        pytest.param(C + "expect: series >= 1", "expect.series", id="series"),
        pytest.param(C + "absent: true", "absent", id="absent"),
        pytest.param("holds: a > 1", "holds", id="holds, of what does not rise"),
        pytest.param("never: rate(c_total[5m]) > 1", "never", id="never, of a range"),
        pytest.param("never: c_total offset 5m > 1", "never", id="never, of another time"),
    ],
)
def test_all_else_is_read_as_it_is_now(entry: str, assertion: str) -> None:
    now = compile_assertion(subject_of(entry, assertion, {"job": "j"}))
    assert probe(entry, assertion) == now
