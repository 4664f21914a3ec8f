"""`diff --consumers`: who is hit by a change, by rule files, dashboards, pages and expectations."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.program import run_program
from tests.cli.test_diff import DOCUMENT, PROJECT

OLD = """\
# TYPE orders_total counter
orders_total{status="paid",shop="north"} 3
orders_total{status="open",shop="north"} 3
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.5"} 1
wait_seconds_bucket{le="2.0"} 1
wait_seconds_bucket{le="+Inf"} 1
wait_seconds_sum 1
wait_seconds_count 1
# TYPE size summary
size{quantile="0.5"} 1
size{quantile="0.99"} 1
size_sum 1
size_count 1
"""
RULES = """\
groups:
  - name: shop
    rules:
      - record: shop:orders:rate5m
        expr: sum by (status) (rate(orders_total[5m]))
      - {alert: NoOrders, expr: 'sum(rate(orders_total[5m])) == 0'}
      - {alert: Unpaid, expr: 'orders_total{status=~"open|new"} > 9'}
      - {alert: Paid, expr: 'sum(orders_total{status="paid"}) < 1'}
      - {alert: AnyStatus, expr: 'sum(orders_total{status=~".+"}) < 1'}
      - {alert: FewPaid, expr: 'shop:orders:rate5m{status="paid"} < 1'}
      - {alert: Pattern, expr: 'count({__name__=~"orders_.*"}) < 1'}
      - {alert: Share, expr: 'orders_total / orders_seen_total > 1'}
      - {alert: Shared, expr: 'sum(orders_total) / orders_seen_total > 1'}
      - {alert: Top, expr: 'topk(5, orders_total) > 1'}
      - {alert: Slow, expr: 'wait_seconds_bucket{le="2"} / ignoring(le) wait_seconds_count < 0.9'}
      - {alert: P99, expr: 'histogram_quantile(0.99, rate(wait_seconds_bucket[5m])) > 2'}
      - {alert: Mean, expr: 'rate(wait_seconds_sum[5m]) / rate(wait_seconds_count[5m]) > 2'}
      - {alert: Large, expr: 'size{quantile="0.99"} > 9'}
      - {alert: Other, expr: 'up == 0'}
