"""A metric that is there, and matchers that leave out all of it; labels that are missing."""

import shlex
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis.strategies import sampled_from, text

from metrics_check.check.diagnose import diagnose
from metrics_check.check.view import SeenSeries
from metrics_check.model.probe import Evidence
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.text import quote_regex
from metrics_check.promql.parse import parse
from tests.check.diagnose.seen import ABSENT, LPS, expectation_of, told, view_of

BUNDLE = 'callbacks_total{mode="serial_bundle",result="success"} 3\n'
GRID = """jobs_total{model="a",status="scheduled",zone="x"} 1
jobs_total{model="a",status="failed",zone="x"} 1
jobs_total{model="b",status="completed",zone="x"} 1
"""
MANY = "".join(f'calls_total{{model="gpt-{n:03}"}} 1\n' for n in range(512))
HISTOGRAM = """# TYPE wait_seconds histogram
wait_seconds_bucket{mode="a",le="+Inf"} 3
wait_seconds_sum{mode="a"} 4
wait_seconds_count{mode="a"} 3
"""
HOSTILE = 'x{a="it\'s \\"$(id)\\" \\\\ \\n\x1b[31m\u202e"} 1\n'

ROWS = [
    pytest.param(
        BUNDLE,
        'callbacks_total{mode="batch_api", result} >= 1',
        'other-values: the metric is there, with mode in {"serial_bundle"}',
        "query 'count by (mode) (callbacks_total)'",
        id="another-value",
    ),
    pytest.param(
        GRID,
        'jobs_total{status="scheduld"} >= 1',
        'other-values: the metric is there, with status in {"completed", "failed", "scheduled"};'
        ' did you mean "scheduled"?',
        "query 'count by (status) (jobs_total)'",
        id="a-misspelled-value",
    ),
    pytest.param(
        GRID,
        'jobs_total{status=~"comp", model="a"} >= 1',
        'other-values: the metric is there, with status in {"completed", "failed", "scheduled"};'
        ' status=~"comp" matches none of them whole',
        "query 'count by (status) (jobs_total)'",
        id="a-pattern-matches-whole-values",
    ),
    pytest.param(
        BUNDLE,
        'callbacks_total{result!="success"} >= 1',
        'other-values: the metric is there, with result in {"success"};'
        ' result!="success" leaves out every one',
        "query 'count by (result) (callbacks_total)'",
        id="a-negative-matcher",
    ),
    pytest.param(
        GRID,
        'jobs_total{model!~"a|b"} >= 1',
        'other-values: the metric is there, with model in {"a", "b"};'
        ' model!~"a|b" leaves out every one',
        "query 'count by (model) (jobs_total)'",
        id="a-negative-pattern",
    ),
    pytest.param(
        GRID,
        'jobs_total{modle="a"} >= 1',
        "absent-label: the metric is there, without a label modle:"
        " the labels there are model, status, zone; did you mean model?",
        "query 'count by (model, status, zone) (jobs_total)'",
        id="a-label-that-no-series-has",
    ),
    pytest.param(
        "jobs_total 1\n",
        'jobs_total{model="a"} >= 1',
        "absent-label: the metric is there, without a label model: it has no label at all",
        "query jobs_total",
        id="no-label-at-all",
    ),
    pytest.param(
        'jobs_total{model=""} 1\n',
        'jobs_total{model=~".+"} >= 1',
        "absent-label: the metric is there, without a label model: it has no label at all",
        "query jobs_total",
        id="an-empty-label-is-none",
    ),
    pytest.param(
        GRID,
        'jobs_total{model="a", status="completed", zone="x"} >= 1',
        'no-such-combination: each of model="a" and status="completed" matches a series alone,'
        ' none matches both; the combinations there are {model="a", status="failed"},'
        ' {model="a", status="scheduled"}, {model="b", status="completed"}',
        "query 'count by (model, status) (jobs_total)'",
        id="two-that-exclude-each-other",
    ),
    pytest.param(
        'x{a="1",b="1",c="0"} 1\nx{a="1",b="0",c="1"} 1\nx{a="0",b="1",c="1"} 1\n',
        'x{a="1", b="1", c="1"} >= 1',
        'no-such-combination: each of a="1" and b="1" and c="1" matches a series alone, none'
        ' matches all; the combinations there are {a="0", b="1", c="1"}, {a="1", b="0", c="1"},'
        ' {a="1", b="1", c="0"}',
        "query 'count by (a, b, c) (x)'",
        id="three-that-match-in-pairs-only",
    ),
    pytest.param(
        MANY,
        'calls_total{model="gpt-0077"} >= 1',
        'other-values: the metric is there, with model in {"gpt-000", "gpt-001", "gpt-002",'
        ' "gpt-003", "gpt-004", "gpt-005", "gpt-006", "gpt-007", "gpt-008", "gpt-009", …}'
        ' (10 of 512); did you mean "gpt-077"?',
        "query 'count by (model) (calls_total)'",
        id="ten-of-many-values-and-the-nearest",
    ),
    pytest.param(
        HISTOGRAM,
        'histogram wait_seconds{mode="b"}',
        'other-values: the metric is there, with mode in {"a"}',
        "query 'count by (mode) (wait_seconds_count)'",
        id="a-histogram-by-its-count",
    ),
    pytest.param(
        HISTOGRAM,
        'wait_seconds{mode="b"}',
        'other-values: the metric is there, with mode in {"a"}',
        "query 'count by (mode) (wait_seconds_count)'",
        id="a-histogram-told-by-metadata",
    ),
    pytest.param(
        BUNDLE,
        'callbacks_total{job="lps"} >= 1',
        'other-values: the metric is there, with job in {"llm_provider_service"};'
        " job comes from the target, not from the service",
        "query callbacks_total",
        id="a-label-of-the-target",
    ),
    pytest.param(
        HOSTILE,
        'x{a="b"} >= 1',
        "other-values: the metric is there, with a in "
        '{"it\'s \\"$(id)\\" \\\\ \\n\\x1b[31m\\u202e"}',
        "query 'count by (a) (x)'",
        id="hostile-values",
    ),
    pytest.param(
        'x{a="' + "v" * 500 + '"} 1\n',
        'x{a="b"} >= 1',
        'other-values: the metric is there, with a in {"' + "v" * 59 + '…"}',
        "query 'count by (a) (x)'",
        id="a-long-value-is-cut",
    ),
    pytest.param(
        '{"x","my.label"="1"} 1\n',
        '{"x", "my.label"="2"} >= 1',
        'other-values: the metric is there, with "my.label" in {"1"}',
        "query 'count by (\"my.label\") (x)'",
        id="a-quoted-label-name",
    ),
]


