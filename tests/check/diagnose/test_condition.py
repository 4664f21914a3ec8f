"""`holds` and `never`: which selector finds nothing, and a command that shows what was found."""

import shlex
from dataclasses import replace

import pytest

from metrics_check.check.view import TargetView
from metrics_check.model.outcome import Outcome, Verdict
from metrics_check.model.probe import Evidence
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate_vector
from tests.check.diagnose.seen import ABSENT, JOB, LPS, promql_of, told, view_of

JOBS = 'jobs_total{status="scheduled"} 3\njobs_total{status="done"} 2\n'
HOLDS = replace(ABSENT, assertion="holds", code="condition-violated")
NEVER = replace(HOLDS, assertion="never", evidence=(Evidence({**JOB, "model": "a"}, 1.0),))


def test_holds_names_the_selector_that_finds_nothing() -> None:
    promql = 'sum(jobs_total{status="scheduled"})\n  == sum(jobs_total{status=~"ended|failed"})'
    assert told(promql_of(promql), target=view_of(JOBS), outcome=HOLDS) == [
        'other-values: jobs_total{status=~"ended|failed"} finds nothing: the metric is there, with'
        ' status in {"done", "scheduled"}; status=~"ended|failed" matches none of them whole',
        f"metrics-check query 'count by (status) (jobs_total)' {LPS}",
    ]


def test_holds_shows_what_does_not_satisfy_it() -> None:
    outcome = replace(HOLDS, observed="3", evidence=(Evidence(JOB, 3.0),), evidence_total=1)
    promql = "sum(jobs_total) # all\n  == 9"
    assert told(promql_of(promql), target=view_of(JOBS), outcome=outcome) == [
        "worst-offenders: 3",
        f"metrics-check query 'sum(jobs_total) unless (sum(jobs_total) == 9)' {LPS}",
    ]


def test_holds_that_finds_nothing_though_every_selector_does() -> None:
    promql = 'jobs_total{status="done"} and jobs_total{status="scheduled"}'
    # The labels of an absent() are its evidence, and nothing was seen.
    empty = replace(HOLDS, evidence=(Evidence({"status": "done"}, 1.0),), evidence_total=1)
    assert told(promql_of(promql), target=view_of(JOBS), outcome=empty) == [
        "empty-result: every metric in it is there, and still it finds nothing: do the labels of"
        " its sides match, and is there a comparison inside that leaves out everything?"
        " What there is:",
        f"""metrics-check query '{{__name__=~"jobs_total"}}' {LPS}""",
    ]


def test_never_shows_what_it_found_then_what_is_not_there() -> None:
    promql = "sum by (model) (jobs_total) > 0 unless sum by (model) (batch_size) > 0"
    assert told(promql_of(promql), target=view_of(JOBS), outcome=NEVER) == [
        'worst-offenders: 1 {model="a"}',
        "no-near-name: batch_size finds nothing: lps shows no batch_size, and no name like it",
        "names-in-all: lps shows 1 name in all: is this the right service and version?",
        f"""metrics-check query 'count by (__name__) ({{__name__=~".+"}})' {LPS}""",
    ]


def test_never_that_saw_none_of_its_metrics() -> None:
    outcome = replace(NEVER, verdict=Verdict.UNPROVEN, code="not-seen", evidence=())
    assert told(promql_of("job_total > 5"), target=view_of(JOBS), outcome=outcome) == [
        "near-names: job_total finds nothing: lps shows no job_total; near it: jobs_total",
        f"metrics-check query jobs_total {LPS}",
    ]


def test_a_range_that_holds_too_few_samples_shows_its_series() -> None:
    promql = 'sum(jobs_total) > sum(rate(jobs_total{status="done"}[5s]))'
    message = 'rate(jobs_total{status="done"}[5s]) finds nothing: …'
    outcome = replace(HOLDS, verdict=Verdict.UNPROVEN, code="few-samples", message=message)
    server = view_of(JOBS, urls=("prom+http://p",))
    assert told(promql_of(promql), target=server, outcome=outcome) == [
        "few-samples: it was not scraped often enough yet, or the range is shorter than two scrape"
        " intervals; what is there now:",
        """metrics-check query 'jobs_total{status="done",job="llm_provider_service"}'"""
        " prom+http://p",
    ]


