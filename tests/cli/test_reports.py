"""`check --format` as its users run it: which report goes where, and what never changes."""

import json
from pathlib import Path

import pytest

from metrics_check.report import FORMATS
from tests.cli.program import run_program

PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: http://127.0.0.1:9/metrics}}
expectations:
  - orders_total >= 1
  - {id: depth, series: depth, expect: each <= 5, warn: each <= 3}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one profile and two expositions."""
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations/shop.yaml").write_text(PROFILE)
    (tmp_path / "held").write_text("orders_total 3\ndepth 2\n")
    (tmp_path / "violated").write_text("orders_total 0\ndepth 2\n")
    return tmp_path


SARIF = ("--format", "sarif=out/report.sarif", "--format", "junit=out/junit.xml")


def test_several_reports_are_written_at_once(folder: Path) -> None:
    ran = run_program("check", "shop", "-t", "shop=violated", *SARIF, folder=folder)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith("shop ")
    log = json.loads((folder / "out/report.sarif").read_bytes())
    assert log["runs"][0]["invocations"][0]["exitCode"] == 1
    assert (folder / "out/junit.xml").read_text().count("<failure ") == 1


@pytest.mark.parametrize(("source", "code"), [("held", 0), ("violated", 1), ("nothere", 3)])
def test_no_format_changes_the_exit_code_or_says_when_and_where_it_ran(
    folder: Path, source: str, code: int
) -> None:
    written = []
    for out in ("one", "two"):
        formats = (f"--format={name}={out}/{name}" for name in FORMATS if name != "text")
        ran = run_program("check", "shop", "-t", f"shop={source}", *formats, folder=folder)
        assert (ran.returncode, ran.stderr) == (code, "")
        written.append({path.name: path.read_text() for path in (folder / out).iterdir()})
    assert written[0] == written[1]
    assert sorted(written[0]) == [name for name in FORMATS if name != "text"]
    assert [name for name, text in written[0].items() if str(folder) in text] == []


def test_places_are_told_from_the_working_folder(folder: Path) -> None:
    path = str(folder / "expectations/shop.yaml")
    ran = run_program("check", path, "-t", "shop=violated", "--format", "github", folder=folder)
    assert ran.stdout.startswith("::error file=expectations/shop.yaml,line=5,col=5,")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    ran = run_program("check", path, "-t", "shop=../violated", "--json", folder=elsewhere)
    assert json.loads(ran.stdout)["profiles"][0]["outcomes"][0]["where"] == f"{path}:5:5"


SUMMARIES = [
    pytest.param(("--format", "github"), True, id="github"),
    pytest.param(("--format", "github=out.txt"), True, id="github to a file"),
    pytest.param(("--format", "markdown=out.md"), False, id="markdown"),
    pytest.param((), False, id="text"),
]


@pytest.mark.parametrize(("words", "is_added"), SUMMARIES)
def test_a_step_summary_is_added(folder: Path, words: tuple[str, ...], is_added: bool) -> None:
    summary = folder / "summary.md"
    summary.write_text("# Of another command\n")
    environment = {"GITHUB_STEP_SUMMARY": str(summary)}
    ran = run_program(
        "check", "shop", "-t", "shop=violated", *words, environment=environment, folder=folder
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    before, title, added = summary.read_text().partition("# Of another command\n")
    assert (before, title) == ("", "# Of another command\n")
    assert added.startswith("**FAIL** 1 profile · 2 passed · 1 failed") == is_added
    assert bool(added) == is_added


def test_a_step_summary_that_cannot_be_written_is_a_failure(folder: Path) -> None:
    environment = {"GITHUB_STEP_SUMMARY": str(folder / "nothere/summary.md")}
    words = ("check", "shop", "-t", "shop=held", "--format", "github")
    ran = run_program(*words, environment=environment, folder=folder)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "nothere/summary.md" in ran.stderr
