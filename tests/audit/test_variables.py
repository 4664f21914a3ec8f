"""Variables in every position of a query, in both syntaxes and all formats."""

import json

import pytest

from metrics_check.audit.variables import replaced
from metrics_check.errors import InvalidInput
from metrics_check.promql.tree import Selector, walk
from tests.audit.reading import uses_of


def use_of(query: str) -> list[tuple[str | None, str, str]]:
    """Name, pattern and the marked piece of each selector of a panel's query."""
    panel = {"title": "P", "targets": [{"refId": "A", "expr": query}]}
    read = uses_of({"d.json": json.dumps({"title": "D", "panels": [panel]})})
    assert read.unread == ()
    return [
        (use.name, use.pattern, query[use.offset : use.offset + use.length])
        for each in read.judged
        for use in each.uses
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("rate(a_total[$__rate_interval])", [("a_total", "", "a_total")], id="range"),
        pytest.param("rate(a_total[[[i]]])", [("a_total", "", "a_total")], id="range, old"),
        pytest.param("rate(a_total[${i}s])", [("a_total", "", "a_total")], id="a number of s"),
        pytest.param("rate(a_total[5$unit])", [("a_total", "", "a_total")], id="a unit"),
        pytest.param(
            "max_over_time(rate(a_total[5m])[$__range:$step])",
            [("a_total", "", "a_total")],
            id="subquery",
        ),
        pytest.param("a_total offset $back", [("a_total", "", "a_total")], id="offset"),
        pytest.param("a_total offset -${back:raw}", [("a_total", "", "a_total")], id="-offset"),
        pytest.param('a_total{job="$job"}', [("a_total", "", "a_total")], id="a value"),
        pytest.param(
            'a_total{job=~"${job:regex}|[[o:pipe]]"}', [("a_total", "", "a_total")], id="formats"
        ),
        pytest.param("a_total{$filters}", [("a_total", "", "a_total")], id="matchers"),
        pytest.param('a_total{x="1",$filters}', [("a_total", "", "a_total")], id="more matchers"),
        pytest.param('a_total{$label="1"}', [("a_total", "", "a_total")], id="a label"),
        pytest.param("sum by ($label, ${o:csv}) (a_total)", [("a_total", "", "a_total")], id="by"),
        pytest.param("$agg(a_total)", [("a_total", "", "a_total")], id="aggregation"),
        pytest.param("$agg by (x) (a_total)", [("a_total", "", "a_total")], id="agg by"),
        pytest.param("$fn(a_total[5m])", [("a_total", "", "a_total")], id="function"),
        pytest.param("topk($n, a_total)", [("a_total", "", "a_total")], id="a number"),
        pytest.param("a_total > 0.$digits", [("a_total", "", "a_total")], id="digits"),
        pytest.param(
            "a_total $op b_total",
            [("a_total", "", "a_total"), ("b_total", "", "b_total")],
            id="operator",
        ),
        pytest.param(
            "a_total * $__interval_ms / b_total",
            [("a_total", "", "a_total"), ("b_total", "", "b_total")],
            id="number of Grafana",
        ),
        pytest.param(
            "rate(${group}_requests_total[5m])",
            [(None, ".*_requests_total", "${group}_requests_total")],
            id="part of a name",
        ),
        pytest.param("rate([[m]][5m])", [(None, "", "[[m]]")], id="a name"),
        pytest.param("$query", [(None, "", "$query")], id="all of it"),
        pytest.param(
            'label_replace(a_total, "x", "$1", "y", "(.*)$")', [("a_total", "", "a_total")], id="$1"
        ),
        pytest.param("a_total # $x\n + b", [("a_total", "", "a_total"), ("b", "", "b")], id="#"),
    ],
)
def test_positions(query: str, expected: list[tuple[str | None, str, str]]) -> None:
    assert use_of(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(
            'label_values(a_total{x="$y"}, job)', [("a_total", "", "a_total")], id="label_values"
        ),
        pytest.param("label_values(job)", [], id="label_values of no metric"),
        pytest.param("label_names()", [], id="label_names"),
        pytest.param("metrics(node_.+)", [(None, ".*(?:node_.+).*", "metrics(node_.+)")], id="m"),
        pytest.param(
            "query_result(topk(3, a_total))", [("a_total", "", "a_total")], id="query_result"
        ),
        pytest.param("a_total", [("a_total", "", "a_total")], id="a series"),
    ],
)
def test_queries_of_variables(query: str, expected: list[tuple[str | None, str, str]]) -> None:
    variable = {"type": "query", "name": "v", "query": query}
    read = uses_of({"d.json": json.dumps({"title": "D", "templating": {"list": [variable]}})})
    assert read.unread == ()
    found = [use for each in read.judged for use in each.uses]
    assert [(use.name, use.pattern) for use in found] == [each[:2] for each in expected]
    if query.startswith("metrics"):
        return
    marked = [query[use.offset : use.offset + use.length] for use in found]
    assert marked == [each[2] for each in expected]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("sum(", id="bad without any"),
        pytest.param("$a $b $c $d $e $f $g $h", id="too many"),
        pytest.param("__var0__ + $a", id="the stand-in itself"),
        pytest.param('a{x="$', id="no end"),
        pytest.param("${", id="half of one"),
    ],
)
def test_what_nothing_helps_is_refused(query: str) -> None:
    with pytest.raises(InvalidInput):
        replaced(query)


def test_many_variables_take_no_long_time() -> None:
    query = " + ".join(f'rate(m{n}_total{{a="$a"}}[$__interval])' for n in range(50))
    found = replaced(query)
    assert sum(isinstance(node, Selector) for node in walk(found.tree)) == 50
    last = found.text.index("m49_total")
    assert query[found.original(last) :].startswith("m49_total")
