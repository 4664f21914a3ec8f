"""`--coverage` and `--min-coverage` as their users type them."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.program import output_of, run_program

RUN = ("run", "--wait", "1s", "--quiet", "0.1s", "--interval", "0.1s")
PROFILE = """\
format: 1
profile: {name}
targets: {{shop: {{url: shop.prom, labels: {{job: shop}}}}}}
expectations:
  - {name}_total >= 0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two profiles of one target; it exposes what they declare, one metric more, and noise."""
    (tmp_path / "expectations").mkdir()
    for name in ("orders", "carts"):
        (tmp_path / f"expectations/{name}.yaml").write_text(PROFILE.format(name=name))
    (tmp_path / "shop.prom").write_text("orders_total 1\ncarts_total 1\ndepth 1\npython_info 1\n")
    return tmp_path


def test_the_block(folder: Path) -> None:
    ran = run_program("check", "orders", "--coverage", folder=folder)
    assert output_of(ran)[0] == 0
    assert ran.stdout.splitlines()[-5:] == [
        "",
        "coverage  33.3 %  1 of 3 exposed families are declared (1 of runtimes left out)",
        "  - 2 undeclared on shop: carts_total, depth  (-v lists them)",
        "",
        "PASS  1 profile · 1 passed · 1 finding  (exit 0)",
    ]


CODES = [
    pytest.param(("orders",), "33", 0, id="reached"),
    pytest.param(("orders",), "34%", 1, id="below"),
    pytest.param((), "66.6%", 0, id="both profiles together"),
    pytest.param((), "66.7", 1, id="both below"),
    pytest.param(("orders", "--no-validate"), "34", 1, id="looking at a few lines only"),
]


@pytest.mark.parametrize(("words", "least", "code"), CODES)
def test_a_minimum(folder: Path, words: tuple[str, ...], least: str, code: int) -> None:
    ran = run_program("check", *words, "--min-coverage", least, folder=folder)
    assert (ran.returncode, ran.stderr) == (code, "")


@pytest.mark.parametrize("text", ["x", "-1", "101", "1e1", "80 %%", "", "nan"])
def test_what_is_no_percentage(folder: Path, text: str) -> None:
    ran = run_program("check", f"--min-coverage={text}", folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"found {text!r}, expected a percentage such as 80%." in ran.stderr


def test_a_snapshot_has_all_names(folder: Path) -> None:
    run_program("snapshot", "orders", "-o", "kept", folder=folder)
    ran = run_program("check", "orders", "--from", "kept", "--coverage", "--json", folder=folder)
    told = json.loads(ran.stdout)["coverage"]
    assert (told["exposed"], told["declared"], told["runtime"]) == (3, 1, 1)


def test_of_a_run_the_last_read_counts(folder: Path) -> None:
    add = "open('shop.prom', 'a').write('new 1\\n')"
    ran = run_program(*RUN, "orders", "--coverage", "--", sys.executable, "-c", add, folder=folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "coverage  25 %  1 of 4 exposed" in ran.stdout


@pytest.mark.parametrize(("least", "code"), [("66", 0), ("67", 1)])
def test_runs_of_several_profiles_are_counted_together(folder: Path, least: str, code: int) -> None:
    words = (*RUN, "--matrix", "--min-coverage", least, "--", sys.executable, "-c", "")
    ran = run_program(*words, folder=folder)
    assert ran.returncode == code
    assert ran.stdout.count("coverage-below") == code
    assert "coverage  66.6 %  2 of 3 exposed" in ran.stdout
