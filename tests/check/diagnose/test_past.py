"""What a server had some hours ago: an exposition, since when it is gone, the whole diagnosis."""

from dataclasses import replace

import pytest

from metrics_check.model.series import MetricType
from tests.check.diagnose.seen import ABSENT, expectation_of, promql_of, told, view_of

SERVER = "prom+http://p:9090"
LAST = "query 'last_over_time(jobs_total{job=\"llm_provider_service\"}[6h])' " + SERVER
QUERY = "query '{}{{job=\"llm_provider_service\"}}' " + SERVER
NOT_YET = [
    "no-series-yet: lps declares jobs_total and shows no series of it yet",
    "not-counted: nothing has been counted since it started, or its labels were never used",
]
NAMES = """query 'count by (__name__) ({__name__=~".+", job="llm_provider_service"})' """ + SERVER
ROWS = [
    pytest.param(
        "job_total 1\n",
        4.0,
        [
            "near-names: lps shows no jobs_total; near it: job_total",
            QUERY.format("job_total"),
            "seen-before: the server had it until 4 s ago: was it renamed?",
            LAST,
        ],
        id="renamed-and-still-declared",
    ),
    pytest.param(
        "items 1\n",
        600.0,
        [
            *NOT_YET,
            NAMES,
            "seen-before: the server had it until 10 min ago: was lps replaced, or started anew,"
            " and has not counted since?",
            LAST,
        ],
        id="started-anew",
    ),
    pytest.param("job_total 1\n", None, [*NOT_YET, NAMES], id="never-there-before"),
]


@pytest.mark.parametrize(("exposition", "seconds", "expected"), ROWS)
def test_past(exposition: str, seconds: float | None, expected: list[str]) -> None:
    view = replace(
        view_of(exposition, urls=(SERVER,)),
        families={"jobs_total": MetricType.COUNTER},
        last_seen=lambda _: seconds,
    )
    lines = told(expectation_of("jobs_total >= 1"), target=view)
    assert [line.removeprefix("metrics-check ") for line in lines] == expected


def test_what_was_renamed_is_told_once() -> None:
    view = replace(view_of("job_total 1\n", urls=(SERVER,)), last_seen=lambda _: 8.0)
    failed = replace(ABSENT, assertion="holds", code="condition-violated")
    promql = 'sum(jobs_total) == sum(jobs_total{status="done"})'
    lines = told(promql_of(promql), target=view, outcome=failed)
    assert [line.removeprefix("metrics-check ") for line in lines] == [
        "near-names: jobs_total finds nothing: lps shows no jobs_total; near it: job_total",
        QUERY.format("job_total"),
        "seen-before: the server had it until 8 s ago: was it renamed?",
        LAST,
    ]
