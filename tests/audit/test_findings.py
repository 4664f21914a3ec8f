"""What is found in expressions, by what is known of the metrics."""

from pathlib import Path

import pytest

from metrics_check.audit.audit import Audit
from metrics_check.audit.known import CODE, KnownMetric, Source
from metrics_check.load.profiles import load_folder
from metrics_check.model.series import MetricType
from tests.audit.reading import alerts, audited, declared, exposed

EXPOSED = """\
# TYPE orders_total counter
orders_total{status="paid"} 3
orders_total{status="open"} 2
# TYPE queue_depth gauge
queue_depth 7
# TYPE wait_seconds histogram
wait_seconds_bucket{mode="a",le="0.5"} 1
wait_seconds_bucket{mode="a",le="5.0"} 1
wait_seconds_bucket{mode="a",le="+Inf"} 1
wait_seconds_sum{mode="a"} 0.2
wait_seconds_count{mode="a"} 1
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} 1
rpc_seconds_sum 1
rpc_seconds_count 1
# TYPE go_goroutines gauge
go_goroutines 5
"""
DECLARED = """\
format: 1
profile: shop
targets:
  shop: {url: shop.txt, labels: {job: shop, cell: eu}}
expectations:
  - series: orders_total{status}
    labels: {status: [paid, open, refunded]}
  - series: wait_seconds{mode}
    type: histogram
    buckets: [0.5, 5]
  - series: closed_total{a}
    only_labels: true
  - series: gone_total
    absent: true
  - id: stock
    holds: stock_level{place="shelf"} > 0
"""


def told(audit: Audit) -> list[tuple[str, str, str]]:
    """Code, metric and the marked piece of each finding."""
    return [
        (
            each.code,
            each.metric,
            each.judged.expression.text[each.offset : each.offset + each.length],
        )
        for each in audit.findings
        if each.code != "never-fires"
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param('rate(orders_total{status="paid"}[5m]) > 1', [], id="right"),
        pytest.param("up == 0", [], id="up"),
        pytest.param("scrape_samples_scraped > 1", [], id="scrape_"),
        pytest.param('ALERTS{alertname="x"} > 0', [], id="ALERTS"),
        pytest.param("wait_seconds_count > 0", [], id="a part"),
        pytest.param('rpc_seconds{quantile="0.5"} > 0', [], id="a summary"),
        pytest.param('orders_total{cluster="a",job="b"} > 0', [], id="labels of targets"),
        pytest.param('orders_total{status!="lost"} > 0', [], id="a value that is not"),
        pytest.param('orders_total{region=""} > 0', [], id="a label that is not"),
        pytest.param('{job="x"} > 0', [], id="no name"),
        pytest.param('{__name__=~"order.*"} > 0', [], id="a pattern"),
        pytest.param(
            "order_total > 0",
            [("unknown-metric", "order_total", "order_total")],
            id="unknown metric",
        ),
        pytest.param(
            "up and\n          order_total > 0",
            [("unknown-metric", "order_total", "order_total")],
            id="on the second line",
        ),
        pytest.param("a:b:c > 0", [("unrecorded", "a:b:c", "a:b:c")], id="unrecorded"),
        pytest.param(
            'orders_total{state="paid"} > 0',
            [("label-not-there", "orders_total", "state")],
            id="a label that is not there",
        ),
        pytest.param(
            'orders_total{status="payed"} > 0',
            [("value-not-seen", "orders_total", '"payed"')],
            id="a value that is not seen",
        ),
        pytest.param(
            'orders_total{status=~"paid|lost"} > 0',
            [("value-not-seen", "orders_total", '"paid|lost"')],
            id="one of several values",
        ),
        pytest.param(
            'orders_total{status=~"x.*"} > 0',
            [("value-not-seen", "orders_total", '"x.*"')],
            id="a pattern of values",
        ),
        pytest.param('orders_total{status=~"p.*"} > 0', [], id="a pattern that takes one"),
        pytest.param(
            "wait_seconds > 1", [("bare-histogram", "wait_seconds", "wait_seconds")], id="bare"
        ),
        pytest.param(
            'wait_seconds_bucket{le="1"} > 1',
            [("no-such-bucket", "wait_seconds_bucket", '"1"')],
            id="no such bucket",
        ),
        pytest.param('wait_seconds_bucket{le="5"} > 1', [], id="bounds are numbers"),
        pytest.param('wait_seconds_bucket{le="+Inf"} > 1', [], id="+Inf"),
        pytest.param(
            'wait_seconds_bucket{le=~"0.5|7"} > 1',
            [("no-such-bucket", "wait_seconds_bucket", '"0.5|7"')],
            id="one of several bounds",
        ),
        pytest.param(
            "rate(queue_depth[5m]) > 1",
            [("rate-of-gauge", "queue_depth", "queue_depth")],
            id="rate of a gauge",
        ),
        pytest.param(
            "delta(orders_total[5m]) > 1",
            [("delta-of-counter", "orders_total", "orders_total")],
            id="delta of a counter",
        ),
        pytest.param(
            "histogram_quantile(0.9, rate(orders_total[5m])) > 1",
            [("quantile-of-no-histogram", "orders_total", "orders_total")],
            id="quantile of a counter",
        ),
        pytest.param(
            "histogram_quantile(0.9, sum by (mode) (rate(wait_seconds_bucket[5m]))) > 1",
            [("quantile-without-le", "", "histogram_quantile")],
            id="quantile without le",
        ),
        pytest.param(
            "histogram_quantile(0.9, sum by (le, mode) (rate(wait_seconds_bucket[5m]))) > 1",
            [],
            id="quantile with le",
        ),
        pytest.param(
            "sum by (state) (orders_total) > 1",
            [("not-grouped", "orders_total", "state")],
            id="by",
        ),
        pytest.param(
            'sum by (x) (label_replace(orders_total, "x", "$1", "status", "(.*)")) > 1',
            [],
            id="a label that is made",
        ),
        pytest.param(
            'sum by (x) (count_values("x", orders_total)) > 1', [], id="a label of values"
        ),
        pytest.param("sum by (cluster) (orders_total) > 1", [], id="by a label of targets"),
        pytest.param(
            "orders_total * on (state) queue_depth > 1",
            [("not-grouped", "orders_total", "state")],
            id="on",
        ),
        pytest.param(
            "sum without (state) (orders_total) > 1",
            [("not-grouped", "orders_total", "state")],
            id="without",
        ),
        pytest.param(
            "orders_total * ignoring (status, state) queue_depth > 1",
            [("not-grouped", "orders_total", "state")],
            id="ignoring",
        ),
    ],
)
def test_against_an_exposition(expression: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(audited(alerts(expression), exposed(EXPOSED))) == expected


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "shop.yaml").write_text(DECLARED)
    found = load_folder(tmp_path)
    assert found.problems == ()
    return declared(*found.profiles.values())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param('orders_total{status="refunded"} > 0', [], id="allowed"),
        pytest.param('orders_total{other="x"} > 0', [], id="a label more"),
        pytest.param('stock_level{place="box"} > 0', [], id="of PromQL"),
        pytest.param('closed_total{a="1",cell="eu"} > 0', [], id="labels of the target"),
        pytest.param(
            'orders_total{status="payed"} > 0',
            [("value-not-declared", "orders_total", '"payed"')],
            id="not allowed",
        ),
        pytest.param(
            'closed_total{b="1"} > 0', [("label-not-there", "closed_total", "b")], id="only_labels"
        ),
        pytest.param(
            'wait_seconds_bucket{le="1"} > 0',
            [("no-such-bucket", "wait_seconds_bucket", '"1"')],
            id="buckets",
        ),
        pytest.param(
            "gone_total > 0", [("unknown-metric", "gone_total", "gone_total")], id="absent"
        ),
    ],
)
def test_against_expectations(
    expression: str, expected: list[tuple[str, str, str]], source: Source
) -> None:
    assert told(audited(alerts(expression), source)) == expected


