"""The public names, and what they do beside the commands."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Counter

import metrics_check
from metrics_check import InvalidInput, Report, UnreadableSource, check, load, render
from metrics_check.api import Source
from metrics_check.report import FORMATS
from tests.cli.program import run_program

PROFILE = """\
format: 1
profile: shop
targets:
  shop: {url: "http://shop.example:8080/metrics"}
params: {least: 1}
requires:
  env: {SHOP_MODE: batch}
expectations:
  - orders_total{status="paid"} >= ${least}
  - orders_total{status="open"} >= 1
"""
SHOWN = 'orders_total{status="paid"} 3\n'


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return 1_700_000_000.0 + sum(self.slept)

    def elapsed(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "shop.prom").write_text(SHOWN)
    (tmp_path / "modes.env").write_text("SHOP_MODE=batch\n")
    found = tmp_path / "shop.yaml"
    found.write_text(PROFILE)
    return found


def verdicts(report: Report) -> dict[str, str]:
    """The verdict of each outcome, by id."""
    return {outcome.id: outcome.verdict.value for outcome in report.outcomes}


def registry(**statuses: int) -> CollectorRegistry:
    """A registry that has counted these orders."""
    made = CollectorRegistry()
    orders = Counter("orders", "Orders taken.", ["status"], registry=made)
    for status, number in statuses.items():
        orders.labels(status).inc(number)
    return made


def test_a_file_stands_in_for_a_target(path: Path) -> None:
    source = path.parent / "shop.prom"
    report = check(load(path), sources={"shop": source}, environment={"SHOP_MODE": "batch"})
    assert verdicts(report) == {"orders_total.paid": "pass", "orders_total.open": "fail"}
    assert report.exit_code == 1
    assert {finding.severity for finding in report.findings} <= {"info"}


def test_replicas_are_all_read(path: Path) -> None:
    replicas = [registry(paid=1), registry(open=2)]
    report = check(load(path), sources={"shop": replicas}, environment={"SHOP_MODE": "batch"})
    assert verdicts(report) == {"orders_total.paid": "pass", "orders_total.open": "pass"}
    assert len(report.profiles[0].readings) == 2


def test_params_and_a_selection(path: Path) -> None:
    report = check(
        load(str(path), params={"least": "4"}),
        sources={"shop": registry(paid=3)},
        environment={"SHOP_MODE": "batch"},
        only=["*.paid"],
    )
    assert verdicts(report) == {"orders_total.paid": "fail", "orders_total.open": "skipped"}


def test_requirements_are_held_to_the_environment_then_the_file(path: Path) -> None:
    profile, source = load(path), {"shop": registry(paid=1, open=1)}
    unmet = check(profile, sources=source, environment={})
    met = check(
        profile, sources=source, environment={}, env_file=path.parent / "modes.env", is_strict=True
    )
    beaten = check(
        profile,
        sources=source,
        environment={"SHOP_MODE": "serial"},
        env_file=path.parent / "modes.env",
    )
    assert [unmet.exit_code, met.exit_code, beaten.exit_code] == [3, 0, 3]
    assert verdicts(unmet)["SHOP_MODE"] == "error"


def test_it_waits_by_the_given_clock(path: Path) -> None:
    clock = Clock()
    report = check(
        load(path),
        sources={"shop": registry(paid=1)},
        environment={"SHOP_MODE": "batch"},
        clock=clock,
        wait_seconds=2.5,
    )
    assert clock.slept == [1.0, 1.0, 0.5]
    assert report.exit_code == 1


def test_targets_replace_urls(path: Path) -> None:
    profile = load(path, targets={"shop": "http://other.example/metrics"})
    assert profile.targets["shop"].urls == ("http://other.example/metrics",)


def test_a_snapshot_is_judged(path: Path, tmp_path: Path) -> None:
    run = run_program(
        *("snapshot", str(path), "-o", "kept", "-t", "shop=shop.prom"),
        folder=tmp_path,
        environment={"SHOP_MODE": "batch"},
    )
    assert run.returncode == 0, run.stderr
    report = check(load(path), snapshot=tmp_path / "kept", environment={})
    assert verdicts(report) == {"orders_total.paid": "pass", "orders_total.open": "fail"}
    with pytest.raises(UnreadableSource, match="is no snapshot"):
        check(load(path), snapshot=tmp_path)
    with pytest.raises(UnreadableSource, match="nothing: there is no such folder"):
        check(load(path), snapshot=tmp_path / "nothing")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param(
            lambda path: load(path, targets={"shpo": "http://a/metrics"}),
            "no target is named 'shpo'. Did you mean `shop`? There are: shop.",
            id="a target of load",
        ),
        pytest.param(
            lambda path: check(load(path), sources={"shpo": "a.prom"}),
            "no target is named 'shpo'. Did you mean `shop`? There are: shop.",
            id="a target of check",
        ),
        pytest.param(
            lambda path: check(load(path), only=["nothing"]),
            "--only 'nothing' matches no expectation and no id#assertion.",
            id="a selection",
        ),
        pytest.param(
            lambda path: load(path.parent / "none.yaml"),
            "there is no file '{folder}/none.yaml'.",
            id="a file",
        ),
        pytest.param(
            lambda path: load(path.parent / "none"),
            "there is no file '{folder}/none'.",
            id="a file without a suffix",
        ),
        pytest.param(
            lambda _: render(Report(()), format="jsn"),
            f"no format 'jsn'; there are {', '.join(FORMATS)}. Did you mean `json`?",
            id="a format",
        ),
    ],
)
def test_what_the_caller_got_wrong_is_said(path: Path, wrong: object, message: str) -> None:
    assert callable(wrong)
    with pytest.raises(InvalidInput) as raised:
        wrong(path)
    assert str(raised.value) == message.format(folder=path.parent.as_posix())


# Of any type: what a checker of types would tell, a program without one learns at run time.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a text as a selection": (
        {"only": "zzz"},
        "only='zzz' is a text, expected a list of them: only=['zzz'].",
    ),
    "a text as seconds": (
        {"wait_seconds": "5"},
        "wait_seconds='5', expected seconds, 0 or more.",
    ),
    "no time to read": (
        {"timeout_seconds": 0},
        "timeout_seconds=0, expected seconds, more than 0.",
    ),
    "an interval without an end": (
        {"interval_seconds": float("inf")},
        "interval_seconds=inf, expected seconds, more than 0.",
    ),
    "less than no time": (
        {"wait_seconds": -1},
        "wait_seconds=-1, expected seconds, 0 or more.",
    ),
    "a number in a selection": (
        {"only": ["*", 1]},
        "found 1 in only, expected a text.",
    ),
    "a number as a source": (
        {"sources": {"shop": 42}},
        "the source of 'shop' is 42, expected a text, a Path, a CollectorRegistry or a list of "
        "these.",
    ),
    "nothing among the sources": (
        {"sources": {"shop": ["a.prom", None]}},
        "the source of 'shop' is None, expected a text, a Path, a CollectorRegistry or a list of "
        "these.",
    ),
    "a class as a source": (
        {"sources": {"shop": CollectorRegistry}},
        "the source of 'shop' is <class 'prometheus_client.registry.CollectorRegistry'>, expected "
        "a text, a Path, a CollectorRegistry or a list of these.",
    ),
    "no source": (
        {"sources": {"shop": []}},
        "the target 'shop' is given no source, expected one at least.",
    ),
}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"params": {"least": 3}}, "the param 'least' is 3, expected a text."),
        ({"targets": {"shop": 3}}, "the URL of the target 'shop' is 3, expected a text."),
    ],
    ids=["a param", "a target"],
)
def test_a_wrong_type_is_said_by_load(path: Path, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        load(path, **given)
    assert str(raised.value) == message


def test_a_path_is_no_profile() -> None:
    name: Any = "shop.yaml"
    with pytest.raises(InvalidInput) as raised:
        check(name)
    assert str(raised.value) == "found 'shop.yaml', expected a profile: check(load(PATH))."


@pytest.mark.parametrize(("given", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_type_is_said(path: Path, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        check(load(path), **given)
    assert str(raised.value) == message


def test_no_command_is_proposed_that_cannot_read_a_registry(path: Path) -> None:
    def tries(source: Source) -> set[str]:
        report = check(load(path), sources={"shop": source}, environment={"SHOP_MODE": "batch"})
        steps = (step for outcome in report.outcomes for step in outcome.diagnosis)
        return {step.try_next for step in steps} - {""}

    assert "metrics-check query" in str(tries(path.parent / "shop.prom"))
    assert tries(registry(paid=1)) == set()


def test_a_report_is_rendered(path: Path) -> None:
    report = check(load(path), sources={"shop": registry()}, environment={"SHOP_MODE": "batch"})
    assert render(report).startswith("shop ")
    assert render(report, format="json").startswith('{\n  "schema": "metrics-check/report/v1"')


IMPORTS = {
    "nothing": "",
    "the rooms first": "import metrics_check.check.poll, metrics_check.load.profiles\n",
    "a command first": "from metrics_check.cli import main; main(['--version'])\n",
}


@pytest.mark.parametrize("before", IMPORTS.values(), ids=IMPORTS)
def test_the_names_are_functions_whatever_was_imported_before(before: str) -> None:
    script = (
        f"{before}from metrics_check import check, load\nimport metrics_check as m\n"
        "print(check.__module__, load.__module__, m.check is check, m.load is load)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.splitlines()[-1] == "metrics_check.api metrics_check.api True True"


def test_the_stub_names_what_the_package_does() -> None:
    stub = Path(metrics_check.__file__).with_suffix(".pyi").read_text()
    stubbed = {line.rpartition(" as ")[2] for line in stub.splitlines() if " as " in line}
    assert stubbed == set(metrics_check.__all__)
    assert set(metrics_check.__all__) <= set(dir(metrics_check))
    assert all(getattr(metrics_check, name) is not None for name in metrics_check.__all__)


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'chekc'"):
        getattr(metrics_check, "chekc")  # noqa: B009 -- a plain access would not pass mypy
