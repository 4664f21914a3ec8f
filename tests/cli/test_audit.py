"""`audit` as it is started: what it compares, what it prints, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.program import run_program
from tests.real.prometheus import prometheus_scraping
from tests.report.readers import read_github, read_gitlab, read_junit, read_sarif

ROOT = Path(__file__).parent.parent.parent
SCHEMA = ROOT / "docs" / "audit.schema.json"
PROFILE = """\
format: 1
profile: shop
targets:
  shop: {url: shop.prom, labels: {job: shop}}
expectations:
  - series: orders_total{status}
    labels: {status: [paid, open]}
  - {series: queue_depth, type: gauge}
"""
SHOP = """\
# TYPE orders_total counter
orders_total{status="paid"} 3
# TYPE queue_depth gauge
queue_depth 4
"""
RULES = """\
groups:
  - name: shop
    rules:
      - alert: NoOrders
        expr: rate(order_total[5m]) == 0
      - alert: Lost
        expr: orders_total{status="lost"} > 0
"""
DASHBOARD = {
    "title": "Shop",
    "panels": [{"title": "Orders", "targets": [{"refId": "A", "expr": "order_total"}]}],
}
EXPECTED_TEXT = """\
✗ unknown-metric  d.json:1:86
    Shop/Orders/A
    order_total
    ^^^^^^^^^^^
    `order_total` is nowhere: nothing declares it. Did you mean `orders_total`?
    also  r.yaml:5:20

✗ never-fires  r.yaml:5:20
    rate(order_total[5m]) == 0
         ^^^^^^^^^^^
    as it is, the alert cannot fire: `order_total` is nowhere: nothing declares it

✗ value-not-declared  r.yaml:7:35
    orders_total{status="lost"} > 0
                        ^^^^^^
    `status` of `orders_total` is never `lost`; allowed are `open`, `paid`

✗ never-fires  r.yaml:7:35
    orders_total{status="lost"} > 0
                        ^^^^^^
    as it is, the alert cannot fire: `status` of `orders_total` is never `lost`; allowed are \
`open`, `paid`

in no rule and no dashboard: 1
    queue_depth  declared

FAIL  3 expressions in 2 files · 4 errors · 1 unused  (exit 1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(SHOP)
    (tmp_path / "r.yaml").write_text(RULES)
    (tmp_path / "d.json").write_text(json.dumps(DASHBOARD))
    (tmp_path / "good.yaml").write_text(
        "groups: [{rules: [{alert: A, expr: 'queue_depth > 5 or rate(orders_total[5m]) == 0'}]}]\n"
    )
    return tmp_path


def test_the_text(folder: Path) -> None:
    run = run_program("audit", "d.json", "r.yaml", folder=folder)
    assert (run.returncode, run.stdout, run.stderr) == (1, EXPECTED_TEXT, "")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["good.yaml"], 0, "PASS  1 expression in 1 file · nothing found", id="clean"),
        pytest.param(["r.yaml"], 1, "4 errors", id="findings"),
        pytest.param(["good.yaml", "--exposed", "shop.prom"], 0, "PASS", id="exposed, too"),
        pytest.param(["bad.yaml"], 3, "1 not read", id="an expression that does not read"),
        pytest.param(["expectations"], 0, "PASS  0 expressions in 0 files", id="no user"),
        pytest.param(["gone"], 2, "there is no such file or folder", id="no such path"),
        pytest.param(
            ["good.yaml", "--expectations", "gone"], 2, "is not there", id="no such expectations"
        ),
        pytest.param([], 2, "Missing argument", id="no path"),
        pytest.param(
            ["good.yaml", "--exposed", "gone.prom"], 3, "gone.prom: ", id="no such source"
        ),
        pytest.param(
            ["good.yaml", "--exposed", "http://127.0.0.1:1/metrics"], 3, "refused", id="down"
        ),
        pytest.param(
            ["good.yaml", "--exposed", "prom+http://127.0.0.1:1"], 3, "refused", id="server down"
        ),
        pytest.param(["good.yaml", "--json", "--format", "text"], 2, "both go to", id="both"),
    ],
)
def test_exit_codes(words: list[str], code: int, said: str, folder: Path) -> None:
    (folder / "bad.yaml").write_text("groups: [{rules: [{alert: A, expr: 'sum('}]}]\n")
    run = run_program("audit", *words, folder=folder)
    output = run.stdout + run.stderr
    assert (run.returncode, said in output) == (code, True), output


def test_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RULES)
    run = run_program("audit", "r.yaml", folder=tmp_path)
    assert run.returncode == 2
    assert "there is nothing to compare with: no folder expectations" in run.stderr
    (tmp_path / "shop.prom").write_text(SHOP)
    against = run_program("audit", "r.yaml", "--exposed", "shop.prom", folder=tmp_path)
    assert (against.returncode, "nothing exposes it now" in against.stdout) == (1, True)


