"""What starting costs: `--help`, and checks of two endpoints, beside an empty Python.

One check is of two small expositions; the other is of the reference stack, by a profile of it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from bench.cost import Comparison, compare, cpu_seconds
from metrics_check.demo.performance import performed
from metrics_check.demo.profiles import stack_folder
from tests.real.expositions import serve_expositions

EMPTY = [sys.executable, "-c", "pass"]
PROGRAM = str(Path(sys.executable).parent / "metrics-check")
STACK_PROFILE = "cj-regular-batch-api"
PROFILE = """\
format: 1
profile: shop
targets:
  shop: {url: http://127.0.0.1/metrics}
  stock: {url: http://127.0.0.1/metrics}
expectations:
  - {id: orders, target: shop, series: 'orders_total{status="paid"}', expect: sum >= 1}
  - {id: wait, target: shop, series: wait_seconds, type: histogram, expect: mean <= 10s}
  - {id: picked, target: stock, series: 'orders_total{status, region}', expect: sum >= 1}
"""


def measure(folder: Path) -> Iterator[Comparison]:
    """The comparisons of this file; `folder` is for what they need on disk."""
    help_seconds, empty_seconds = compare([PROGRAM, "--help"], EMPTY)
    yield Comparison("metrics-check --help", help_seconds, "python -c pass", empty_seconds, 4)
    profile = folder / "shop.yaml"
    profile.write_text(PROFILE)
    with serve_expositions({"shop": _exposition(), "stock": _exposition()}) as origin:
        targets = [
            word for name in ("shop", "stock") for word in ("-t", f"{name}=http://{origin}/{name}")
        ]
        check_seconds, empty_seconds = compare([PROGRAM, "check", str(profile), *targets], EMPTY)
    yield Comparison("check of two endpoints", check_seconds, "python -c pass", empty_seconds, 20)
    yield from _on_the_stack(folder)


def _on_the_stack(folder: Path) -> Iterator[Comparison]:
    with performed(STACK_PROFILE, tell=lambda _: None) as performance:
        urls = performance.stack.metrics_urls()
        targets = [word for name, url in urls.items() for word in ("-t", f"{name}={url}")]
        path = str(stack_folder() / f"{STACK_PROFILE}.yaml")
        command = [PROGRAM, "check", path, *targets]
        check_seconds, empty_seconds = compare(command, EMPTY, environment=performance.modes)
        yield Comparison("check of the stack", check_seconds, "python -c pass", empty_seconds, 20)
        gate = [PROGRAM, "run", path, *targets, *_reports(folder), "--", "true"]
        variables = {**os.environ, **performance.modes}
        # The command does nothing, so that the gate has much to explain.
        runs = [cpu_seconds(gate, environment=variables, exit_code=1) for _ in range(5)]
        yield Comparison("gate around the stack", median(runs), "aim: a second", 1, 1)


def _reports(folder: Path) -> Iterator[str]:
    """What a gate leaves behind."""
    for name in ("junit", "sarif", "markdown", "html"):
        yield from ("--format", f"{name}={folder / name}")
    yield from ("--evidence", str(folder / "evidence"))


def _exposition() -> bytes:
    registry = CollectorRegistry()
    orders = Counter("orders", "Orders taken.", ["status", "region"], registry=registry)
    wait = Histogram("wait_seconds", "Time until an order was taken.", registry=registry)
    for number in range(200):
        orders.labels("paid" if number % 2 else "open", f"region-{number}").inc(number)
        wait.observe(number / 100)
    return generate_latest(registry)
