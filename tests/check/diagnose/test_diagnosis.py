"""The order of causes; `exercised_by` and history; what needs no word."""

from dataclasses import replace

import pytest

from metrics_check.model.outcome import Verdict
from tests.check.diagnose.seen import ABSENT, LPS, expectation_of, promql_of, told, view_of

JOBS = 'jobs_total{status="scheduled"} 3\njobs_total{status="done"} 2\n'
HOLDS = replace(ABSENT, assertion="holds", code="condition-violated")


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.SKIPPED])
def test_what_needs_no_word(verdict: Verdict) -> None:
    outcome = replace(ABSENT, verdict=verdict)
    assert told(expectation_of("gone"), target=view_of(JOBS), outcome=outcome) == []


def test_no_observation_needs_no_word() -> None:
    outcome = replace(ABSENT, verdict=Verdict.UNPROVEN, code="no-observations")
    assert told(expectation_of("jobs_total >= 1"), target=view_of(JOBS), outcome=outcome) == []


def test_a_workload_that_did_not_run() -> None:
    expectation = replace(expectation_of("jobs_total >= 9"), exercised_by="sent_total > 0")
    outcome = replace(ABSENT, verdict=Verdict.UNPROVEN, code="not-exercised")
    assert told(expectation, target=view_of(JOBS + "sent 3\n"), outcome=outcome) == [
        "other-suffix: sent_total finds nothing: it is exposed as sent (1 series)",
        f"metrics-check query sent {LPS}",
    ]


def test_a_workload_that_is_too_small() -> None:
    cj = view_of("sent 3\n", name="cj", urls=("http://cj/m",), labels={"job": "cj"})
    expectation = replace(
        expectation_of("jobs_total >= 9"), exercised_by='sum(sent{job="cj"})\n  > 9'
    )
    outcome = replace(ABSENT, verdict=Verdict.UNPROVEN, code="not-exercised")
    assert told(expectation, target=view_of(JOBS), others=(cj,), outcome=outcome) == [
        "not-exercised: start the workload, or wait for it (--wait DURATION); what is there now:",
        "metrics-check query sent http://cj/m",
    ]


def test_history_that_one_read_does_not_have() -> None:
    outcome = replace(HOLDS, verdict=Verdict.ERROR, code="needs-history")
    promql = 'sum(rate(jobs_total{status="done"}[5m])) > 0'
    assert told(promql_of(promql), target=view_of(JOBS), outcome=outcome) == [
        "needs-history: only a server that keeps scraping this can judge it; what is there now:",
        f"metrics-check query 'jobs_total{{status=\"done\"}}' {LPS}",
    ]


def test_an_error_of_another_kind_says_it_all_itself() -> None:
    outcome = replace(HOLDS, verdict=Verdict.ERROR, code="unsupported")
    assert told(promql_of("up == 1"), target=view_of(JOBS), outcome=outcome) == []
