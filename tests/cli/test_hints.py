"""`hints`, as its users run it."""

import json
from pathlib import Path
from typing import Any

import pytest

from metrics_check.generate.hints import hints_of
from tests.cli.program import output_of, run_program
from tests.generate.soundness import PROJECT, shipped
from tests.sources.api import answering, api

PROFILE = """\
format: 1
profile: shop
target: shop
targets:
  shop: {url: http://localhost:1/metrics, labels: {job: shop}}
  bank: {url: http://localhost:2/metrics, labels: {job: bank}}
params: {status: paid}
expectations:
  - {id: orders, series: 'orders_total{status="${status}"}', expect: sum >= 1}
  - {id: rates, target: bank, series: rate, type: gauge, expect: each <= 2}
  - {id: up, never: up == 0}
"""
SHOP = '# TYPE orders_total counter\norders_total{status="paid"} 0\n'
BANK = "# TYPE rate gauge\nrate 1.5\n"
HISTORY = "it needs a history, which one read has not; ask a server, prom+URL"
UNREAD = "this target was not read"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(SHOP)
    (tmp_path / "bank.prom").write_text(BANK)
    return tmp_path


def answers(*words: str, folder: Path) -> dict[str, dict[str, Any]]:
    """The answers of `hints shop --format json`, by `id kind`."""
    run = run_program("hints", "shop", "--format", "json", *words, folder=folder)
    assert (run.returncode, run.stderr) == (0, "")
    return {
        f"{expectation['id']} {hint['kind']}": hint["answer"]
        for expectation in json.loads(run.stdout)["expectations"]
        for hint in expectation["hints"]
    }


def result(value: str, **metric: str) -> dict[str, Any]:
    """An answer of one element."""
    return {"result": [{"metric": metric, "value": value}]}


def test_nothing_is_contacted_and_params_are_put_in(folder: Path) -> None:
    run = run_program("hints", "shop", "--param", "status=a\"}'", folder=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert r'sum by (status) (rate(orders_total{status="a\"}' in run.stdout


def test_every_hint_stands_on_a_line_of_its_own() -> None:
    (loaded,) = [each for each in shipped() if each.name == "cj-regular-batch-api"]
    run = run_program("hints", loaded.name, folder=PROJECT)
    assert (run.returncode, run.stderr) == (0, "")
    for each in hints_of(loaded):
        assert all(f"    {hint.promql}\n" in run.stdout for hint in each.hints)


def test_answers_of_files(folder: Path) -> None:
    found = answers("--evaluate", "shop=shop.prom", "--evaluate", "bank=bank.prom", folder=folder)
    assert found["orders rate"] == found["orders increase"] == {"error": HISTORY}
    assert found["orders total"] == result("0", status="paid")
    assert found["orders violation"] == result("0", job="shop", status="paid")
    name = {"__name__": "rate", "instance": "bank.prom", "job": "bank"}
    assert found["rates value"] == result("1.5", **name)
    assert found["rates violation"] == {"result": []}
    assert found["up violation"] == {"result": []}
    assert found["up series"] == result("1", __name__="up")


def test_a_target_that_is_not_read_has_no_answer(folder: Path) -> None:
    found = answers("--evaluate", "bank=bank.prom", folder=folder)
    assert found["orders total"] == found["up series"] == {"error": UNREAD}
    assert found["rates violation"] == {"result": []}


def test_answers_of_a_snapshot(folder: Path) -> None:
    words = ("-t", "shop=shop.prom", "-t", "bank=bank.prom")
    assert run_program("snapshot", "shop", "-o", "kept", *words, folder=folder).returncode == 0
    found = answers("--evaluate", "kept", folder=folder)
    assert found["orders total"] == result("0", status="paid")
    assert found["rates violation"] == {"result": []}


def test_answers_of_a_server(folder: Path) -> None:
    samples = [("orders_total", {"status": "paid", "job": "shop"}, 7.0)]
    with api(answering(samples)) as server:
        found = answers("--evaluate", f"prom+{server.url}", folder=folder)
    assert found["orders total"] == result("7", status="paid")
    assert found["up series"] == {"result": []}
    assert "history" in found["orders rate"]["error"]  # the fake's own word: it has one read


NO_TARGET = (
    "Error: Of which target is shop.prom? Write --evaluate TARGET=SOURCE; there are bank, shop.\n"
)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(
            ("--evaluate", "shop=nowhere"), 3, "nowhere: there is no such file.", id="no such file"
        ),
        pytest.param(("--evaluate", "shop.prom"), 2, NO_TARGET, id="of which target"),
        pytest.param(
            ("--evaluate", "prom+http://h", "--evaluate", "shop=shop.prom"),
            2,
            "A server is asked alone",
            id="a server and a file",
        ),
        pytest.param(
            ("--link", "prometheus=http://u:hunter2@h"), 2, "holds a user", id="a user in a link"
        ),
        pytest.param(
            ("--link", "grafana=http://a", "--link", "grafana=http://b"),
            2,
            "'grafana' is given twice.",
            id="two links to one place",
        ),
        pytest.param(("--format", "html"), 2, "'html' is not one of", id="no such format"),
    ],
)
def test_what_cannot_be_done(words: tuple[str, ...], code: int, said: str, folder: Path) -> None:
    run = run_program("hints", "shop", *words, folder=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert said in run.stderr
    assert "hunter2" not in run.stderr


def test_an_exposition_that_no_server_takes_is_not_evaluated(folder: Path) -> None:
    (folder / "shop.prom").write_text("orders_total{ 1\n")
    run = run_program("hints", "shop", "--evaluate", "shop=shop.prom", folder=folder)
    assert (run.returncode, run.stdout) == (3, "")


def test_a_snapshot_of_something_else(folder: Path) -> None:
    other = PROFILE.replace("profile: shop", "profile: other").replace("bank", "till")
    (folder / "expectations" / "other.yaml").write_text(
        other.replace("shop:", "desk:").replace("target: shop", "target: desk")
    )
    words = ("-t", "desk=shop.prom", "-t", "till=bank.prom")
    assert run_program("snapshot", "other", "-o", "kept", *words, folder=folder).returncode == 0
    run = run_program("hints", "shop", "--evaluate", "kept", folder=folder)
    said = "Error: the snapshot holds no target of shop: it is of desk, till.\n"
    assert output_of(run) == (2, "", said)


def test_an_abstract_profile_has_none() -> None:
    run = run_program("hints", "lps-batch-api", folder=PROJECT)
    assert (run.returncode, run.stdout) == (2, "")
    assert "is abstract" in run.stderr
