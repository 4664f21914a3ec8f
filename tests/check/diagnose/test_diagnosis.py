"""The order of causes; `holds`, `never` and `exercised_by`; what needs no word."""

from dataclasses import replace

import pytest

from metrics_check.model.outcome import Verdict
from metrics_check.model.probe import Evidence
from tests.check.diagnose.seen import ABSENT, JOB, LPS, expectation_of, promql_of, told, view_of

JOBS = 'jobs_total{status="scheduled"} 3\njobs_total{status="done"} 2\n'
HOLDS = replace(ABSENT, assertion="holds", code="condition-violated")
NEVER = replace(HOLDS, assertion="never", evidence=(Evidence({**JOB, "model": "a"}, 1.0),))


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.SKIPPED])
def test_what_needs_no_word(verdict: Verdict) -> None:
    outcome = replace(ABSENT, verdict=verdict)
    assert told(expectation_of("gone"), target=view_of(JOBS), outcome=outcome) == []


def test_no_observation_needs_no_word() -> None:
    outcome = replace(ABSENT, verdict=Verdict.UNPROVEN, code="no-observations")
    assert told(expectation_of("jobs_total >= 1"), target=view_of(JOBS), outcome=outcome) == []


def test_holds_names_the_first_selector_that_finds_nothing() -> None:
    promql = 'sum(jobs_total{status="scheduled"})\n  == sum(jobs_total{status=~"ended|failed"})'
    assert told(promql_of(promql), target=view_of(JOBS), outcome=HOLDS) == [
        'other-values: jobs_total{status=~"ended|failed"} finds nothing: the metric is there, with'
        ' status in {"done", "scheduled"}; status=~"ended|failed" matches none of them whole',
        f"metrics-check query 'count by (status) (jobs_total)' {LPS}",
    ]


def test_holds_shows_what_does_not_satisfy_it() -> None:
    outcome = replace(HOLDS, evidence=(Evidence(JOB, 3.0),), evidence_total=1)
    promql = "sum(jobs_total) # all\n  == 9"
    assert told(promql_of(promql), target=view_of(JOBS), outcome=outcome) == [
        "worst-offenders: 3",
        f"metrics-check query 'sum(jobs_total) == 9' {LPS}",
    ]


def test_holds_that_finds_nothing_though_every_selector_does() -> None:
    promql = 'jobs_total{status="done"} and jobs_total{status="scheduled"}'
    assert told(promql_of(promql), target=view_of(JOBS), outcome=HOLDS) == [
        "empty-result: every metric in it is there, and still it finds nothing: do the labels of"
        " its sides match, and is there a comparison inside that leaves out everything?",
        f"metrics-check query '{promql}' {LPS}",
    ]


def test_never_shows_what_it_found_then_what_is_not_there() -> None:
    promql = "sum by (model) (jobs_total) > 0 unless sum by (model) (batch_size) > 0"
    assert told(promql_of(promql), target=view_of(JOBS), outcome=NEVER) == [
        'worst-offenders: 1 {model="a"}',
        f"metrics-check query '{promql}' {LPS}",
        "no-near-name: batch_size finds nothing: lps shows no batch_size, and no name"
        " like it (1 name in all): is this the right service and version?",
        f"""metrics-check query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
    ]


def test_never_that_saw_none_of_its_metrics() -> None:
    outcome = replace(NEVER, verdict=Verdict.UNPROVEN, code="not-seen", evidence=())
    assert told(promql_of("job_total > 5"), target=view_of(JOBS), outcome=outcome) == [
        "near-names: job_total finds nothing: lps shows no job_total; near it: jobs_total",
        f"metrics-check query jobs_total {LPS}",
    ]


def test_a_selector_that_names_another_target_is_looked_up_there() -> None:
    cj = view_of('sent{mode="a"} 1\n', name="cj", urls=("http://cj/m",), labels={"job": "cj"})
    promql = 'sum(sent{job="cj", mode="b"}) == sum(jobs_total)'
    assert told(promql_of(promql), target=view_of(JOBS), others=(cj,), outcome=HOLDS) == [
        'other-values: sent{job="cj",mode="b"} finds nothing: the metric is there,'
        ' with mode in {"a"}',
        "metrics-check query 'count by (mode) (sent)' http://cj/m",
    ]


def test_a_selector_without_a_name_is_passed_over() -> None:
    promql = '{__name__=~"gone.*"} == 1'
    outcome = replace(HOLDS, evidence=(Evidence({}, 2.0),))
    assert told(promql_of(promql), target=view_of(JOBS), outcome=outcome) == [
        "worst-offenders: 2",
        f"metrics-check query '{promql}' {LPS}",
    ]


def test_up_is_made_by_scraping() -> None:
    outcome = replace(HOLDS, evidence=(Evidence(JOB, 1.0),))
    assert told(promql_of("up == 0"), target=view_of(JOBS), outcome=outcome) == [
        "worst-offenders: 1",
        f"metrics-check query 'up == 0' {LPS}",
    ]


def test_on_a_server_promql_is_narrowed_to_the_target() -> None:
    server = view_of(JOBS, urls=("prom+http://p",))
    outcome = replace(HOLDS, evidence=(Evidence(JOB, 3.0),))
    assert told(promql_of("sum(jobs_total) == 9"), target=server, outcome=outcome)[1] == (
        "metrics-check query 'sum(jobs_total{job=\"llm_provider_service\"}) == 9' prom+http://p"
    )


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