def test_a_value_that_neither_a_file_nor_a_source_knows(tmp_path: Path) -> None:
    text = DECLARED.replace("    labels: {status: [paid, open, refunded]}\n", "")
    (tmp_path / "shop.yaml").write_text(text.replace("{status}", '{status="lost"}'))
    both = (declared(*load_folder(tmp_path).profiles.values()), exposed(EXPOSED))
    found = audited(
        alerts('orders_total{status="lost"} > 0', 'orders_total{status="payed"} > 0'), *both
    )
    assert told(found) == [("value-not-known", "orders_total", '"payed"')]
    assert found.exit_code == 1


def test_code_is_one_more_source() -> None:
    code = Source(
        CODE,
        "src",
        (
            KnownMetric(
                "jobs_total",
                MetricType.COUNTER,
                frozenset({"jobs_total"}),
                labels=frozenset({"status"}),
                closed={"status": frozenset({"done"})},
            ),
        ),
        patterns=("made_.*_total",),
    )
    found = audited(
        alerts('jobs_total{status="ok"} > 0', 'jobs_total{x="1"} > 0', "made_by_hand_total > 0"),
        code,
    )
    assert told(found) == [
        ("value-not-declared", "jobs_total", '"ok"'),
        ("label-not-there", "jobs_total", "x"),
    ]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        pytest.param("order_total > 0", "`order_total` is nowhere", id="no metric"),
        pytest.param("up and order_total > 0", "`order_total` is nowhere", id="and"),
        pytest.param("orders_total / order_total > 0", "`order_total` is nowhere", id="/"),
        pytest.param("sum(rate(order_total[5m])) > 0", "`order_total` is nowhere", id="nested"),
        pytest.param("order_total > 0 or order_total < 0", "`order_total` is nowhere", id="or"),
        pytest.param('orders_total{x="1"} > 0', "`orders_total` has no label `x`", id="no label"),
        pytest.param("vector(0) > 1", "0 > 1 does not hold", id="numbers"),
        pytest.param("queue_depth > -1 < -5", "nothing is > -1 and < -5", id="negative"),
        pytest.param("queue_depth <= 3 >= 5", "nothing is <= 3 and >= 5", id="a chain upward"),
        pytest.param("queue_depth == 3 > 5", "nothing is == 3 and > 5", id="a value"),
        pytest.param("queue_depth > 5 < 3", "nothing is > 5 and < 3", id="a chain"),
        pytest.param("order_total > 0 or up == 0", "", id="or with another"),
        pytest.param("up unless order_total", "", id="unless"),
        pytest.param("absent(order_total)", "", id="absent"),
        pytest.param("queue_depth > 3 < 5", "", id="a chain that holds"),
        pytest.param("queue_depth >= 3 <= 3", "", id="one value"),
        pytest.param('orders_total{status="payed"} > 0', "", id="a value that may come"),
    ],
)
def test_an_alert_that_cannot_fire(expression: str, reason: str) -> None:
    audit = audited(alerts(expression), exposed(EXPOSED))
    found = [each.message for each in audit.findings if each.code == "never-fires"]
    assert len(found) == (1 if reason else 0)
    assert all(reason in message for message in found)


