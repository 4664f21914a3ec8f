"""`mutate` as its users type it."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.program import run_program

PROJECT = Path(__file__).parent.parent.parent
SCHEMA = json.loads((PROJECT / "docs" / "mutate.schema.json").read_text("utf-8"))
PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: shop.prom}}
expectations:
  - orders_total{status} >= 1
  - {id: depth, series: depth, optional: true, expect: each <= 9}
  - {id: later, series: depth, only_in: run, expect: each >= 1}
"""
EXPOSITION = """\
# TYPE orders_total counter
orders_total{status="paid"} 3
# TYPE depth gauge
depth 0
# TYPE other gauge
other 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile, what its target shows, and a snapshot of that."""
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations/shop.yaml").write_text(PROFILE)
    (tmp_path / "shop.prom").write_text(EXPOSITION)
    assert run_program("snapshot", "shop", "-o", "kept", folder=tmp_path).returncode == 0
    return tmp_path


def test_the_text(folder: Path) -> None:
    ran = run_program("mutate", "shop", "--from", "kept", folder=folder)
    assert ran.stdout == (
        "shop  mutated from kept\n"
        "\n"
        "  depth  1 survived on shop\n"
        "    ✗ change-type gauge to counter\n"
        "    add below expectations:\n"
        "      - id: depth.more\n"
        "        series: depth\n"
        "        type: gauge\n"
        "\n"
        "  orders_total  2 survived on shop\n"
        "    ✗ change-type counter to gauge  (finding type-differs)\n"
        '    ✗ change-label-value status="paid" to "paid_mutated"\n'
        "    add below expectations:\n"
        "      - id: orders_total.more\n"
        "        series: orders_total\n"
        "        type: counter\n"
        "        labels:\n"
        "          status: [paid]\n"
        "\n"
        "  - 1 equivalent, only-least: a value of any size is right: only a least one is declared\n"
        "  - 2 equivalent, optional: what names it is optional, so it need not be there\n"
        "  - 2 equivalent, unchanged: it shows what was there before: a zero that was zero, NaN for"
        " NaN, no\n"
        "    observation\n"
        "  - 1 metric of shop not declared: other\n"
        "\n"
        "SCORE 70 %  7 noticed · 3 survived · 5 equivalent  (exit 1)\n"
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    again = run_program("mutate", "shop", "--from", "kept", folder=folder)
    assert again.stdout == ran.stdout


def test_all_of_it(folder: Path) -> None:
    ran = run_program("mutate", "shop", "--from", "kept", "-v", folder=folder)
    assert "      depth times-ten\n" in ran.stdout
    assert '  ✓ orders_total zero {status="paid"}  by orders_total#expect.any\n' in ran.stdout


def test_the_document(folder: Path) -> None:
    ran = run_program("mutate", "shop", "--from", "kept", "--json", folder=folder)
    found = json.loads(ran.stdout)
    jsonschema.validate(found, SCHEMA)
    assert ran.returncode == found["exit_code"] == 1
    mutants = found.pop("mutants")
    assert len(mutants) == 15
    assert mutants[-1] == {
        "target": "shop",
        "metric": "orders_total",
        "operator": "times-ten",
        "labels": {"status": "paid"},
        "label": None,
        "of": None,
        "old": None,
        "new": None,
        "fate": "equivalent",
        "noticed_by": None,
        "reason": "only-least",
        "told": None,
    }
    assert found["summary"] == {"noticed": 7, "survived": 3, "equivalent": 5, "left_out": 0}
    assert found["not_declared"] == {"shop": ["other"]}
    assert found["proposals"][0]["yaml"] == "- id: depth.more\n  series: depth\n  type: gauge\n"


CODES = [
    pytest.param(("--min-score", "70%"), 0, id="reached"),
    pytest.param(("--min-score", "70.01"), 1, id="below, compared exactly"),
    pytest.param(("--only", "*#zero"), 0, id="nothing survives"),
    pytest.param(("--only", "depth#zero"), 3, id="nothing could be noticed"),
    pytest.param(("--limit", "4"), 1, id="some left out"),
]


@pytest.mark.parametrize(("words", "code"), CODES)
def test_exit_codes(words: tuple[str, ...], code: int, folder: Path) -> None:
    ran = run_program("mutate", "shop", "--from", "kept", *words, folder=folder)
    assert (ran.returncode, ran.stderr) == (code, ""), ran.stdout
    assert f"(exit {code})" in ran.stdout
    assert ("left out, evenly" in ran.stdout) == ("--limit" in words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param((), "--from DIR is needed: the snapshot that is broken.", id="no --from"),
        pytest.param(
            ("--from", "kept", "--only", "other"),
            "Error: --only 'other' matches no metric that an expectation names here.",
            id="only what is not declared",
        ),
        pytest.param(("--from", "kept", "--min-score", "x"), "expected a percentage", id="score"),
        pytest.param(("--from", "kept", "--limit", "0"), "0 is not in the range", id="limit"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], message: str, folder: Path) -> None:
    ran = run_program("mutate", "shop", *words, folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr


def test_a_snapshot_that_does_not_pass(folder: Path) -> None:
    (folder / "expectations/shop.yaml").write_text(PROFILE.replace(">= 1\n", ">= 9\n", 1))
    ran = run_program("mutate", "shop", "--from", "kept", folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "expectations/shop.yaml:5:5: orders_total#expect.any does not hold: "
    )
    assert "kept does not pass" in ran.stderr


@pytest.mark.parametrize(
    ("breaking", "message"),
    [
        pytest.param("<html>login</html>\n", "kept", id="no exposition"),
        pytest.param(None, "there is no such folder", id="no snapshot"),
    ],
)
def test_a_snapshot_that_cannot_be_judged(breaking: str | None, message: str, folder: Path) -> None:
    kept = "nowhere" if breaking is None else "kept"
    for file in (folder / "kept").glob("*.prom") if breaking else ():
        file.write_text(breaking or "")
    ran = run_program("mutate", "shop", "--from", kept, folder=folder)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_evidence_of_a_run_is_judged_over_the_run(folder: Path) -> None:
    command = ("sed", "-i", "s/} 3$/} 4/", "shop.prom")
    (folder / "shop.prom").write_text(EXPOSITION.replace("depth 0", "depth 2"))
    ran = run_program(
        *("run", "shop", "--quiet", "10ms", "--evidence", "kept", "--", *command), folder=folder
    )
    assert ran.returncode == 0, ran.stdout
    found = run_program("mutate", "shop", "--from", "kept", "--json", folder=folder)
    document = json.loads(found.stdout)
    assert document["reading"] == "run"
    assert "is evidence of a run" in found.stderr
    fates = {(each["metric"], each["operator"]): each["noticed_by"] for each in document["mutants"]}
    assert fates["depth", "zero"] == "later#expect.each"
    assert fates["orders_total", "zero"] == "orders_total#expect.any"