"""
DASHBOARD = {
    "title": "Shop",
    "panels": [
        {"title": "Orders", "targets": [{"refId": "A", "expr": 'orders_total{shop=~"$shop"}'}]},
        {"title": "Up", "targets": [{"refId": "A", "expr": "up"}]},
    ],
}
PAGE = '# Shop\n\nLook at `orders_total{status="open"}`, and at `wait_seconds`.\n'
FILE = """\
format: 1
profile: shop
extends: base
targets: {shop: {url: http://localhost:1/metrics}}
expectations:
  - {id: allowed, series: orders_total, labels: {status: [paid, open]}, expect: sum >= 1}
  - {id: paid, series: 'orders_total{status="paid"}', expect: sum >= 1}
  - {id: exact, series: orders_total, only_labels: true, labels: {shop: [north]}}
  - {id: buckets, series: wait_seconds, type: histogram, buckets: [0.5, 2]}
  - {id: never, never: 'sum by (shop) (orders_total) < 0'}
"""
BASE = """\
format: 1
profile: base
abstract: true
targets: {shop: {url: http://localhost:1/metrics}}
expectations: [up]
"""
ALL_ORDERS = {
    *("shop:orders:rate5m", "NoOrders", "Unpaid", "Paid", "AnyStatus", "FewPaid", "Pattern"),
    *("Share", "Shared", "Top"),
    *("Shop/Orders/A", "page", "allowed", "paid", "exact", "never"),
}
# What is done to OLD, the change that is looked at, and who is hit by it.
ROWS: dict[str, tuple[list[tuple[str, str]], str, set[str]]] = {
    "a rename": ([("orders_total", "order_total")], "family-renamed", ALL_ORDERS),
    "a type": ([("orders_total counter", "orders_total gauge")], "type-changed", ALL_ORDERS),
    "a label": (
        [('status="paid",', ""), ('orders_total{status="open",shop="north"} 3\n', "")],
        "label-removed",
        {
            *("shop:orders:rate5m", "Unpaid", "Paid", "AnyStatus", "FewPaid", "page"),
            *("allowed", "paid", "Share"),
        },
    ),
    "a label that clauses name": (
        [(',shop="north"', "")],
        "label-removed",
        {"exact", "never", "Share"},
    ),
    "a new label": (
        [('shop="north"', 'shop="north",user="u1"')],
        "label-added",
        {"Unpaid", "Shop/Orders/A", "page", "exact", "Share", "Top"},
    ),
    "a value": (
        [('orders_total{status="open",shop="north"} 3\n', "")],
        "value-removed",
        {"Unpaid", "page", "allowed"},
    ),
    "another value": (
        [('status="paid"', 'status="done"')],
        "value-removed",
        {"Paid", "allowed", "paid"},
    ),
    "a bucket": (
        [('wait_seconds_bucket{le="2.0"} 1\n', "")],
        "bucket-removed",
        {"Slow", "buckets"},
    ),
    "the last bucket": (
        [('wait_seconds_bucket{le="+Inf"} 1\n', "")],
        "bucket-removed",
        {"Slow", "P99", "page", "buckets"},
    ),
    "a quantile": ([('size{quantile="0.99"} 1\n', "")], "quantile-removed", {"Large"}),
    "the sum": ([("wait_seconds_sum 1\n", "")], "part-removed", {"Mean", "page", "buckets"}),
    "the help": (
        [("# TYPE orders_total", "# HELP orders_total New.\n# TYPE orders_total")],
        "help-changed",
        set(),
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.prom").write_text(OLD)
    users = tmp_path / "users"
    (users / "expectations" / "sub").mkdir(parents=True)
    (users / "shop.rules.yaml").write_text(RULES)
    (users / "shop.json").write_text(json.dumps(DASHBOARD))
    (users / "page.md").write_text(PAGE)
    (users / "expectations" / "base.yaml").write_text(BASE)
    (users / "expectations" / "sub" / "shop.yaml").write_text(FILE)
    return tmp_path


def changed(folder: Path, *replaced: tuple[str, str]) -> None:
    """Puts the second release into the folder."""
    body = OLD
    for before, after in replaced:
        assert before in body
        body = body.replace(before, after)
    (folder / "new.prom").write_text(body)


def found(folder: Path, *words: str) -> dict[str, Any]:
    """What is told of both releases, which keeps the schema."""
    run = run_program("diff", "old.prom", "new.prom", "--json", *words, folder=folder)
    document = json.loads(run.stdout)
    jsonschema.validate(document, DOCUMENT)
    assert isinstance(document, dict)
    assert document["exit_code"] == run.returncode
    return document


@pytest.mark.parametrize("row", ROWS)
def test_who_is_hit(row: str, folder: Path) -> None:
    replaced, kind, expected = ROWS[row]
    changed(folder, *replaced)
    document = found(folder, "--consumers", "users")
    changes = [*document["breaking"], *document["compatible"]]
    (change,) = (each for each in changes if each["kind"] == kind)
    names = {hit["name"] or hit["kind"].replace("doc", "page") for hit in change.get("hits", [])}
    assert names == expected
    assert (document["unparsed"], document["consumers"]) == ([], 25)


def test_parts_of_one_metric_lose_a_label_together(folder: Path) -> None:
    labelled = OLD.replace("bucket{", 'bucket{a="b",').replace("_sum 1", '_sum{a="b"} 1')
    (folder / "old.prom").write_text(labelled.replace("_count 1", '_count{a="b"} 1'))
    (folder / "new.prom").write_text(OLD)
    changes = found(folder, "--consumers", "users")["breaking"]
    told = {(each["kind"], each["metric"]): each["hits"] for each in changes}
    assert told["label-removed", "wait_seconds"] == []


def test_how_a_hit_is_told(folder: Path) -> None:
    changed(folder, ("orders_total", "order_total"))
    (change,) = found(folder, "--consumers", "users")["breaking"]
    told = {hit["name"]: hit for hit in change["hits"]}
    assert told["NoOrders"] == {
        "kind": "alert",
        "name": "NoOrders",
        "where": "users/shop.rules.yaml:6:34",
    }
    assert told["FewPaid"] == {
        "kind": "alert",
        "name": "FewPaid",
        "where": "users/shop.rules.yaml:10:33",
        "via": "shop:orders:rate5m",
    }
    assert told["Shop/Orders/A"]["kind"] == "dashboard"
    assert told["paid"]["where"] == "users/expectations/sub/shop.yaml:7:5"


def test_text_and_markdown(folder: Path) -> None:
    changed(folder, ('size{quantile="0.99"} 1\n', ""))
    words = ("diff", "old.prom", "new.prom", "--consumers", "users")
    assert run_program(*words, folder=folder).stdout == (
        "breaking\n"
        "  size\n"
        "    quantile-removed     quantile 0.99                          old.prom:10\n"
        "      hits alert Large  users/shop.rules.yaml:18:31\n"
        "\n"
        "BREAKING  1 breaking · 0 compatible · 1 of 25 consumers hit  (exit 1)\n"
    )
    markdown = run_program(*words, "--format", "markdown", folder=folder).stdout
    assert markdown.splitlines()[-1] == "  - hits `alert Large` at `users/shop.rules.yaml:18:31`"


def test_what_is_not_read_is_told(folder: Path) -> None:
    changed(folder, ("orders_total", "order_total"))
    (folder / "users" / "bad.rules.yaml").write_text(
        "groups: [{name: a, rules: [{alert: A, expr: 'sum('}]}]\n"
    )
    (folder / "users" / "bad.yaml").write_text("profile: bad\nformat: 1\nexpectations: [1x]\n")
    document = found(folder, "--consumers", "users", "--fail-on", "none")
    assert document["exit_code"] == 3
    places = [each["where"].rpartition(":")[0].rpartition(":")[0] for each in document["unparsed"]]
    assert set(places) == {"users/bad.rules.yaml", "users/bad.yaml"}
    run = run_program("diff", "old.prom", "new.prom", "--consumers", "users", folder=folder)
    assert "users/bad.rules.yaml:1:46: not read: " in run.stderr


def test_a_consumer_that_is_not_there(folder: Path) -> None:
    changed(folder)
    run = run_program("diff", "old.prom", "new.prom", "--consumers", "gone", folder=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert "gone:1:1: there is no such file or folder" in run.stderr


def test_without_consumers_nobody_is_said_to_be_hit(folder: Path) -> None:
    changed(folder, ("orders_total", "order_total"))
    document = found(folder)
    assert "consumers" not in document
    assert ["hits" in each for each in document["breaking"]] == [False]


def test_those_of_the_reference_stack(folder: Path) -> None:
    (folder / "old.prom").write_text("# TYPE llm_provider_batch_api_jobs_total counter\n")
    (folder / "new.prom").write_text("# TYPE up gauge\n")
    paths = [str(PROJECT / name) for name in ("rules", "dashboards", "expectations")]
    words = [word for path in paths for word in ("--consumers", path)]
    (change,) = found(folder, *words)["breaking"]
    kinds = {hit["kind"] for hit in change["hits"]}
    assert kinds == {"alert", "dashboard", "expectation"}
    assert "jobs-scheduled" in {hit["name"] for hit in change["hits"]}
