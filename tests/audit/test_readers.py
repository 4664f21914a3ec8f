"""Each kind of file: which expressions stand in it, and where."""

import json

import pytest

from tests.audit.reading import read_texts, uses_of

RULES = """\
groups:
  - name: g
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Down
        expr: |
          up
            == 0
  - name: empty
"""
LIST = """\
apiVersion: v1
kind: List
items:
  - kind: PrometheusRule
    spec:
      groups:
        - rules:
            - {alert: A, expr: 'up == 0'}
  - kind: Service
    spec: {ports: []}
---
kind: ConfigMap
data:
  rules.yaml: |
    groups:
      - rules:
          - alert: B
            expr: down > 1
  script.sh: echo up
"""
OLD = {
    "title": "Old",
    "rows": [{"panels": [{"title": "P", "targets": [{"expr": "up", "refId": "A"}]}]}],
    "annotations": {"list": [{"name": "restarts", "expr": "changes(start_time[5m])"}]},
    "templating": {
        "list": [
            {"type": "query", "name": "job", "query": "label_values(up, job)"},
            {"type": "query", "name": "x", "query": {"query": "metrics(node_)", "refId": "V"}},
            {"type": "custom", "name": "c", "query": "a,b"},
        ]
    },
}
NEW = {
    "title": "New",
    "panels": [
        {
            "type": "row",
            "title": "Row",
            "panels": [{"title": "In", "targets": [{"refId": "B", "expr": 'up{job="$job"}'}]}],
        },
        {
            "title": "Logs",
            "datasource": {"type": "loki", "uid": "x"},
            "targets": [{"refId": "A", "expr": '{app="x"} |= "error"'}],
        },
        {
            "title": "SQL",
            "datasource": {"type": "mysql", "uid": "y"},
            "targets": [{"refId": "A", "rawSql": "select 1"}],
        },
        {
            "title": "By variable",
            "datasource": {"uid": "${logs}"},
            "targets": [{"refId": "A", "expr": '{app="x"}'}],
        },
        {"title": "Nothing", "targets": [{"refId": "A", "expr": ""}, {"expr": None}]},
    ],
    "templating": {"list": [{"type": "datasource", "name": "logs", "query": "loki"}]},
}
V2 = {
    "apiVersion": "dashboard.grafana.app/v2beta1",
    "kind": "Dashboard",
    "spec": {
        "title": "V2",
        "elements": {
            "panel-1": {
                "kind": "Panel",
                "spec": {
                    "title": "P",
                    "data": {
                        "spec": {
                            "queries": [
                                {
                                    "kind": "PanelQuery",
                                    "spec": {
                                        "refId": "A",
                                        "query": {
                                            "kind": "DataQuery",
                                            "group": "prometheus",
                                            "spec": {"expr": "rate(a_total[5m])"},
                                        },
                                    },
                                },
                                {
                                    "kind": "PanelQuery",
                                    "spec": {
                                        "refId": "B",
                                        "query": {
                                            "kind": "DataQuery",
                                            "group": "loki",
                                            "spec": {"expr": '{a="b"}'},
                                        },
                                    },
                                },
                            ]
                        }
                    },
                },
            }
        },
        "variables": [
            {
                "kind": "QueryVariable",
                "spec": {
                    "name": "job",
                    "query": {
                        "kind": "DataQuery",
                        "group": "prometheus",
                        "spec": {"query": "label_values(b_total, job)"},
                    },
                },
            }
        ],
    },
}
PERSES = {
    "kind": "Dashboard",
    "metadata": {"name": "shop"},
    "spec": {
        "variables": [
            {
                "kind": "ListVariable",
                "spec": {
                    "name": "job",
                    "plugin": {
                        "kind": "PrometheusLabelValuesVariable",
                        "spec": {"labelName": "job", "matchers": ["a_total"]},
                    },
                },
            }
        ],
        "panels": {
            "p": {
                "kind": "Panel",
                "spec": {
                    "display": {"name": "Orders"},
                    "queries": [
                        {
                            "kind": "TimeSeriesQuery",
                            "spec": {
                                "plugin": {
                                    "kind": "PrometheusTimeSeriesQuery",
                                    "spec": {"query": "rate(a_total[$__interval])"},
                                }
                            },
                        },
                        {
                            "kind": "LogQuery",
                            "spec": {
                                "plugin": {"kind": "LokiLogQuery", "spec": {"query": '{a="b"}'}}
                            },
                        },
                    ],
                },
            }
        },
    },
}
PAGE = """\
# Orders

See `rate(orders_total[5m])`, `orders_total`, ``a `b` ``, `len(x)` and `orders_total{status}`.

```promql
sum(orders_total)
  / 2

# a comment
max(orders_open)
```

~~~
rate(orders_total[1m])
some words
~~~

```yaml
groups:
  - rules:
      - alert: InPage
        expr: orders_open > 5
```

```bash
curl 'http://x/query?query=rate(orders_total[5m])'
```
"""


