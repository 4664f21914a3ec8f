"""`init --from-code`, as its users run it: the draft, what it says, and that it then holds."""

from pathlib import Path

import pytest

import metrics_check.demo
from tests.cli.program import output_of, run_program
from tests.demo.stacks import quietly_performed

SERVICE = """\
import enum, os
from prometheus_client import Counter, Enum, Gauge, Histogram, Info
class Status(enum.StrEnum):
    PAID = "paid"
    OPEN = "open"
orders = Counter("shop_orders", "Orders.", ["status", "region"])
for status in Status:
    orders.labels(status, os.environ["REGION"])
waits = Histogram("shop_wait", "Time.", unit="seconds", buckets=(0.5, 1, 5))
phase = Enum("shop_phase", "Phase.", states=["up", "down"])
about = Info("shop_build", "Build.")
about.info({"version": os.environ["VERSION"]})
depth = Gauge(f"shop_{os.environ['PART']}_depth", "Depth.")
either = Gauge("shop_either", "") if os.environ["PART"] else Counter("shop_either_total", "")
both = Gauge("shop_both", "") if os.environ["PART"] else Histogram("shop_both", "")
lost = Gauge(os.environ["NAME"], "Lost.")
"""
DRAFT = """\
# Drafted by `metrics-check init` from code: the metrics that it makes, the type, the labels and the
# buckets of each. One with labels has no series before these get values, and is `optional`: take
# that away where there must be one, and write `>= 1` behind a line, or `expect:` below a `series:`.
# `labels:` lists the values that code gives a label that gets no others there.
format: 1
profile: shop
targets:
  # read from code; the URL of the service belongs here
  shop: {url: '-'}

expectations:
  # shop
  - series: shop_orders_total{status, region}  # no series before its labels get values
    type: counter
    labels: {status: [paid, open]}
    optional: true
  - {series: shop_wait_seconds, type: histogram, buckets: [0.5, 1, 5]}
  - series: shop_phase{shop_phase}
    labels: {shop_phase: [up, down]}
  - series: shop_build_info{version}
    optional: true
  - {series: shop_either, type: gauge}
  - shop_either_total

# Left out, since source does not tell all of it:
#   service.py:13:9: a gauge with a name like shop_.*_depth
#   service.py:15:8: shop_both is a gauge or a histogram
#   old.py:1:5: does not parse: '(' was never closed
#   service.py:16:8: a gauge whose name is not known
"""
SHOWN = """\
# TYPE shop_orders_total counter
shop_orders_total{status="paid",region="eu"} 3
# TYPE shop_wait_seconds histogram
shop_wait_seconds_bucket{le="0.5"} 0
shop_wait_seconds_bucket{le="1.0"} 0
shop_wait_seconds_bucket{le="5.0"} 0
shop_wait_seconds_bucket{le="+Inf"} 0
shop_wait_seconds_count 0
shop_wait_seconds_sum 0
# TYPE shop_phase gauge
shop_phase{shop_phase="up"} 1
shop_phase{shop_phase="down"} 0
# TYPE shop_build_info gauge
shop_build_info{version="1"} 1
# TYPE shop_either gauge
shop_either 1
# TYPE shop_either_total counter
shop_either_total 1
"""


def written(folder: Path) -> Path:
    """A folder of code."""
    code = folder / "shop"
    (code / ".git").mkdir(parents=True)
    (code / "service.py").write_text(SERVICE)
    (code / "old.py").write_text("x = (\n")
    return code


@pytest.mark.parametrize("folder", ["shop", "{absolute}/shop"])
def test_a_folder(folder: str, tmp_path: Path) -> None:
    written(tmp_path)
    folder = folder.format(absolute=tmp_path)
    run = run_program("init", "--from-code", folder, folder=tmp_path)
    assert output_of(run) == (
        0,
        "expectations/shop.yaml: 6 expectations\n"
        "left out: 4 of which source does not tell all, at the end of the file\n"
        f"not looked into: {folder}/.git\n"
        "next: metrics-check check shop -t shop=URL\n",
        "",
    )
    assert (tmp_path / "expectations" / "shop.yaml").read_text() == DRAFT
    (tmp_path / "shop.prom").write_text(SHOWN)
    held = run_program("check", "shop", "-t", "shop=shop.prom", folder=tmp_path)
    assert held.returncode == 0, held.stdout
    assert run_program("validate", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('status="paid"', 'status="lost"', "value-not-allowed"),
        ("shop_wait_seconds", "shop_waits_seconds", "absent-series"),
        ('le="5.0"', 'le="7.0"', "buckets-differ"),
        (',region="eu"', "", "absent-label"),
        ("shop_orders_total counter", "shop_orders_total gauge", "type-differs"),
    ],
)
def test_what_differs_from_the_code_is_noticed(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    written(tmp_path)
    run_program("init", "--from-code", "shop", folder=tmp_path)
    (tmp_path / "shop.prom").write_text(SHOWN.replace(old, new))
    run = run_program("check", "shop", "-t", "shop=shop.prom", "--json", folder=tmp_path)
    assert (run.returncode, f'"{code}"' in run.stdout) == (1, True), run.stdout


def test_the_running_reference_stack_holds_what_its_code_says(tmp_path: Path) -> None:
    folder = Path(metrics_check.demo.__file__).parent
    for name in ("lps", "cj"):
        words = ("init", "--from-code", str(folder / name), "--job", name)
        assert run_program(*words, folder=tmp_path).returncode == 0
    with quietly_performed("cj-regular-batch-api") as performance:
        for name, url in performance.stack.metrics_urls().items():
            run = run_program("check", name, "-t", f"{name}={url}", folder=tmp_path)
            assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(
            ["--from-code", "no"],
            2,
            "Error: no: found no such folder, expected one with Python files.",
            id="no folder",
        ),
        pytest.param(
            ["--from-code", "empty"],
            3,
            "Error: empty: 0 Python files, and no metric of prometheus_client.",
            id="no metric",
        ),
        pytest.param(
            ["--from-code", "lost"],
            3,
            "Error: lost: no metric whose name is known; what was not read begins with "
            "lost/a.py:2:1: a gauge whose name is not known.",
            id="no name",
        ),
        pytest.param(
            ["--from-code", "part"],
            3,
            "Error: part: of 1 metrics source tells too little, first of all of that at "
            "part/a.py:2:1.",
            id="names in part",
        ),
        pytest.param(
            ["x", "--from-code", "empty"], 2, "Name a SOURCE, or --from-code DIR", id="both"
        ),
        pytest.param([], 2, "Name a SOURCE, or --from-code DIR", id="neither"),
    ],
)
def test_nothing_is_written(words: list[str], code: int, message: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "lost").mkdir()
    (tmp_path / "lost" / "a.py").write_text("from prometheus_client import Gauge\nGauge(x, '')\n")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a.py").write_text(
        "from prometheus_client import Gauge\nGauge(f'a_{x}', '')\n"
    )
    run = run_program("init", *words, folder=tmp_path)
    assert (run.returncode, run.stdout, message in run.stderr) == (code, "", True), run.stderr
    assert not (tmp_path / "expectations").exists()
