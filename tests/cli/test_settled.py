"""`metrics-check.yaml` as its users meet it: what it sets, what beats it, and what is told."""

import os
from pathlib import Path

import pytest

from metrics_check.cli.settled import find_settings
from tests.cli.program import output_of, run_program

PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: "http://localhost:1/metrics"}}
expectations:
  - orders_total >= 1
  - {id: depth, series: depth, type: gauge, warn: each <= 5}
"""
SHOWN = "# TYPE orders_total counter\norders_total 3\n# TYPE depth gauge\ndepth 9\n"
SCHEMA = Path(__file__).parents[2] / "docs" / "settings.schema.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "below").mkdir()
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(SHOWN)
    (tmp_path / "metrics-check.yaml").write_text(
        "targets: {shop: shop.prom, unused: other.prom}\ntimeout: 3s\nstrict: true\n"
    )
    return tmp_path


def test_the_file_sets_options_from_anywhere_below(folder: Path) -> None:
    here = run_program("check", folder=folder)
    below = run_program("check", folder=folder / "below")
    assert (here.returncode, below.returncode) == (1, 1)
    assert "  shop  shop.prom  (2 series" in here.stdout
    assert "  shop  ../shop.prom  (2 series" in below.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("parse", "shop.prom"),
        ("query", "depth", "shop.prom"),
        ("init", "shop.prom", "--job", "other"),
    ],
    ids=lambda words: words[0],
)
def test_targets_do_not_stand_in_the_way_of_a_source(words: tuple[str, ...], folder: Path) -> None:
    run = run_program(*words, folder=folder)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_draft_goes_where_the_file_says(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("expectations: checks\n")
    run = run_program("init", "../shop.prom", folder=folder / "below")
    assert output_of(run) == (
        0,
        "../checks/shop.yaml: 2 expectations\n"
        "next: metrics-check check shop -t shop=../shop.prom\n",
        "",
    )
    again = run_program("check", "shop", "-t", "shop=../shop.prom", folder=folder / "below")
    assert again.returncode == 0, again.stdout


def test_where_settings_come_from_is_told(folder: Path) -> None:
    words = ("check", "shop", "-v", "-t", "shop=http://u:hunter2@127.0.0.1:1/m", "--interval", "2s")
    run = run_program(*words, folder=folder, environment={"METRICS_CHECK_TIMEOUT": "4s"})
    assert run.stderr.splitlines() == [
        "--interval 2s  (command line)",
        "--strict on  (metrics-check.yaml:3:9)",
        "--timeout 4s  (METRICS_CHECK_TIMEOUT)",
        "--target shop=http://127.0.0.1:1/m  (command line)",
        "--target unused=other.prom  (metrics-check.yaml:1:36)",
    ]
    assert "hunter2" not in run.stdout + run.stderr


def test_a_target_of_the_command_line_must_be_there(folder: Path) -> None:
    run = run_program("check", "shop", "-t", "unused=other.prom", folder=folder)
    assert run.returncode == 2
    assert "no target is named 'unused'" in run.stderr


def test_waivers_are_of_use_to_any_profile(folder: Path) -> None:
    with (folder / "metrics-check.yaml").open("a") as settings:
        settings.write("waivers:\n  - {id: depth, reason: known, owner: me, expires: 2099-01-01}\n")
        settings.write("  - {id: gone, reason: known, owner: me, expires: 2099-01-01}\n")
    second = PROFILE.replace("profile: shop", "profile: other").replace("depth,", "width,")
    (folder / "expectations" / "other.yaml").write_text(
        second.replace("series: width", "series: depth")
    )
    run = run_program("check", folder=folder)
    assert run.stdout.count("unused-waiver") == 1
    assert "metrics-check.yaml:6:5" in run.stdout
    assert "1 waived" in run.stdout


def test_a_wrong_file_ends_the_command_but_not_its_help(folder: Path) -> None:
    (folder / "metrics-check.yaml").write_text("stric: true\n")
    run = run_program("check", folder=folder)
    assert output_of(run) == (
        2,
        "",
        "metrics-check.yaml:1:1: the settings file has no key `stric`. Did you mean `strict`?\n"
        "    stric: true\n"
        "    ^\n"
        "Error: 1 error in 1 file\n",
    )
    assert run_program("check", "--help", folder=folder).returncode == 0
    assert run_program("validate", folder=folder).returncode == 0


@pytest.mark.parametrize(
    ("at", "root", "found"),
    [
        pytest.param("repo", "repo", "metrics-check.yaml", id="in the folder"),
        pytest.param("repo/a/b", "repo", "../../metrics-check.yaml", id="above, in a repository"),
        pytest.param("repo/a/b", "repo/a", None, id="not beyond the repository"),
        pytest.param("repo/a/b", None, None, id="not above without a repository"),
        pytest.param("repo", None, "metrics-check.yaml", id="without a repository"),
    ],
)
def test_is_found(at: str, root: str | None, found: str | None, tmp_path: Path) -> None:
    (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
    (tmp_path / "repo" / "metrics-check.yaml").write_text("strict: true\n")
    if root is not None:
        (tmp_path / root / ".git").mkdir()
    path = find_settings(tmp_path / at)
    expected = None if found is None else os.path.relpath(tmp_path / at / found)
    assert (None if path is None else path.as_posix()) == expected


def test_prints_the_committed_schema() -> None:
    run = run_program("schema", "--settings")
    assert output_of(run) == (0, SCHEMA.read_text("utf-8"), "")
