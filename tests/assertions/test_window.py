"""The window reading: increases of what rises, the present of everything else."""

from dataclasses import replace

import pytest

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.kind import Kind
from metrics_check.assertions.registry import kinds
from metrics_check.model.probe import Probe
from metrics_check.model.series import MetricType
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate_vector
from tests.assertions.building import subject_of

H = "series: h\ntype: histogram\n"
C = "series: c_total\ntype: counter\n"


def probe(entry: str, assertion: str) -> Probe:
    """The compiled probe of one assertion in a window of ten minutes."""
    return compile_assertion(replace(subject_of(entry, assertion, {"job": "j"}), window="10m"))


SELECTED = 'c_total{job="j"}[10m]'
COUNT = 'sum by (job) (increase(h_count{job="j"}[10m]))'
THERE = 'count by (job) (present_over_time(h_count{job="j"}[10m]))'
BUCKETS = 'increase(h_bucket{job="j"}[10m])'
INFINITE = 'increase(h_bucket{job="j", le="+Inf"}[10m])'
OUTSIDE = (
    'h_count{job="j"} - (max without (le) (h_bucket{job="j", le=~"0*8(\\\\.0*)?"})'
    ' or h_count{job="j"} * 0)'
)


@pytest.mark.parametrize(
    ("entry", "assertion", "value", "young"),
    [
        pytest.param(
            C + "expect: sum <= 1",
            "expect.sum",
            f"sum by (job) (increase({SELECTED}))",
            f"count by (job) (present_over_time({SELECTED})) unless",
            id="sum",
        ),
        pytest.param(
            C + "expect: each <= 1",
            "expect.each",
            f"increase({SELECTED})",
            f"present_over_time({SELECTED}) unless",
            id="each",
        ),
        pytest.param(
            H + "expect: observations <= 1", "expect.observations", COUNT, THERE, id="observations"
        ),
        pytest.param(
            H + "expect: mean <= 1",
            "expect.mean",
            f'sum by (job) (increase(h_sum{{job="j"}}[10m])) / ({COUNT} != 0)',
            f"{COUNT} == 0 or {THERE} unless",
            id="mean",
        ),
        pytest.param(
            H + "expect: p95 <= 1",
            "expect.p95",
            f"(histogram_quantile(0.95, sum by (job, le) ({BUCKETS} or label_replace({INFINITE},"
            f' "le", "1e+308", "", ""))) and {COUNT} != 0)',
            f"{COUNT} == 0 or {THERE} unless",
            id="quantile",
        ),
    ],
)
def test_what_rises_is_read_as_its_increase(
    entry: str, assertion: str, value: str, young: str
) -> None:
    found = probe(entry, assertion)
    assert found.observed == value
    assert found.violation.startswith(f"{value} unless {value} <= 1 or ")
    assert "absent_over_time(" in found.violation
    assert "absent(" not in found.violation
    assert found.unproven.startswith(f"({young}")


def test_the_increase_of_what_is_outside_is_exact() -> None:
    found = probe(H + "expect: within <= 8", "expect.within")
    assert found.observed.startswith('sum by (job) (increase((h_count{job="j"} - (max without (le)')
    assert found.observed.endswith(" * 0))[10m:]))")


@pytest.mark.parametrize(
    ("entry", "assertion"),
    [
        pytest.param("series: g\ntype: gauge\nexpect: each <= 1", "expect.each", id="gauge"),
        pytest.param("series: g\nexpect: each <= 1", "expect.each", id="type unknown"),
        pytest.param("series: c_total{l}\ntype: counter", "presence", id="presence"),
        pytest.param("series: c_total{l}\ntype: counter", "labels.l", id="labels"),
        pytest.param(C + "expect: series >= 1", "expect.series", id="series"),
        pytest.param(C + "absent: true", "absent", id="absent"),
        pytest.param("holds: a > 1", "holds", id="holds"),
        pytest.param("never: a > 1", "never", id="never"),
    ],
)
def test_all_else_is_read_as_it_is_now(entry: str, assertion: str) -> None:
    now = compile_assertion(subject_of(entry, assertion, {"job": "j"}))
    assert probe(entry, assertion) == now


KINDS_OF_TYPES = {
    name: kind for name, kind in kinds().items() if kind.bind and name not in {"series", "within"}
}
WORDS = {"aggregate": ("sum", "avg", "min", "max"), "quantile": ("p95",)}


@pytest.mark.parametrize(("name", "kind"), KINDS_OF_TYPES.items(), ids=KINDS_OF_TYPES)
def test_one_sample_is_too_young_to_be_judged(name: str, kind: Kind) -> None:
    rising = MetricType.COUNTER if MetricType.COUNTER in kind.types else MetricType.HISTOGRAM
    labels = {"job": "j"}
    first = [
        ("m", labels, 5.0, None),
        ("m_count", labels, 5.0, None),
        ("m_sum", labels, 5.0, None),
        ("m_bucket", {**labels, "le": "1"}, 5.0, None),
        ("m_bucket", {**labels, "le": "+Inf"}, 5.0, None),
    ]
    young = Dataset.of_reads([(0.0, []), (600.0, first)])
    for word in WORDS.get(name, (name,)):
        found = probe(f"series: m\ntype: {rising}\nexpect: {word} >= 100", f"expect.{word}")
        assert evaluate_vector(found.violation, young) == ()
        assert evaluate_vector(found.unproven, young) != ()
