"""Hints: what is offered for each type, and what can never be among them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check import Profile, load
from metrics_check.generate.hint import IT_HOLDS, NOT_THERE, Hint
from metrics_check.generate.hints import hints_of
from metrics_check.model.series import MetricType
from tests.assertions.building import expectation_of
from tests.generate.profiles import LABELLED, UNLABELLED, shop
from tests.generate.soundness import faults, shipped, types_of

STACK = Path(__file__).parent.parent.parent / "expectations" / "huleedu"
C = 'x_total{kind="a", job="shop"}'
H = '{kind="a", job="shop"}'


def offered(
    folder: Path, entry: str, *, targets: str = LABELLED
) -> list[tuple[str, str, str, str]]:
    """Kind, title, query and `empty_when` of each hint of one expectation."""
    (hints,) = hints_of(shop(folder, entry, targets=targets))
    return [(hint.kind, hint.title, hint.promql, hint.empty_when) for hint in hints.hints]


def queries(profile: Profile) -> list[Hint]:
    """Every hint of a profile."""
    return [hint for each in hints_of(profile) for hint in each.hints]


def test_a_counter(tmp_path: Path) -> None:
    assert offered(tmp_path, '  - x_total{kind="a", zone} >= 1\n') == [
        ("rate", "per second, over 5m", f"sum by (kind, zone) (rate({C}[5m]))", ""),
        ("increase", "increase over 1h", f"sum by (kind, zone) (increase({C}[1h]))", ""),
        ("total", "total since the process started", f"sum by (kind, zone) ({C})", ""),
        (
            "violation",
            "violates zone non-empty",
            'x_total{kind="a", job="shop", zone=""}',
            IT_HOLDS,
        ),
        (
            "violation",
            "violates any >= 1",
            f"max by (kind, job) ({C}) unless max by (kind, job) ({C} >= 1) or absent({C})",
            IT_HOLDS,
        ),
        (
            "judged",
            "judged by any >= 1",
            f"max by (kind, job) ({C} >= 1) or max by (kind, job) ({C})",
            "",
        ),
        (
            "values",
            "which label values are there",
            'count by (kind, zone) (x_total{job="shop"})',
            "",
        ),
    ]


def test_a_histogram(tmp_path: Path) -> None:
    rates = "sum by (kind) (rate(x_{}" + H + "[5m]))"
    sums = "sum by (kind) (x_{}" + H + ")"
    buckets = f"sum by (kind, le) (rate(x_bucket{H}[5m]))"
    found = offered(tmp_path, '  - histogram x{kind="a"}\n')
    count, total = (rates.replace("{}", part, 1) for part in ("count", "sum"))
    all_count, all_total = (sums.replace("{}", part, 1) for part in ("count", "sum"))
    assert found[:8] == [
        ("throughput", "observations per second, over 5m", count, ""),
        ("mean", "mean, over 5m", f"{total} / {count}", ""),
        ("quantile", "p50, over 5m", f"histogram_quantile(0.5, {buckets})", ""),
        ("quantile", "p95, over 5m", f"histogram_quantile(0.95, {buckets})", ""),
        ("quantile", "p99, over 5m", f"histogram_quantile(0.99, {buckets})", ""),
        ("observations", "observations since the process started", all_count, ""),
        ("mean", "mean since the process started", f"{all_total} / {all_count}", ""),
        (
            "quantile",
            "p95 since the process started",
            f"histogram_quantile(0.95, sum by (kind, le) (x_bucket{H}))",
            "",
        ),
    ]
    assert [hint[0] for hint in found[8:]] == ["violation", "judged", "values"]


@pytest.mark.parametrize(
    ("entry", "kinds"),
    [
        pytest.param(
            "{series: x, type: gauge, expect: each <= 1}",
            ["value", "violation", "values"],
            id="gauge, judged by what is shown",
        ),
        pytest.param(
            "{series: x, type: summary}",
            ["throughput", "mean", "quantiles", "observations", "mean", "violation", "values"],
            id="summary",
        ),
        pytest.param("{series: x}", ["violation", "values"], id="unknown type: no rate, no value"),
        pytest.param(
            "{series: x_total, optional: true}",
            ["rate", "increase", "total", "values"],
            id="optional, and nothing is said of it",
        ),
        pytest.param(
            "{series: x_total, absent: true}", ["violation", "values"], id="must be absent"
        ),
        pytest.param(
            "{id: a, holds: x > y}",
            ["violation", "judged", "compared", "series"],
            id="holds, two metrics",
        ),
        pytest.param("{id: a, holds: x > 3}", ["violation", "judged", "series"], id="holds"),
        pytest.param("{id: a, never: x > 3}", ["violation", "series"], id="never"),
        pytest.param(
            "{series: x_total, exercised_by: y > 0}",
            ["rate", "increase", "total", "violation", "workload", "values"],
            id="exercised by",
        ),
    ],
)
def test_the_kinds_of_hints(entry: str, kinds: list[str], tmp_path: Path) -> None:
    assert [hint[0] for hint in offered(tmp_path, f"  - {entry}\n")] == kinds


def test_what_a_never_looks_at(tmp_path: Path) -> None:
    entry = '  - {id: a, never: \'x{zone="b"} or sum by (kind) (y) > 1 or {__name__=~"z.+"}\'}\n'
    assert offered(tmp_path, entry)[-1] == (
        "series",
        "which series are there",
        'count by (__name__, zone, kind) ({__name__=~"(?:x)|(?:y)|(?:z.+)", job="shop"})',
        "",
    )


def test_two_services_are_looked_at_one_by_one(tmp_path: Path) -> None:
    entry = "  - {id: a, holds: 'x == on () y{job=\"other\"}'}\n"
    assert [hint[2] for hint in offered(tmp_path, entry) if hint[0] == "series"] == [
        'count by (__name__) (x{job="shop"})',
        'count by (__name__) (y{job="other"})',
    ]


def test_what_may_be_missing_is_said(tmp_path: Path) -> None:
    found = offered(tmp_path, "  - {series: x_total, optional: true, expect: sum >= 1}\n")
    assert {hint[3] for hint in found if hint[0] != "violation"} == {NOT_THERE}
    gone = offered(tmp_path, "  - {series: x_total, absent: true}\n")
    assert {hint[3] for hint in gone} == {IT_HOLDS}


def test_a_job_that_is_only_implied_is_left_out(tmp_path: Path) -> None:
    found = offered(tmp_path, "  - {series: x_total, expect: sum >= 1}\n", targets=UNLABELLED)
    assert found[0][2] == "sum by (job) (rate(x_total[5m]))"
    assert not any("shop" in hint[2] for hint in found)


def test_a_label_that_steers_is_quoted(tmp_path: Path) -> None:
    found = offered(tmp_path, '  - \'x_total{kind="a\\"} or vector(1) # \\n", "we ird"} >= 1\'\n')
    assert all(r'kind="a\"} or vector(1) # \n"' in hint[2] for hint in found[:3])
    assert found[0][2].startswith('sum by (kind, "we ird") (rate(')


@pytest.mark.parametrize("profile", shipped(), ids=lambda profile: profile.name)
def test_what_hurt_cannot_happen_in_what_is_shipped(profile: Profile) -> None:
    types = types_of(profile)
    found = {hint.promql: faults(hint.promql, types=types) for hint in queries(profile)}
    assert {promql: wrong for promql, wrong in found.items() if wrong} == {}


TYPES = [each for each in MetricType if each is not MetricType.UNKNOWN]
LABELS = st.sampled_from(["", "{a}", '{a="1"}', '{a!="1", b}', '{a=~"x|y", "c d"="\\n"}'])
EXTRAS = st.sampled_from(
    ["", "by: [a]", "optional: true", "labels: {a: [x]}", "labels: {z: {matches: 'x.*'}}"]
)


@settings(max_examples=150, deadline=None)
@given(type=st.sampled_from(TYPES), labels=LABELS, extra=EXTRAS)
def test_what_hurt_cannot_be_made(type: MetricType, labels: str, extra: str) -> None:
    text = f"series: 'thing{labels}'\ntype: {type.value}\n{extra}\n"
    expectation = expectation_of(text)
    profile = load(STACK / "cj-generic.yaml")
    of = Profile("p", profile.place, {expectation.target: profile.targets["lps"]}, (expectation,))
    found = [wrong for hint in queries(of) for wrong in faults(hint.promql, types={"thing": type})]
    assert found == []


@pytest.mark.parametrize(
    ("promql", "wrong"),
    [
        pytest.param(
            "sum by (result) (rate(llm_provider_queue_wait_time_seconds[5m]))",
            [
                "llm_provider_queue_wait_time_seconds is a bare family name",
                "rate() of llm_provider_queue_wait_time_seconds, which does not count up",
            ],
            id="a histogram's name, as it was printed",
        ),
        pytest.param(
            "avg_over_time(llm_provider_serial_bundle_items_per_call[5m])",
            ["llm_provider_serial_bundle_items_per_call is a bare family name"],
            id="another, as it was printed",
        ),
        pytest.param(
            "sum by (a) (rate(llm_provider_queue_depth[5m]))",
            ["rate() of llm_provider_queue_depth, which does not count up"],
            id="a rate of a gauge",
        ),
        pytest.param(
            "sum(rate(llm_provider_comparison_callbacks_total[5m]))",
            ["rate() without its grouping"],
            id="a rate that is summed over everything",
        ),
        pytest.param(
            "rate(llm_provider_comparison_callbacks_total[5m])",
            ["rate() without its grouping"],
            id="a bare rate",
        ),
    ],
)
def test_what_hurt_would_be_noticed(promql: str, wrong: list[str]) -> None:
    assert faults(promql, types=types_of(load(STACK / "cj-generic.yaml"))) == wrong


BY_HAND = {
    "cj-regular-batch-api": [
        "sum by (batching_mode) (rate(cj_llm_requests_total",
        "sum by (batching_mode) (rate(cj_llm_batches_started_total",
        "sum by (queue_processing_mode, result) (rate(llm_provider_queue_wait_time_seconds_count",
        "sum by (queue_processing_mode, provider, expiry_reason) (rate(llm_provider_queue_expiry",
    ],
    "cj-generic": [
        "sum by (provider, model) (rate(llm_provider_serial_bundle_calls_total",
        "sum by (provider, model) (rate(llm_provider_serial_bundle_items_per_call_sum",
        "sum by (queue_processing_mode, result) (rate(llm_provider_queue_wait_time_seconds_count",
        "sum by (queue_processing_mode, provider, expiry_reason) (rate(llm_provider_queue_expiry",
    ],
}
LACKED = [
    "sum by (provider, status, model) (rate(llm_provider_batch_api_jobs_total",
    "sum by (provider, model) (rate(llm_provider_batch_api_items_per_job_sum",
    "sum by (provider, model) (rate(llm_provider_batch_api_items_per_job_count",
    "histogram_quantile(0.95, sum by (provider, model, le) "
    "(rate(llm_provider_batch_api_job_duration_seconds_bucket",
    "sum by (queue_processing_mode, result) (rate(llm_provider_comparison_callbacks_total",
]


@pytest.mark.parametrize("name", BY_HAND)
def test_what_operators_were_printed_by_hand_is_there(name: str) -> None:
    wanted = [*BY_HAND[name], *(LACKED if name.endswith("batch-api") else [])]
    found = [hint.promql for hint in queries(load(STACK / f"{name}.yaml"))]
    assert [start for start in wanted if not any(each.startswith(start) for each in found)] == []