PROVISIONED = """\
apiVersion: 1
groups:
  - name: g
    rules:
      - title: Down
        data:
          - refId: A
            datasourceUid: prom
            model: {expr: up == 0, refId: A}
          - refId: B
            datasourceUid: __expr__
            model: {type: threshold, expression: A, refId: B}
"""
OPERATOR = """\
kind: GrafanaDashboard
spec:
  json: |
    {"title": "D", "panels": [{"title": "P", "targets": [{"expr": "up"}]}]}
---
kind: PersesDashboard
metadata: {name: d}
spec:
  config:
    panels:
      p:
        kind: Panel
        spec:
          display: {name: P}
          queries:
            - kind: TimeSeriesQuery
              spec:
                plugin:
                  kind: PrometheusTimeSeriesQuery
                  spec: {query: up == 1}
"""
# Where the text stands in the JSON is told by the JSON itself.
IN_JSON = ""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "r.yaml",
            RULES,
            [
                ("sum by (job) (up)", "rule", "job:up:sum", "5:15"),
                ("up\n  == 0\n", "alert", "Down", "8:11"),
            ],
            id="a rule file",
        ),
        pytest.param(
            "l.yaml",
            LIST,
            [("up == 0", "alert", "A", "8:33"), ("down > 1", "alert", "B", "18:19")],
            id="a list of objects, and a ConfigMap",
        ),
        pytest.param(
            "old.json",
            json.dumps(OLD),
            [
                ("up", "dashboard", "Old/P/A", IN_JSON),
                ("changes(start_time[5m])", "dashboard", "Old/restarts", IN_JSON),
                ("label_values(up, job)", "dashboard", "Old/variable job", IN_JSON),
                ("metrics(node_)", "dashboard", "Old/variable x", IN_JSON),
            ],
            id="Grafana, rows",
        ),
        pytest.param(
            "new.json",
            json.dumps({"dashboard": NEW, "meta": {"slug": "new"}}),
            [('up{job="$job"}', "dashboard", "New/In/B", IN_JSON)],
            id="Grafana in the envelope of its API",
        ),
        pytest.param(
            "v2.json",
            json.dumps(V2),
            [
                ("rate(a_total[5m])", "dashboard", "V2/P/A", IN_JSON),
                ("label_values(b_total, job)", "dashboard", "V2/variable job", IN_JSON),
            ],
            id="Grafana, v2",
        ),
        pytest.param(
            "perses.json",
            json.dumps(PERSES),
            [
                ("a_total", "dashboard", "shop/variable job", IN_JSON),
                ("rate(a_total[$__interval])", "dashboard", "shop/Orders/1", IN_JSON),
            ],
            id="Perses",
        ),
        pytest.param(
            "page.md",
            PAGE,
            [
                ("rate(orders_total[5m])", "doc", "", "3:6"),
                ("orders_total", "doc", "", "3:32"),
                ("orders_total{status}", "doc", "", "3:73"),
                ("sum(orders_total)\n  / 2", "doc", "", "6:1"),
                ("max(orders_open)", "doc", "", "10:1"),
                ("rate(orders_total[1m])", "doc", "", "14:1"),
                ("orders_open > 5", "alert", "InPage", "22:15"),
            ],
            id="Markdown",
        ),
        pytest.param(
            "p.yaml",
            PROVISIONED,
            [("up == 0", "dashboard", "Down/A", "9:27")],
            id="alerts that Grafana provisions",
        ),
        pytest.param(
            "o.yaml",
            OPERATOR,
            [("up", "dashboard", "D/P", "4:68"), ("up == 1", "dashboard", "d/P/1", "20:33")],
            id="objects of operators",
        ),
        pytest.param("x.json", '{"a": [1, 2]}', [], id="other JSON"),
        pytest.param("x.yaml", "services: {web: {image: x}}\n", [], id="other YAML"),
        pytest.param("x.yaml", "", [], id="nothing"),
        pytest.param("x.yaml", "- a\n- b\n", [], id="a list of texts"),
    ],
)
def test_what_stands_in_a_file(
    path: str, text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    read = uses_of({path: text})
    found = [
        (
            each.expression.text,
            each.expression.kind,
            each.expression.name,
            str(each.expression.place_of(0)).removeprefix(f"{path}:"),
        )
        for each in read.judged
    ]
    assert found == [
        (expr, kind, name, place or _place_in_json(text, expr))
        for expr, kind, name, place in expected
    ]
    assert read.unread == ()


def _place_in_json(text: str, expr: str) -> str:
    """Behind the quotation mark, or at it where something in the text is escaped."""
    written = json.dumps(expr)
    return f"1:{text.index(written) + (2 if len(written) == len(expr) + 2 else 1)}"


def test_other_languages_are_told() -> None:
    found = [
        (each.where, each.reason)
        for text in (NEW, V2, PERSES)
        for each in read_texts({"x.json": json.dumps(text)}).contents.unread
        if each.is_other
    ]
    assert found == [
        ("New/Logs/A", "its data source is no Prometheus: loki"),
        ("New/SQL/A", "it has no `expr`; its data source: mysql"),
        ("New/By variable/A", "its data source is no Prometheus: loki"),
        ("V2/P/B", "its data source is no Prometheus: loki"),
        ("shop/Orders/2", "its data source is no Prometheus: LokiLogQuery"),
    ]


def test_logql_is_told_by_its_grammar_where_no_data_source_is() -> None:
    panel = {"title": "P", "targets": [{"refId": "A", "expr": '{app="x"} |= "error"'}]}
    read = uses_of({"x.json": json.dumps({"title": "D", "panels": [panel]})})
    assert [(each.reason, each.is_other) for each in read.unread] == [
        ("it is LogQL by its grammar, no PromQL", True)
    ]


@pytest.mark.parametrize(
    ("path", "text", "where", "reason"),
    [
        pytest.param(
            "a.yaml",
            "groups:\n  - rules:\n      - {alert: A, expr: 'sum('}\n",
            "a.yaml:3:27",
            "found an opening ( without its )",
            id="bad PromQL in a rule",
        ),
        pytest.param(
            "a.yaml",
            "groups:\n  - rules:\n      - {alert: A, expr: 'rate(up[$__interval])'}\n",
            "a.yaml:3:27",
            "bad PromQL `rate(up[$__interval])`",
            id="a variable in a rule",
        ),
        pytest.param(
            "a.yaml",
            "groups:\n  - rules:\n      - alert: A\n",
            "a.yaml:3:9",
            "the rule has no `expr`",
            id="no expr",
        ),
        pytest.param("a.yaml", "groups: [\n", "a.yaml:1:1", "", id="bad YAML"),
        pytest.param("a.yaml", "a: {{ .Values.x }}\n", "a.yaml:1:5", "", id="a template"),
        pytest.param("a.json", '{"panels": ', "a.json:1:12", "found no value", id="bad JSON"),
        pytest.param("a.md", "```promql\nsum(\n```\n", "a.md:2:1", "found an opening (", id="page"),
        pytest.param(
            "a.json",
            json.dumps({"title": "D", "panels": [{"title": "P", "targets": [{"expr": "a b c"}]}]}),
            "D/P",
            "bad PromQL `a b c`",
            id="bad PromQL in a panel",
        ),
    ],
)
def test_what_does_not_read_is_told(path: str, text: str, where: str, reason: str) -> None:
    read = read_texts({path: text})
    unread = [*read.contents.unread, *uses_of({path: text}).unread]
    assert [each.where for each in unread] == [where]
    assert reason in unread[0].reason
    assert not unread[0].is_other


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ud800", id="no Unicode"),
        pytest.param("[" * 5000 + "]" * 5000, id="deep"),
        pytest.param('{"panels": [{"title": {"a": 1}, "targets": {"expr": ["up"]}}]}', id="types"),
        pytest.param('{"panels": {"a": null}, "templating": [], "rows": 7}', id="other shapes"),
        pytest.param('{"kind": "ConfigMap", "data": {"x.json": 7, "y.json": "{"}}', id="inner"),
        pytest.param('{"kind": "List", "items": {"a": 1}}', id="items"),
        pytest.param('{"kind": "Dashboard", "spec": []}', id="spec"),
        pytest.param('{"groups": {"rules": 1}}', id="groups"),
        pytest.param('{"groups": [{"rules": [1, "x", null, {"expr": 7}]}]}', id="rules"),
    ],
)
@pytest.mark.parametrize("path", ["x.json", "x.yaml", "x.md"])
def test_no_file_ends_the_audit(path: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass").decode("latin-1")
    read = uses_of({path: data})
    assert all(use.name != "" for each in read.judged for use in each.uses)