def test_a_selector_that_names_another_target_is_looked_up_there() -> None:
    cj = view_of('sent{mode="a"} 1\n', name="cj", urls=("http://cj/m",), labels={"job": "cj"})
    promql = 'sum(sent{job="cj", mode="b"}) == sum(jobs_total)'
    assert told(promql_of(promql), target=view_of(JOBS), others=(cj,), outcome=HOLDS) == [
        'other-values: sent{job="cj",mode="b"} finds nothing: the metric is there,'
        ' with mode in {"a"}',
        "metrics-check query 'count by (mode) (sent)' http://cj/m",
    ]


FRONT = {"job": "web", "team": "front"}


@pytest.mark.parametrize(
    ("labels", "write"),
    [
        ({"job": "db", "team": "back"}, 'team="back"'),
        ({"job": "db"}, 'team=""'),
    ],
)
def test_a_label_of_the_own_target_that_another_has_not_is_named(
    labels: dict[str, str], write: str
) -> None:
    web = view_of("reqs 5\n", name="web", urls=("http://web/m",), labels=FRONT)
    db = view_of("queries 3\n", name="db", urls=("http://db/m",), labels=labels)
    promql = 'sum(reqs{job="web"}) >= sum(queries{job="db"})'
    assert told(promql_of(promql), target=web, others=(db,), outcome=HOLDS) == [
        'label-of-target: queries{job="db"} finds nothing: looked for'
        ' queries{job="db",team="front"}; team="front" comes from target web:'
        f' write queries{{job="db",{write}}}',
        """metrics-check query '{__name__=~"reqs|queries"}' http://web/m http://db/m""",
    ]


def test_a_label_of_the_own_target_on_a_server() -> None:
    one = ("prom+http://p",)
    web = view_of("reqs 5\n", name="web", urls=one, labels=FRONT)
    db = view_of("queries 3\n", name="db", urls=one, labels={"job": "db", "team": "back"})
    promql = 'sum(reqs{job="web"}) >= sum(queries{job="db"})'
    found = told(promql_of(promql), target=web, others=(db,), outcome=HOLDS)
    assert found[1:] == [
        """metrics-check query '{__name__=~"reqs|queries", job=~"web|db"}' prom+http://p"""
    ]


def test_a_label_that_both_targets_have_is_no_reason() -> None:
    web = view_of("reqs 5\n", name="web", urls=("http://web/m",), labels=FRONT)
    db = view_of(
        "queries 3\n", name="db", urls=("http://db/m",), labels={"job": "db", "team": "front"}
    )
    promql = 'reqs{job="web"} >= queries{job="db"}'
    found = told(promql_of(promql), target=web, others=(db,), outcome=HOLDS)
    assert found[0].startswith("empty-result: ")
    assert (
        found[1] == """metrics-check query '{__name__=~"reqs|queries"}' http://web/m http://db/m"""
    )


def test_a_selector_without_a_name_is_passed_over() -> None:
    promql = '{__name__=~"gone.*"} == 1'
    outcome = replace(HOLDS, observed="3", evidence=(Evidence({}, 2.0),))
    assert told(promql_of(promql), target=view_of(JOBS), outcome=outcome) == [
        "worst-offenders: 2",
        f"metrics-check query '{{__name__=~\"gone.*\"}} unless ({promql})' {LPS}",
    ]


def test_up_is_made_by_scraping() -> None:
    outcome = replace(HOLDS, observed="3", evidence=(Evidence(JOB, 1.0),))
    assert told(promql_of("up == 0"), target=view_of(JOBS), outcome=outcome) == [
        "worst-offenders: 1",
        f"metrics-check query 'up unless (up == 0)' {LPS}",
    ]


def test_on_a_server_promql_is_narrowed_to_the_target() -> None:
    server = view_of(JOBS, urls=("prom+http://p",))
    outcome = replace(HOLDS, observed="3", evidence=(Evidence(JOB, 3.0),))
    assert told(promql_of("sum(jobs_total) == 9"), target=server, outcome=outcome)[1] == (
        'metrics-check query \'sum(jobs_total{job="llm_provider_service"})'
        ' unless (sum(jobs_total{job="llm_provider_service"}) == 9)\' prom+http://p'
    )


def test_each_selector_that_finds_nothing_is_explained() -> None:
    found = told(promql_of("job_total > jobs_totals"), target=view_of(JOBS), outcome=HOLDS)
    assert found == [
        "near-names: job_total finds nothing: lps shows no job_total; near it: jobs_total",
        f"metrics-check query jobs_total {LPS}",
        "near-names: jobs_totals finds nothing: lps shows no jobs_totals; near it: jobs_total",
        f"metrics-check query jobs_total {LPS}",
    ]


