"""A metric that is not there under its name: exposition, expectation line, the whole diagnosis."""

from dataclasses import replace

import pytest

from metrics_check.model.series import MetricType
from tests.check.diagnose.seen import ABSENT, LPS, expectation_of, promql_of, told, view_of

HISTOGRAM = """# TYPE wait_seconds histogram
wait_seconds_bucket{mode="a",le="+Inf"} 3
wait_seconds_sum{mode="a"} 4
wait_seconds_count{mode="a"} 3
"""
GAUGE = "# TYPE wait_seconds gauge\nwait_seconds 3\n"
OPENMETRICS = "# TYPE jobs counter\njobs_total 1\n# EOF\n"
CALLS = "# TYPE calls counter\n"

ROWS = [
    pytest.param(
        "job_total 1\nitems 2\n",
        "jobs_total >= 1",
        ["near-names: lps shows no jobs_total; near it: job_total", f"query job_total {LPS}"],
        id="renamed",
    ),
    pytest.param(
        HISTOGRAM,
        "histogram waits_seconds",
        [
            "near-names: lps shows no waits_seconds; near it: wait_seconds",
            f"query wait_seconds_count {LPS}",
        ],
        id="near-to-a-histogram-is-its-family",
    ),
    pytest.param(
        "up 1\n",
        "jobs_total >= 1",
        [
            "no-near-name: lps shows no jobs_total, and no name like it",
            "names-in-all: lps shows 1 name in all: is this the right service and version?",
            f"""query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
        ],
        id="nothing-like-it",
    ),
    pytest.param(
        OPENMETRICS,
        "jobs >= 1",
        ["other-suffix: it is exposed as jobs_total (1 series)", f"query jobs_total {LPS}"],
        id="exposed-with-total",
    ),
    pytest.param(
        "jobs 1\njobs_per_day 1\n",
        "jobs_total >= 1",
        ["other-suffix: it is exposed as jobs (1 series)", f"query jobs {LPS}"],
        id="exposed-without-total",
    ),
    pytest.param(
        "build_info 1\n",
        "build",
        ["other-suffix: it is exposed as build_info (1 series)", f"query build_info {LPS}"],
        id="exposed-with-info",
    ),
    pytest.param(
        CALLS + 'other{a="b"} 1\n',
        'calls{result="x"} >= 1',
        [
            "no-series-yet: lps declares calls and shows no series of it yet",
            "not-counted: nothing has been counted since it started, or its labels were never used."
            " Did the workload run?",
            f"""query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
        ],
        id="declared-and-never-used",
    ),
    pytest.param(
        "# TYPE jobs counter\nother 1\n# EOF\n",
        "jobs_total >= 1",
        [
            "no-series-yet: lps declares jobs and shows no series of it yet",
            "not-counted: nothing has been counted since it started, or its labels were never used."
            " Did the workload run?",
            f"""query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
        ],
        id="declared-in-openmetrics-and-never-used",
    ),
    pytest.param(
        CALLS + "calls_of_others_total 1\nprocess_cpu_seconds_total 9\n",
        "calls >= 1",
        [
            "no-series-yet: lps declares calls and shows no series of it yet",
            "not-reached: calls_of_others_total was counted, so this step was not reached, or is"
            " not counted",
            f"""query 'sum by (__name__) ({{__name__=~"calls_.*(_total|_count)"}})' {LPS}""",
        ],
        id="declared-and-not-reached",
    ),
    pytest.param(
        CALLS + "process_cpu_seconds_total 9\n",
        "calls >= 1",
        [
            "no-series-yet: lps declares calls and shows no series of it yet",
            "not-counted: nothing has been counted since it started, or its labels were never used."
            " Did the workload run?",
            f"""query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
        ],
        id="a-runtime-counts-without-any-work",
    ),
    pytest.param(
        GAUGE,
        "histogram wait_seconds",
        [
            "type-differs: wait_seconds is exposed as a gauge, not as a histogram:"
            " no wait_seconds_count is there",
            f"query wait_seconds {LPS}",
        ],
        id="a-gauge-for-a-histogram",
    ),
    pytest.param(
        "wait_seconds 3\n",
        "histogram wait_seconds",
        [
            "type-differs: wait_seconds is exposed as a single value, not as a histogram:"
            " no wait_seconds_count is there",
            f"query wait_seconds {LPS}",
        ],
        id="something-untyped-for-a-histogram",
    ),
    pytest.param(
        HISTOGRAM,
        "histogram wait_seconds_bucket",
        [
            "part-of-family: wait_seconds_bucket is a part of the histogram wait_seconds:"
            " name the family",
            f"query wait_seconds_count {LPS}",
        ],
        id="a-histogram-named-by-its-bucket",
    ),
    pytest.param(
        'a{b="c"} 1\n',
        '{"my.metric", "x"="y"} >= 1',
        [
            "no-near-name: lps shows no my.metric, and no name like it",
            "names-in-all: lps shows 1 name in all: is this the right service and version?",
            f"""query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
        ],
        id="utf8-name",
    ),
    pytest.param(
        '{"my.metrics"} 1\n',
        '{"my.metric"} >= 1',
        [
            "near-names: lps shows no my.metric; near it: my.metrics",
            f"""query '{{"my.metrics"}}' {LPS}""",
        ],
        id="a-command-for-a-utf8-name",
    ),
]


@pytest.mark.parametrize(("exposition", "line", "expected"), ROWS)
def test_explains(exposition: str, line: str, expected: list[str]) -> None:
    *messages, command = expected
    assert told(expectation_of(line), target=view_of(exposition)) == [
        *messages,
        f"metrics-check {command}",
    ]


def test_a_histogram_looked_for_as_a_counter() -> None:
    expectation = expectation_of("wait_seconds", declared=MetricType.COUNTER)
    assert told(expectation, target=view_of(HISTOGRAM)) == [
        "type-differs: wait_seconds is exposed as a histogram: write `type: histogram`",
        f"metrics-check query wait_seconds_count {LPS}",
    ]


@pytest.mark.parametrize(
    ("exposition", "line", "message", "asked"),
    [
        pytest.param(
            HISTOGRAM,
            'wait_seconds{mode="a"} >= 1',
            "type-differs: wait_seconds is a histogram, not one value: write"
            ' `histogram wait_seconds{mode="a"}`, or ask for observations, mean, total,'
            " p50 to p99.9, within or series, such as `expect: observations >= 1`",
            "'wait_seconds_count{mode=\"a\"}'",
            id="histogram",
        ),
        pytest.param(
            "lat_sum 1\nlat_count 1\n",
            "lat >= 1",
            "type-differs: lat is a summary, not one value: write `type: summary`, and ask for"
            " observations, mean, total or series, such as `expect: observations >= 1`",
            "lat_count",
            id="summary-by-its-shape",
        ),
        pytest.param(
            "lat_count 1\n",
            "lat >= 1",
            "other-suffix: it is exposed as lat_count (1 series)",
            "lat_count",
            id="a-count-alone",
        ),
    ],
)
def test_one_value_of_what_has_none(exposition: str, line: str, message: str, asked: str) -> None:
    expectation = expectation_of(line)
    outcome = replace(ABSENT, series=expectation.text)
    assert told(expectation, target=view_of(exposition), outcome=outcome) == [
        message,
        f"metrics-check query {asked} {LPS}",
    ]


def test_a_bare_histogram_in_promql() -> None:
    found = told(promql_of("wait_seconds > 5"), target=view_of(HISTOGRAM))
    assert found == [
        "type-differs: wait_seconds finds nothing: wait_seconds is a histogram, which has no series"
        " of that name: select wait_seconds_count, wait_seconds_sum or wait_seconds_bucket",
        f"metrics-check query wait_seconds_count {LPS}",
    ]


def test_the_same_name_on_another_target_before_near_names() -> None:
    cj = view_of("jobs_total 1\n", name="cj", urls=("http://cj/metrics",))
    bare = view_of("x 1\n", name="bare", urls=("http://bare/metrics",))
    found = told(
        expectation_of("jobs_total >= 1"), target=view_of("job_total 1\n"), others=(bare, cj)
    )
    assert found == [
        "other-target: lps does not show it, cj does (1 series): is it `target: cj`?",
        "metrics-check query jobs_total http://cj/metrics",
        "near-names: lps shows no jobs_total; near it: job_total",
        f"metrics-check query job_total {LPS}",
    ]


def test_on_a_server_the_target_is_asked_for() -> None:
    server = view_of("job_total 1\n", urls=("prom+http://p:9090",))
    assert told(expectation_of("jobs_total >= 1"), target=server) == [
        "near-names: lps shows no jobs_total; near it: job_total",
        "metrics-check query 'job_total{job=\"llm_provider_service\"}' prom+http://p:9090",
    ]
