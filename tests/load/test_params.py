"""Params put into values, each as what the value is."""

from pathlib import Path

import pytest

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.model.series import MatchOp
from tests.load.loading import loaded, only

NASTY = "params: {p: 'a|b.c\"${x', r: a|b}\n".replace("${x", "$${x")


def test_matchers_take_a_param_as_it_is_and_patterns_quoted(tmp_path: Path) -> None:
    expectation = only(
        loaded(
            tmp_path,
            NASTY + "expectations:\n"
            '  - a_total{e="x${p}y", n!="${p}", q=~"${p}z?", r!~"${r:regex}", l="$${p}"}\n',
        )
    )
    assert expectation.series is not None
    assert [(each.op, each.value) for each in expectation.series.matchers] == [
        (MatchOp.EQUAL, 'xa|b.c"${xy'),
        (MatchOp.NOT_EQUAL, 'a|b.c"${x'),
        (MatchOp.REGEX, 'a\\|b\\.c"\\$\\{xz?'),
        (MatchOp.NOT_REGEX, "a|b"),
        (MatchOp.EQUAL, "${p}"),
    ]
    assert expectation.text == (
        'a_total{e="xa|b.c\\"${xy",n!="a|b.c\\"${x",q=~"a\\\\|b\\\\.c\\"\\\\$\\\\{xz?",'
        'r!~"a|b",l="${p}"}'
    )
    assert expectation.id == "a_total.x${p}y.$${p}"


def test_strings_of_promql_take_a_param_as_it_is_and_patterns_quoted(tmp_path: Path) -> None:
    expectation = only(
        loaded(
            tmp_path,
            NASTY + "expectations:\n  - id: x\n"
            '    holds: a_total{e="${p}", q=~"${p}", r=~\'${r:regex}\', l="$${p}"} # ${p}\n',
        )
    )
    assert expectation.promql == (
        'a_total{e="a|b.c\\"${x", q=~"a\\\\|b\\\\.c\\"\\\\$\\\\{x", r=~"a|b", l="${p}"}'
    )


@pytest.mark.parametrize(
    ("params", "line", "expected"),
    [
        pytest.param("n: 16", "sum == ${n}", "sum == 16", id="a number"),
        pytest.param("n: 30s, m: 1h", "sum ${n} .. ${m}", "sum 30s .. 1h", id="a range"),
        pytest.param("n: +Inf", "sum < ${n}", "sum < +Inf", id="infinity"),
    ],
)
def test_quantities(params: str, line: str, expected: str, tmp_path: Path) -> None:
    text = f"params: {{{params}}}\nexpectations: [{{series: a_seconds_total, expect: '{line}'}}]\n"
    assert [each.expected for each in only(loaded(tmp_path, text)).assertions] == [expected]


def test_values_that_kinds_read(tmp_path: Path) -> None:
    expectation = only(
        loaded(
            tmp_path,
            NASTY.replace("r: a|b", "r: a|b, n: 5, s: 30s") + "expectations:\n"
            "  - series: a_seconds\n    type: histogram\n"
            '    labels: {l: ["${p}", z], m: {matches: "${p}${r:regex}", not_matches: "${p}"}}\n'
            '    buckets: [1, "${n}", "${s}"]\n',
        )
    )
    details = {each.name: each.detail for each in expectation.assertions}
    labels = {name: rule for name, rule in details.items() if isinstance(rule, LabelRule)}
    assert {
        name: (rule.allowed, rule.matches, rule.not_matches) for name, rule in labels.items()
    } == {
        "labels.l": (('a|b.c"${x', "z"), "", ""),
        "labels.m": ((), 'a\\|b\\.c"\\$\\{xa|b', 'a\\|b\\.c"\\$\\{x'),
    }
    assert details["buckets"] == (1.0, 5.0, 30.0)


def test_requirements_urls_and_bases(tmp_path: Path) -> None:
    profile = loaded(
        tmp_path,
        "params: {p: a}\n"
        "requires:\n  env: {A: '${p}-b', B: ['${p}', '$${p}']}\n"
        "  http: {url: '${app.base}/${p}', json: {on: true, x: ['${p}', 5], n: null}}\n"
        "expectations:\n  - 'a_total{i=\"${app.base}\"}'\n",
    )
    assert [(each.name, each.allowed) for each in profile.env] == [
        ("A", ("a-b",)),
        ("B", ("a", "${p}")),
    ]
    assert [(each.url, each.json) for each in profile.http] == [
        ("http://localhost:8080/a", {"on": True, "x": ["a", 5], "n": None})
    ]
    assert only(profile).text == 'a_total{i="http://localhost:8080"}'