def test_what_has_one_cause_is_told_once() -> None:
    promql = 'sum(job_total{status="done"}) == sum(job_total)'
    assert told(promql_of(promql), target=view_of(JOBS), outcome=HOLDS) == [
        'near-names: job_total{status="done"} finds nothing: lps shows no job_total; near it:'
        " jobs_total",
        f"metrics-check query jobs_total {LPS}",
    ]


def test_a_label_that_must_not_be_is_named() -> None:
    exposition = 'jobs_total{user="u1"} 1\njobs_total{user="u2"} 1\nsent 1\n'
    evidence = tuple(
        Evidence({**JOB, "violating_metric": "jobs_total", "user": user}, 1.0)
        for user in ("u1", "u2")
    )
    promql = '({__name__=~".+", user!=""}) or {__name__=~".+", order=~".+"}'
    outcome = replace(NEVER, evidence=evidence)
    assert told(promql_of(promql), target=view_of(exposition), outcome=outcome) == [
        'forbidden-label: jobs_total must not have the label user; its values are {"u1", "u2"}',
        """metrics-check query 'count by (user) ({__name__=~".+", user!=""})' """ + LPS,
        'worst-offenders: 2 violations, worst first: 1 {user="u1"}; 1 {user="u2"}',
    ]


def test_what_is_too_long_to_read_is_asked_by_its_first_metric() -> None:
    sides = " and ".join(f'jobs_total{{status!="{n:030}"}}' for n in range(4))
    found = told(promql_of(sides), target=view_of(JOBS), outcome=NEVER)
    assert shlex.split(found[-1])[2] == f'jobs_total{{status!="{0:030}"}}'


SENT = 'sent{mode="a"} 1\n'
OTHERS = {
    "http://cj/m": view_of(SENT, name="cj", urls=("http://cj/m",), labels={"job": "cj"}),
    "http://x/m": view_of(JOBS, name="x", urls=("http://x/m",), labels={"job": "x"}),
}
COMMANDS = [
    pytest.param(
        NEVER,
        'jobs_total{job="llm_provider_service", status="done"} > 0',
        'jobs_total{status="done"} > 0',
        [LPS],
        id="its-own-target-by-name",
    ),
    pytest.param(
        NEVER, "jobs_total # all\n  > 0", "jobs_total > 0", [LPS], id="as-typed-where-it-can-be"
    ),
    pytest.param(NEVER, 'sent{job=~"cj|z"} > 0', "sent > 0", ["http://cj/m"], id="another-target"),
    pytest.param(
        HOLDS,
        'sum(sent{job="cj"}) == sum(jobs_total)',
        "sum(sent) unless (sum(sent) == sum(jobs_total))",
        ["http://cj/m", LPS],
        id="two-targets",
    ),
    pytest.param(
        HOLDS,
        'sum(jobs_total{job="x"}) > on () sum(jobs_total)',
        "jobs_total",
        ["http://x/m"],
        id="one-metric-of-two-targets-would-be-mixed",
    ),
    pytest.param(
        HOLDS,
        "9 < (jobs_total)",
        "(jobs_total) unless (9 < (jobs_total))",
        [LPS],
        id="what-does-not-satisfy",
    ),
    pytest.param(
        NEVER,
        '{job="llm_provider_service"} > 0',
        '{__name__=~".+"} > 0',
        [LPS],
        id="a-target-and-no-name",
    ),
]


@pytest.mark.parametrize(("outcome", "promql", "asked", "urls"), COMMANDS)
def test_the_command_finds_what_is_told(
    outcome: Outcome, promql: str, asked: str, urls: list[str]
) -> None:
    target = view_of(JOBS)
    shown = replace(outcome, evidence=(Evidence(JOB, 1.0),), observed="1")
    found = told(promql_of(promql), target=target, others=(*OTHERS.values(),), outcome=shown)
    assert shlex.split(found[-1]) == ["metrics-check", "query", asked, *urls]
    views = {LPS: target, **OTHERS}
    assert evaluate_vector(asked, _exposed(*(views[url] for url in urls)), at=0.0)


def _exposed(*views: TargetView) -> Dataset:
    """What the services themselves show: without the labels of their targets."""
    return Dataset.of(
        (
            (name, {k: v for k, v in each.labels.items() if k not in view.labels}, each.value, None)
            for view in views
            for name, series in view.series.items()
            for each in series
        ),
        at=0.0,
    )