@pytest.mark.parametrize(("exposition", "line", "message", "command"), ROWS)
def test_explains(exposition: str, line: str, message: str, command: str) -> None:
    expected = [message, f"metrics-check {command} {LPS}"]
    assert told(expectation_of(line), target=view_of(exposition)) == expected


def test_each_matcher_that_leaves_out_everything_is_told() -> None:
    expectation = expectation_of('jobs_total{model="c", status="gone", zone="x"} >= 1')
    assert told(expectation, target=view_of(GRID)) == [
        'other-values: the metric is there, with model in {"a", "b"}',
        f"metrics-check query 'count by (model) (jobs_total)' {LPS}",
        'other-values: the metric is there, with status in {"completed", "failed", "scheduled"}',
        f"metrics-check query 'count by (status) (jobs_total)' {LPS}",
    ]


def test_nothing_is_told_of_series_that_were_not_kept() -> None:
    target = replace(view_of(GRID), series={})
    assert told(expectation_of('jobs_total{model="c"} >= 1'), target=target) == []


@pytest.mark.parametrize(
    ("exposition", "missing", "there"),
    [
        (
            'w_bucket{mode="a",le="+Inf"} 3\nw_count{mode="a"} 3\n',
            "w_count is there, w_sum is not",
            "w_count",
        ),
        (
            'w_sum{mode="a"} 3\nw_count{mode="a"} 3\n',
            "w_count is there, w_bucket is not",
            "w_count",
        ),
    ],
    ids=["no-sum", "no-bucket"],
)
def test_a_histogram_without_one_of_its_parts(exposition: str, missing: str, there: str) -> None:
    found = told(expectation_of('histogram w{mode="a"}'), target=view_of(exposition))
    assert found == [
        f"missing-part: {missing}: this is no whole histogram",
        f"metrics-check query {there} {LPS}",
    ]


LABELS = [
    pytest.param(
        GRID,
        "absent-label: the metric is there, without a label result:"
        " the labels there are model, status, zone",
        "query 'count by (model, status, zone) (jobs_total)'",
        id="no-series-has-it",
    ),
    pytest.param(
        'jobs_total{model="a",result="ok"} 1\njobs_total{model="b"} 1\njobs_total{model="c"} 1\n',
        "absent-label: 2 of 3 series have no label result",
        "query 'jobs_total{result=\"\"}'",
        id="some-have-it",
    ),
]


@pytest.mark.parametrize(("exposition", "message", "command"), LABELS)
def test_a_label_that_must_be_there(exposition: str, message: str, command: str) -> None:
    outcome = replace(
        ABSENT,
        code="absent-label",
        assertion="labels.result",
        evidence=(Evidence({"model": "a"}, 1.0),),
        evidence_total=1,
    )
    expectation = expectation_of("jobs_total{result} >= 1")
    found = told(expectation, target=view_of(exposition), outcome=outcome)
    assert found == [message, f"metrics-check {command} {LPS}"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text(max_size=80), text(max_size=80), sampled_from(MatchOp))
def test_any_value_is_told_on_one_line_and_its_query_reads(
    shown: str, asked: str, op: MatchOp
) -> None:
    pattern = quote_regex(asked) if op in {MatchOp.REGEX, MatchOp.NOT_REGEX} else asked
    series = Series("x", (Matcher("a", op, pattern), Matcher("b", MatchOp.EQUAL, asked)))
    target = replace(view_of("x 1\n"), series={"x": (SeenSeries({"a": shown, "b": "1"}, 1.0),)})
    expectation = replace(expectation_of("x"), series=series)
    outcome = replace(ABSENT, evidence=(Evidence({"a": shown}, 1.0),))
    for step in diagnose(outcome, expectation=expectation, target=target):
        assert step.message.isprintable()
        assert step.try_next.isprintable()
        program, verb, query, url = shlex.split(step.try_next)
        assert (program, verb, url) == ("metrics-check", "query", LPS)
        parse(query)