def test_pages_speak_of_metrics() -> None:
    page = (
        "`orders_totals` and `max(order_total)`, `wait_seconds`, `timeout_seconds`, "
        '`wait_seconds{mode}`, `rate(wait_seconds[5m])`, `orders_total{status="payed"}`'
    )
    found = audited({"a.md": page}, exposed(EXPOSED))
    assert told(found) == [
        ("bare-histogram", "wait_seconds", "wait_seconds"),
        ("value-not-seen", "orders_total", '"payed"'),
    ]
    other = audited({"a.md": "`orders_totl` has it"}, exposed(EXPOSED))
    assert told(other) == []
    near = audited({"a.md": "`wait_second_count`, `sum(wait_second_sum)`"}, exposed(EXPOSED))
    assert [(each.metric, each.near) for each in near.findings] == [
        ("wait_second_count", "wait_seconds_count"),
        ("wait_second_sum", "wait_seconds_sum"),
    ]


def test_the_matrix_and_what_is_not_used(source: Source) -> None:
    files = {
        **alerts("rate(orders_total[5m]) > 0", "lost_total > 0"),
        "a.md": "`wait_seconds` and `stock_level`",
    }
    audit = audited(files, source, exposed(EXPOSED))
    rows = {row.metric: (sorted(row.known), dict(row.uses)) for row in audit.matrix}
    assert rows == {
        "closed_total": (["declared"], {}),
        "lost_total": ([], {"alerts": 1}),
        "orders_total": (["declared", "exposed"], {"alerts": 1}),
        "queue_depth": (["exposed"], {}),
        "rpc_seconds": (["exposed"], {}),
        "stock_level": (["declared"], {"docs": 1}),
        "wait_seconds": (["declared", "exposed"], {"docs": 1}),
    }
    assert [row.metric for row in audit.unused] == [
        "closed_total",
        "queue_depth",
        "rpc_seconds",
        "stock_level",
        "wait_seconds",
    ]


def test_a_pattern_of_names_uses_what_it_matches() -> None:
    audit = audited(alerts('{__name__=~"orders_.*|queue_depth"} > 0'), exposed(EXPOSED))
    assert [row.metric for row in audit.unused] == ["rpc_seconds", "wait_seconds"]


def test_recorded_names_are_known() -> None:
    rules = (
        "groups:\n  - rules:\n"
        "      - {record: 'job:orders:rate5m', expr: 'sum by (job) (rate(orders_total[5m]))'}\n"
        "      - {alert: A, expr: 'job:orders:rate5m > 1 or job:orders:rate1m > 1'}\n"
    )
    audit = audited({"r.yaml": rules}, exposed(EXPOSED))
    assert [(each.code, each.metric, each.near) for each in audit.findings] == [
        ("unrecorded", "job:orders:rate1m", "job:orders:rate5m")
    ]


def test_a_histogram_whose_type_only_the_source_tells(tmp_path: Path) -> None:
    text = "format: 1\nprofile: shop\ntargets: {shop: {url: x}}\nexpectations: [wait_seconds]\n"
    (tmp_path / "shop.yaml").write_text(text)
    file = declared(*load_folder(tmp_path).profiles.values())
    assert told(audited(alerts("wait_seconds > 0"), file)) == []
    assert told(audited(alerts("wait_seconds > 0"), file, exposed(EXPOSED))) == [
        ("bare-histogram", "wait_seconds", "wait_seconds")
    ]
