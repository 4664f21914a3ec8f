"""The PromQL itself, where its wording is a promise: evidence, escaping, what surrounds a probe."""

from dataclasses import replace

import pytest

from metrics_check.assertions.compile import compile_assertion
from metrics_check.model.probe import Probe, Subject
from tests.assertions.building import subject_of

JOB = {"job": "j"}


def probe(entry: str, assertion: str, labels: dict[str, str] = JOB) -> Probe:
    """The compiled probe of one assertion."""
    return compile_assertion(subject_of(entry, assertion, labels))


def test_a_bound() -> None:
    found = probe('series: m{a="1", b!="2", c}\nby: [d, a]\nexpect: sum 1 .. 5', "expect.sum")
    value = 'sum by (a, job, d) (m{a="1", b!="2", job="j"})'
    assert found == Probe(
        violation=f'{value} unless {value} >= 1 <= 5 or absent(m{{a="1", b!="2", job="j"}})',
        unproven="",
        observed=value,
        exists='m{a="1", b!="2", job="j"}',
    )


def test_several_parts_say_which_is_absent() -> None:
    found = probe("series: h\ntype: histogram\nexpect: mean <= 1", "expect.mean")
    count, total = 'sum by (job) (h_count{job="j"})', 'sum by (job) (h_sum{job="j"})'
    mean = f"{total} / ({count} != 0)"
    violation = (
        f"{mean} unless {mean} <= 1"
        ' or label_replace(absent(h_count{job="j"}), "absent_metric", "h_count", "", "")'
        ' or label_replace(absent(h_sum{job="j"}), "absent_metric", "h_sum", "", "")'
    )
    assert found == Probe(
        violation=violation,
        unproven=f"({count} == 0) unless on () ({violation})",
        observed=mean,
        exists='h_count{job="j"}',
    )


def test_exercised_by_is_laid_around() -> None:
    found = probe("series: m\ntype: gauge\nexercised_by: w > 0\nexpect: any > 1", "expect.any")
    bare = probe("series: m\ntype: gauge\nexpect: any > 1", "expect.any")
    violation = f'({bare.violation}) and on () (w{{job="j"}} > 0)'
    idle = 'label_replace(absent(w{job="j"} > 0), "unproven", "not-exercised", "", "")'
    assert found == replace(
        bare, violation=violation, unproven=f"({idle}) unless on () ({violation})"
    )


def test_optional_leaves_absence_out() -> None:
    found = probe("series: m\ntype: gauge\noptional: true\nexpect: '<= 1'", "expect.each")
    assert found.violation == 'm{job="j"} unless m{job="j"} <= 1'


@pytest.mark.parametrize(
    ("entry", "assertion", "exists"),
    [
        pytest.param('series: m{job="k"}', "presence", '{__name__=~"m(_count)?", job="k"}', id="="),
        pytest.param(
            'series: m{job!="k"}\ntype: gauge', "presence", 'm{job!="k"}', id="any-operator"
        ),
        pytest.param('holds: a{job="k"} > 1', "holds", 'a{job="k"}', id="holds"),
        pytest.param(
            "never: a unless b offset 1m", "never", 'a{job="j"} or b{job="j"}', id="never-plain"
        ),
        pytest.param(
            'never: \'a{x="1", job="k"} > rate(b{y="2"}[5m])\'',
            "never",
            'a{job="k"} or b{job="j"}',
            id="never-stripped",
        ),
        pytest.param(
            'holds: \'a{x="1"} > rate(b{y="2"}[5m])\'',
            "holds",
            'a{x="1", job="j"} or b{y="2", job="j"}',
            id="holds-not-stripped",
        ),
    ],
)
def test_target_labels_enter_where_they_are_not_named(
    entry: str, assertion: str, exists: str
) -> None:
    assert probe(entry, assertion).exists == exists


@pytest.mark.parametrize(
    ("entry", "exists"),
    [
        pytest.param("series: a_b:c", '{__name__=~"a_b:c(_count)?"}', id="colon"),
        pytest.param(
            "series: '{\"my.metric\"}'", '{__name__=~"my\\\\.metric(_count)?"}', id="any-type"
        ),
        pytest.param("series: '{\"my.metric\"}'\ntype: gauge", '{__name__="my.metric"}', id="utf8"),
        pytest.param(
            "series: '{\"my.metric\"}'\ntype: histogram",
            '{__name__="my.metric_count"}',
            id="utf8-histogram",
        ),
        pytest.param(
            'series: \'m{"my.label"="x"}\'\ntype: gauge', 'm{"my.label"="x"}', id="utf8-label"
        ),
        pytest.param("series: m\ntype: summary", "m_count", id="summary"),
        pytest.param("series: m\ntype: gaugehistogram", "m_gcount", id="gaugehistogram"),
        pytest.param("series: m\ntype: info", "m", id="info"),
        pytest.param(
            r"""series: 'm{a="say \"x\" \\ $1"}'""" + "\ntype: gauge",
            r'm{a="say \"x\" \\ $1"}',
            id="quotes",
        ),
    ],
)
def test_what_a_series_becomes(entry: str, exists: str) -> None:
    assert probe(entry, "presence", {}).exists == exists


def test_without_a_targets_label_a_nameless_selector_stays_whole() -> None:
    assert probe("never: '{a=\"1\"} > 2'", "never", {}).exists == '{a="1"}'


def test_metrics_of_one_condition_are_told_apart() -> None:
    found = probe("holds: '{__name__=~\"a.*\"} > 1'", "holds")
    every = '{__name__=~"a.*", job="j"}'
    named = 'label_replace({}, "violating_metric", "$1", "__name__", "(.+)")'
    assert found.violation == (
        f"{named.format(every)} unless {named.format(every + ' > 1')} or absent({every})"
    )


def test_what_must_never_be_keeps_its_name() -> None:
    found = probe("never: a > 1", "never")
    query = 'a{job="j"} > 1'
    violation = f'label_replace({query}, "violating_metric", "$1", "__name__", "(.+)")'
    assert found == Probe(
        violation=violation,
        unproven=f'(absent(a{{job="j"}})) unless on () ({violation})',
        observed=f"count({query})",
        exists='a{job="j"}',
    )


def test_what_is_judged_on_shape_has_no_promql() -> None:
    with pytest.raises(TypeError, match="type is judged on shape, not by PromQL"):
        probe("series: m\ntype: gauge", "type")


@pytest.mark.parametrize(
    ("entry", "assertion"),
    [
        ("series: m\nexpect: sum > 1", "expect.sum"),
        ("series: m\nlabels: {l: [a]}", "labels.l"),
        ("series: m\ntype: gauge", "type"),
    ],
)
def test_a_series_kind_needs_a_series(entry: str, assertion: str) -> None:
    subject = subject_of(entry, assertion, JOB)
    promql = replace(subject.expectation, series=None, promql="a")
    other = Subject(promql, subject.assertion, JOB, subject.type)
    with pytest.raises(TypeError):
        compile_assertion(other)
