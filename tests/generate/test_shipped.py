"""The rules in `rules/`: what the shipped profiles generate, and promtool agrees."""

import re
from pathlib import Path

import pytest
import yaml

from tests.cli.program import run_program
from tests.generate.making import asked, promtools

PROJECT = Path(__file__).parents[2]
RULES = sorted((PROJECT / "rules").glob("*.rules.yaml"))
TESTS = sorted((PROJECT / "rules" / "tests").glob("*.test.yaml"))


def test_they_are_fresh() -> None:
    run = run_program("generate", "--check", "--diff", folder=PROJECT)
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.parametrize("promtool", promtools())
def test_promtool_takes_them(promtool: str) -> None:
    for what, files in (("check", RULES), ("test", TESTS)):
        code, output = asked(promtool, what, files)
        assert code == 0, output


def test_every_alert_is_tested() -> None:
    alerts, tested = set(), set()
    for path in RULES:
        groups = yaml.safe_load(path.read_text())["groups"]
        alerts |= {rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule}
    for path in TESTS:
        tests = yaml.safe_load(path.read_text())["tests"]
        names = [test["name"] for test in tests]
        assert len(set(names)) == len(names)
        fires, silent = (
            {found[1] for name in names if (found := re.fullmatch(rf"(\w+) {what}.*", name))}
            for what in ("fires on a violation", "is silent before work")
        )
        assert fires == silent
        tested |= fires
    assert len(alerts) > 20
    assert alerts == tested


def test_a_stopped_batch_mode_is_noticed() -> None:
    named = "".join(path.read_text() for path in RULES)
    for metric in (
        "llm_provider_batch_api_jobs_total",
        "llm_provider_batch_api_items_per_job",
        "llm_provider_batch_api_job_duration_seconds",
    ):
        assert metric in named
