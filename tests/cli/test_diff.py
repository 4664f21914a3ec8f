"""`diff`, as its users run it: the sources it takes, the formats, exit codes, hostile input."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from metrics_check.audit.diff.change import KINDS
from metrics_check.cli.diff_json import SCHEMA
from tests.cli.program import output_of, run_program
from tests.sources.rogue import answer, rogue, sends

PROJECT = Path(__file__).parents[2]
DOCUMENT = json.loads((PROJECT / "docs" / "diff.schema.json").read_text("utf-8"))
PAGE = (PROJECT / "docs" / "diff.md").read_text("utf-8")
OLD = '# TYPE orders_total counter\norders_total{status="paid"} 3\norders_total{status="open"} 3\n'
NEW = '# TYPE orders_total counter\norders_total{status="paid"} 3\n# TYPE depth gauge\ndepth 1\n'
TEXT = """\
breaking
  orders_total
    value-removed        status: "open"                         {old}:1

compatible
  depth
    family-added         gauge, 1 series                        {new}:3

BREAKING  1 breaking · 1 compatible  (exit {code})
"""
FILE = """\
format: 1
profile: shop
targets: {shop: {url: http://localhost:1/metrics}}
expectations: ['orders_total{status="paid"} >= 1']
"""
# Steers a terminal, is a command of a CI log, is markup; and more of it than anybody reads.
HOSTILE = FILE.replace(
    "['orders_total{status=\"paid\"} >= 1']",
    '[{series: a_total, labels: {l: ["\\e[31m##[error]x</td>`*|@all '
    + "y" * 5000
    + '"]}, expect: sum >= 1}]',
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.prom").write_text(OLD)
    (tmp_path / "new.prom").write_text(NEW)
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "shop.yaml").write_text(FILE)
    return tmp_path


def document(*words: str, folder: Path) -> dict[str, Any]:
    """What `--json` prints, which keeps the schema."""
    found = json.loads(run_program("diff", *words, "--json", folder=folder).stdout)
    jsonschema.validate(found, DOCUMENT)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 1),
        (["--fail-on", "breaking"], 1),
        (["--fail-on", "any"], 1),
        (["--fail-on", "none"], 0),
    ],
)
def test_text_and_exit_code(words: list[str], code: int, folder: Path) -> None:
    run = run_program("diff", "old.prom", "new.prom", *words, folder=folder)
    expected = TEXT.format(old="old.prom", new="new.prom", code=code)
    assert output_of(run) == (code, expected, "")


@pytest.mark.parametrize(("fail_on", "code"), [("breaking", 0), ("any", 1), ("none", 0)])
def test_compatible_changes_alone(fail_on: str, code: int, folder: Path) -> None:
    (folder / "more.prom").write_text(OLD + "# TYPE depth gauge\ndepth 1\n")
    run = run_program("diff", "old.prom", "more.prom", "--fail-on", fail_on, folder=folder)
    last = run.stdout.splitlines()[-1]
    assert (run.returncode, last) == (
        code,
        f"COMPATIBLE  0 breaking · 1 compatible  (exit {code})",
    )


@pytest.mark.parametrize("fail_on", ["breaking", "any", "none"])
def test_no_difference(fail_on: str, folder: Path) -> None:
    run = run_program("diff", "old.prom", "old.prom", "--fail-on", fail_on, folder=folder)
    assert output_of(run) == (0, "SAME  1 metric, no difference  (exit 0)\n", "")


def test_json(folder: Path) -> None:
    assert document("old.prom", "new.prom", folder=folder) == {
        "schema": SCHEMA,
        "exit_code": 1,
        "old": {"source": "old.prom", "metrics": 1},
        "new": {"source": "new.prom", "metrics": 2},
        "summary": {"breaking": 1, "compatible": 1},
        "breaking": [
            {
                "kind": "value-removed",
                "metric": "orders_total",
                "detail": 'status: "open"',
                "where": "old.prom:1",
                "guess": False,
                "label": "status",
                "values": ["open"],
                "count": 1,
            }
        ],
        "compatible": [
            {
                "kind": "family-added",
                "metric": "depth",
                "detail": "gauge, 1 series",
                "where": "new.prom:3",
                "guess": False,
            }
        ],
    }
    assert document("old.prom", "old.prom", folder=folder)["breaking"] == []


def test_markdown(folder: Path) -> None:
    run = run_program("diff", "old.prom", "new.prom", "--format", "markdown", folder=folder)
    assert output_of(run) == (
        1,
        "**1 breaking**, 1 compatible: `old.prom` → `new.prom`\n\n"
        "### Breaking\n\n"
        '- `orders_total` **value-removed**: `status: "open"` at `old.prom:1`\n\n'
        "### Compatible\n\n"
        "- `depth` **family-added**: `gauge, 1 series` at `new.prom:3`\n",
        "",
    )
    same = run_program("diff", "new.prom", "new.prom", "--format", "markdown", folder=folder)
    assert same.stdout == "**No difference** in 2 metrics: `new.prom` → `new.prom`\n"


def test_a_url_and_standard_input(folder: Path) -> None:
    with rogue(sends(answer(NEW.encode()))) as server:
        run = run_program("diff", "-", server.url(), folder=folder, given=OLD)
        place = server.url()
    assert run.returncode == 1
    assert '    value-removed        status: "open"                         -:1\n' in run.stdout
    assert f"{place}:3\n" in run.stdout


def test_snapshots(folder: Path) -> None:
    for name in ("old", "new"):
        run_program(
            *("snapshot", "shop", "-t", f"shop={name}.prom", "-o", f"kept-{name}"), folder=folder
        )
    run = run_program("diff", "kept-old", "kept-new", folder=folder)
    (old,) = (folder / "kept-old").glob("*.prom")
    assert run.returncode == 1
    assert run.stdout.splitlines()[:3] == [
        "breaking",
        "  shop  orders_total",
        f'    value-removed        status: "open"                         kept-old/{old.name}:1',
    ]
    # A file names no target, so the name of the other side's says nothing.
    mixed = run_program("diff", "kept-old", "new.prom", folder=folder)
    assert mixed.stdout == TEXT.format(old=f"kept-old/{old.name}", new="new.prom", code=1)


def test_expectations(folder: Path) -> None:
    (folder / "new.yaml").write_text(
        FILE.replace("profile: shop", "profile: new").replace("orders_total", "sales_total")
    )
    same = run_program("diff", "expectations", "expectations/shop.yaml", folder=folder)
    assert output_of(same) == (0, "SAME  1 metric, no difference  (exit 0)\n", "")
    found = document("expectations", "new.yaml", folder=folder)
    assert [(each["kind"], each["metric"], each["where"]) for each in found["breaking"]] == [
        ("family-removed", "orders_total", "expectations/shop.yaml:4:17"),
        ("profile-removed", "", "expectations/shop.yaml:2:10"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("old.prom", "expectations", 2, "OLD and NEW are of two sorts"),
        ("-", "-", 2, "Only one of OLD and NEW can be standard input."),
        ("prom+http://localhost:1", "old.prom", 2, "A Prometheus server shows no exposition"),
        ("old.prom", "gone.prom", 3, "gone.prom: "),
        ("old.prom", "page.html", 3, "page.html: shows an HTML page titled 'Login', not metrics."),
        ("old.prom", "bad.prom", 3, "bad.prom: Prometheus would refuse this exposition: line 2"),
        ("expectations", "bad.yaml", 2, "bad.yaml:1:1: "),
        ("expectations", "empty", 2, "no *.yaml or *.yml file is below 'empty'."),
        ("gone/", "gone/", 3, "gone/: "),
    ],
)
def test_what_cannot_be_compared(old: str, new: str, code: int, message: str, folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "page.html").write_text("<!doctype html><title>Login</title>\n")
    (folder / "bad.prom").write_text("a 1\na{ 1\n")
    (folder / "bad.yaml").write_text("format: 2\n")
    run = run_program("diff", old, new, folder=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert message in run.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("text", '    value-removed        l: "\\x1b[31m\\x23#[error]x</td>`*|@all yyyyy'),
        ("markdown", '`a_total` **value-removed**: ``l: "\\x1b[31m##[error]x</td>`*|@all yyyyy'),
        ("json", '"detail": "l: \\"\\\\x1b[31m##[error]x</td>`*|@all yyyyy'),
    ],
)
def test_hostile_input(name: str, told: str, folder: Path) -> None:
    for side, text in {"old": HOSTILE, "new": HOSTILE.replace("@all", "@none")}.items():
        (folder / side).mkdir()
        (folder / side / "shop.yaml").write_text(text)
    run = run_program("diff", "old", "new", "--format", name, folder=folder)
    assert (run.returncode, run.stderr) == (1, "")
    assert told in run.stdout
    assert "\x1b" not in run.stdout
    assert len(run.stdout) < 2500


def test_a_flood_is_bounded(folder: Path) -> None:
    many = "".join(f"# TYPE m{n}_x gauge\nm{n}_x 1\n" for n in range(12_000))
    (folder / "many.prom").write_text(many)
    text = run_program("diff", "many.prom", "old.prom", folder=folder).stdout
    assert len(text.splitlines()) < 500
    assert "  … and 11800 more; --json lists them\n" in text
    markdown = run_program("diff", "many.prom", "old.prom", "--format", "markdown", folder=folder)
    assert len(markdown.stdout) < 65_536
    found = document("many.prom", "old.prom", folder=folder)
    assert found["summary"] == {"breaking": 12_000, "compatible": 1}
    assert len(found["breaking"]) == 10_000


def test_the_page_and_the_schema_tell_every_kind() -> None:
    rows = [f"| `{kind}` | {severity} | {says} |" for kind, (severity, says) in KINDS.items()]
    assert [row for row in rows if row not in PAGE.splitlines()] == []
    assert DOCUMENT["$defs"]["change"]["properties"]["kind"]["enum"] == list(KINDS)