def test_the_document(folder: Path) -> None:
    words = ("audit", "d.json", "r.yaml", "--exposed", "shop.prom", "--json")
    run = run_program(*words, folder=folder)
    document: dict[str, Any] = json.loads(run.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    assert list(document)[:2] == ["schema", "exit_code"]
    assert (document["schema"], document["exit_code"]) == ("metrics-check/audit/v1", 1)
    missing = document["missing"][0]
    assert {key: missing[key] for key in ("metric", "code", "severity", "used_in", "near")} == {
        "metric": "order_total",
        "code": "unknown-metric",
        "severity": "error",
        "used_in": ["Shop/Orders/A", "r.yaml:5:20"],
        "near": "orders_total",
    }
    assert missing["places"][1] == {
        "where": "r.yaml:5:20",
        "kind": "alert",
        "name": "NoOrders",
        "path": "r.yaml",
        "line": 5,
        "column": 20,
        "expr": "rate(order_total[5m]) == 0",
        "offset": 5,
        "length": 11,
    }
    assert document["unused"] == [
        {"metric": "queue_depth", "type": "gauge", "known_by": ["declared", "exposed"]}
    ]
    assert document["unparsed"] == []
    assert document["matrix"][1] == {
        "metric": "orders_total",
        "type": "counter",
        "code": False,
        "declared": True,
        "exposed": True,
        "alerts": 1,
        "dashboards": 0,
        "docs": 0,
    }


SERVICE = """\
from prometheus_client import Counter, Histogram

orders = Counter("orders", "Orders.", ["status"])
waits = Histogram("wait_seconds", "Waiting.", ["mode"], buckets=[0.5, 1])
orders.labels(status="paid").inc()
orders.labels(status="open").inc()
raise SystemExit("this is never run")
"""


def test_code(folder: Path) -> None:
    (folder / "src").mkdir()
    (folder / "src" / "app.py").write_text(SERVICE)
    (folder / "src" / "bad.py").write_text("def\n")
    expressions = (
        'rate(orders_total{status="paid"}[5m]) > 0',
        'rate(orders_total{state="paid"}[5m]) > 0',
        'wait_seconds_bucket{mode="a",le="7"} > 0',
        "orders_created > 0",
        "order_total > 0",
    )
    rules = "".join(f"      - {{alert: A, expr: '{each}'}}\n" for each in expressions)
    (folder / "c.yaml").write_text(f"groups:\n  - rules:\n{rules}")
    (folder / "expectations" / "shop.yaml").unlink()
    (folder / "expectations").rmdir()
    run = run_program("audit", "c.yaml", "--code", "src", "--json", folder=folder)
    assert (run.returncode, "src/bad.py:1:4: " in run.stderr) == (1, True), run.stderr
    document = json.loads(run.stdout)
    found = [(each["code"], each["metric"]) for each in document["missing"]]
    assert [each for each in found if each[0] != "never-fires"] == [
        ("label-not-there", "orders_total"),
        ("no-such-bucket", "wait_seconds_bucket"),
        ("unknown-metric", "order_total"),
    ]
    rows = {row["metric"]: (row["code"], row["alerts"]) for row in document["matrix"]}
    assert rows == {
        "order_total": (False, 1),
        "orders_total": (True, 3),
        "wait_seconds": (True, 1),
    }


def test_the_matrix(folder: Path) -> None:
    run = run_program("audit", "good.yaml", "--matrix", folder=folder)
    assert run.stdout.splitlines()[:3] == [
        "metric        code  declared  exposed  alerts  dashboards  docs",
        "orders_total     -       yes        -       1           -     -",
        "queue_depth      -       yes        -       1           -     -",
    ]


def test_formats_of_the_gate(folder: Path) -> None:
    formats = {"sarif": read_sarif, "junit": read_junit, "github": read_github}
    for name, read in {**formats, "gitlab": read_gitlab}.items():
        run = run_program("audit", "r.yaml", "good.yaml", "--format", name, folder=folder)
        assert run.returncode == 1
        text = "\n".join(str(item) for item in read(run.stdout))
        assert "order_total" in text
        assert "never-fires" in text
        assert "r.yaml" in run.stdout


def test_markdown_in_a_file(folder: Path) -> None:
    run = run_program("audit", "r.yaml", "--format", "markdown=out.md", folder=folder)
    assert "4 errors" in run.stdout
    page = (folder / "out.md").read_text()
    assert page.startswith("# Audit of metrics: FAIL\n")
    assert "| `orders_total` | - | yes | - | 1 | - | - |" in page
    # What stands in code needs no escape.
    assert "| error | `unknown-metric` | `order_total` is nowhere" in page


def test_what_is_not_read_is_listed(folder: Path) -> None:
    panels = [
        {"title": "Logs", "datasource": {"type": "loki"}, "targets": [{"expr": '{a="b"}'}]},
        {"title": "Bad", "targets": [{"refId": "A", "expr": "sum("}]},
    ]
    (folder / "d.json").write_text(json.dumps({"title": "Shop", "panels": panels}))
    words = ("audit", "d.json", "good.yaml")
    text, verbose, document, page = (
        run_program(*words, *more, folder=folder)
        for more in ([], ["-v"], ["--json"], ["--format", "markdown"])
    )
    assert [run.returncode for run in (text, verbose, document, page)] == [3, 3, 3, 3]
    bad = (
        "? not read  d.json:1:170\n    Shop/Bad/A\n    sum(\n    found an opening ( without its )\n"
    )
    logs = (
        "i in other languages  d.json:1:101\n    Shop/Logs\n"
        '    {a="b"}\n    its data source is no Prometheus: loki\n'
    )
    assert [bad in run.stdout for run in (text, verbose)] == [True, True]
    assert [logs in run.stdout for run in (text, verbose)] == [False, True]
    assert "1 not read · 1 in other languages  (exit 3)" in text.stdout
    told = json.loads(document.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(told)
    assert [(each["where"], each["expr"]) for each in told["unparsed"]] == [("Shop/Bad/A", "sum(")]
    assert [each["where"] for each in told["other_languages"]] == ["Shop/Logs"]
    assert "## Not read\n\n| where | why |\n" in page.stdout
    gate = run_program(*words, "--format", "junit", folder=folder)
    assert gate.returncode == 3
    assert "Shop/Bad/A" in gate.stdout


def test_a_finding_can_be_waived(folder: Path) -> None:
    waivers = (
        "waivers:\n"
        "  - {code: '*', metric: order_total, reason: r, owner: o, expires: 2099-01-01}\n"
        "  - {code: '*-not-declared', reason: r, owner: o, expires: 2099-01-01}\n"
        "  - {code: never-fires, metric: orders_total, reason: r, owner: o, expires: 2020-01-01}\n"
    )
    (folder / "metrics-check.yaml").write_text(waivers)
    run = run_program("audit", "r.yaml", folder=folder)
    assert run.returncode == 1
    assert run.stdout.splitlines()[-1] == (
        "FAIL  2 expressions in 1 file · 1 error · 3 waived · 1 unused  (exit 1)"
    )
    live = waivers.replace("2020", "2099")
    (folder / "metrics-check.yaml").write_text(live)
    assert run_program("audit", "r.yaml", folder=folder).returncode == 0


def test_what_files_say_steers_no_terminal(folder: Path) -> None:
    title = "\x1b[31mred\u202e"
    panel = {"title": title, "targets": [{"refId": "A", "expr": 'order_total{a="\x1b[0m"}'}]}
    (folder / "d.json").write_text(json.dumps({"title": title, "panels": [panel]}))
    for words in ([], ["--json"], ["--format", "markdown"], ["--format", "github"]):
        run = run_program("audit", "d.json", *words, folder=folder)
        assert run.returncode == 1, run.stderr
        assert "order_total" in run.stdout
        assert all(char == "\n" or char.isprintable() for char in run.stdout)


def test_a_server(folder: Path) -> None:
    (folder / "server").mkdir()
    with prometheus_scraping({"shop": SHOP}, folder=folder / "server") as server:
        url = f"prom+{server.url}"
        words = ["audit", "r.yaml", "good.yaml", "--exposed", url, "--json"]
        run = run_program(*words, folder=folder)
        (folder / "label.yaml").write_text(
            'groups: [{rules: [{alert: A, expr: \'queue_depth{job="shop",pod="x"} > 5\'}]}]\n'
        )
        label = run_program("audit", "label.yaml", "--exposed", url, "--json", folder=folder)
    assert run.returncode == 1, run.stderr
    document = json.loads(run.stdout)
    found = [(each["code"], each["metric"]) for each in document["missing"]]
    assert ("unknown-metric", "order_total") in found
    rows = {row["metric"]: (row["type"], row["exposed"]) for row in document["matrix"]}
    assert rows == {
        "order_total": ("", False),
        "orders_total": ("counter", True),
        "queue_depth": ("gauge", True),
    }
    # A server's series have all their labels; with expectations beside it, those may be more.
    assert json.loads(label.stdout)["missing"] == []


def test_own_rules_and_dashboards_are_clean() -> None:
    run = run_program("audit", "rules", "dashboards", folder=ROOT)
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("PASS  ")
    # All expectations have their panels: nothing that is declared is left out.
    assert "in no rule and no dashboard" not in run.stdout
