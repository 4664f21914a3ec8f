"""Drafts as a reader gets them, and the rows of what an exposition becomes."""

import subprocess
import sys
from pathlib import Path

import pytest

from metrics_check.audit.draft import DraftTarget, draft_profile
from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from metrics_check.report.coverage import undeclared
from tests.audit.drafting import draft, entries, judged, not_passed
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {
    "shop": Format.TEXT,
    "openmetrics": Format.OPENMETRICS,
    "utf8": Format.TEXT_UTF8,
}
HASH_SEEDS = ("0", "1", "77")


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    text = (GOLDEN / f"{name}.prom").read_text("utf-8")
    drafted = draft(text, syntax=FORMATS[name])
    assert_golden(drafted.text, path=GOLDEN / f"{name}.yaml", config=pytestconfig)
    path = tmp_path / "shop.prom"
    path.write_text(text, encoding="utf-8")
    report = judged(drafted, path, syntax=FORMATS[name])
    assert not_passed(report) == []
    # What a draft leaves out is broken, or a runtime's: of the rest it leaves nothing.
    assert report.coverage is not None
    left_out = drafted.text.partition("# Left out")[2]
    missing = undeclared(report.coverage).get("shop", ())
    assert [each for each in missing if each not in left_out] == []
    assert report.coverage.declared > 2 * len(missing)


def test_holds_under_traffic(tmp_path: Path) -> None:
    before = (GOLDEN / "shop.prom").read_text("utf-8")
    after = before.replace(
        'shop_orders_total{method="card",status="failed"} 0.0\n',
        'shop_orders_total{method="card",status="failed"} 7.0\n'
        'shop_orders_total{method="voucher",status="returned"} 1.0\n',
    ).replace(
        "# TYPE shop_refunds_total counter\n",
        '# TYPE shop_refunds_total counter\nshop_refunds_total{reason="late"} 1\n',
    )
    assert (before.count('"} '), after.count('"} ')) == (23, 25)
    path = tmp_path / "shop.prom"
    path.write_text(after, encoding="utf-8")
    report = judged(draft(before), path)
    assert not_passed(report) == []
    assert [each.id for each in report.outcomes if each.verdict == "skipped"] == []


@pytest.mark.parametrize(
    ("text", "changed", "turned"),
    [
        pytest.param(
            "a_total 0\nb_total 0\n",
            "b_total 0\n",
            ["a_total#presence fail absent-series: no such series: a_total"],
            id="gone",
        ),
        pytest.param(
            "# TYPE a gauge\na 1\n",
            "# TYPE a counter\na 1\n",
            ["a#type fail type-differs: the type differs, expected gauge"],
            id="another type",
        ),
        pytest.param(
            'a_total{x="1"} 1\n',
            'a_total{y="1"} 1\n',
            ["a_total#labels.x fail absent-label: a series has no label `x`"],
            id="a label renamed",
        ),
    ],
)
def test_what_breaks_is_noticed(text: str, changed: str, turned: list[str], tmp_path: Path) -> None:
    path = tmp_path / "shop.prom"
    path.write_text(changed)
    assert not_passed(judged(draft(text), path)) == turned


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("# TYPE a counter\na 1\n", ["  - {series: a, type: counter}"], id="no _total"),
        pytest.param("a 1\n", ["  - a"], id="no metadata"),
        pytest.param("# TYPE a untyped\na 1\n", ["  - a"], id="untyped"),
        pytest.param(
            'a_total{x="1",y=""} 1\na_total{x="2",y="3"} 1\na_total{x="2",z="3"} 1\n',
            ["  - a_total{x}"],
            id="only the labels of every series",
        ),
        pytest.param(
            'a_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_count 1\na_sum 1\n',
            ["  - {series: a, type: histogram, buckets: [1]}  # expect: within <= 1"],
            id="a histogram by its shape",
        ),
        pytest.param(
            'a{quantile="0.5"} 1\na_count{x="1"} 1\na_sum{x="1"} 1\n',
            ["  - series: a{x}", "    type: summary"],
            id="a summary by its shape",
        ),
        pytest.param(
            "# TYPE a histogram\n"
            'a_bucket{x="1",le="1"} 0\na_bucket{x="1",le="+Inf"} 0\n'
            'a_count{x="1"} 0\na_sum{x="1"} 0\n'
            'a_bucket{x="2",le="5"} 0\na_bucket{x="2",le="+Inf"} 0\n'
            'a_count{x="2"} 0\na_sum{x="2"} 0\n',
            ["  - series: a{x}", "    type: histogram"],
            id="children with other buckets",
        ),
        pytest.param(
            "lost_count 1\n",
            ["  - id: lost_count", "    holds: lost_count"],
            id="the part of nothing",
        ),
        pytest.param(
            "# TYPE lost_count gauge\nlost_count 1\n",
            ["  - {series: lost_count, type: gauge}  # expect: each 0 .. 1"],
            id="a gauge named like a part",
        ),
        pytest.param(
            "# TYPE a_count histogram\n"
            'a_count_bucket{le="+Inf"} 0\na_count_count 0\na_count_sum 0\n',
            ["  - id: a_count_count", "    holds: a_count_count"],
            id="a histogram named like a part",
        ),
        pytest.param(
            "a 1\na_count 1\n",
            ["  - id: a", "    holds: a", "  - id: a_count", "    holds: a_count"],
            id="a name that may be a family's",
        ),
        pytest.param(
            'sum{x="1"} 1\n',
            ["""  - '{"sum", x}'"""],
            id="named like a word of the line",
        ),
        pytest.param(
            "A_total 1\na_total 1\n",
            ["  - A_total", "  - {id: a_total.2, series: a_total}"],
            id="alike but for capitals",
        ),
        pytest.param(
            'a_total{job="x",exported_job="y",instance="z"} 1\n',
            ["  - a_total{exported_exported_job, exported_job, exported_instance}"],
            id="labels that a scrape attaches",
        ),
        pytest.param(
            "# TYPE b counter\nb 1\n# TYPE a gauge\na 1 1777636800000\n",
            [
                "  - {series: b, type: counter}",
                "  - {series: a, type: gauge, optional: true}",
            ],
            id="a time of its own",
        ),
        pytest.param(
            "# TYPE b_total counter\nb_total 1\n# TYPE a counter\n",
            ["  - b_total", "  - {series: a, type: counter, optional: true}  # no series yet"],
            id="no series yet",
        ),
        pytest.param("go_goroutines 3\n", ["  - go_goroutines"], id="nothing but its runtime"),
    ],
)
def test_entries(text: str, lines: list[str], tmp_path: Path) -> None:
    drafted = draft(text)
    path = tmp_path / "shop.prom"
    path.write_text(text)
    assert (entries(drafted), not_passed(judged(drafted, path))) == (lines, [])


GRID = "".join(
    f'a_total{{how="{how}",path="/{path}",kind="{kind}"}} 1\n'
    for how in ("ok", "bad")
    for path in range(3)
    for kind in ("x", "y")
)
CLOSED = ["  - series: a_total{how, path, kind}"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            GRID, [*CLOSED, "    labels: {how: [bad, ok], kind: [x, 'y']}"], id="all with all"
        ),
        pytest.param(
            GRID + 'a_total{how="late",path="/1",kind="x"} 1\n',
            ["  - a_total{how, path, kind}  # how: bad, late, ok; kind: x, y"],
            id="one with some",
        ),
        pytest.param(
            GRID.replace("how=", "user="),
            ["  - series: a_total{user, path, kind}", "    labels: {kind: [x, 'y']}"],
            id="who it is",
        ),
        pytest.param(
            GRID.replace('path="/', 'path="1').replace('kind="', 'kind="7'),
            [*CLOSED, "    labels: {how: [bad, ok]}"],
            id="numbers",
        ),
        pytest.param(
            'a_total{how="ok",x="1"} 1\na_total{how="bad",x="1"} 1\n'
            'a_total{how="ok",x="2"} 1\na_total{how="bad",x="2"} 1\n',
            ["  - a_total{how, x}  # how: bad, ok"],
            id="shared by two",
        ),
        pytest.param(
            GRID.replace('"x"', '"on"').replace('"y"', '"null"'),
            [*CLOSED, "    labels: {how: [bad, ok], kind: ['null', 'on']}"],
            id="words of YAML",
        ),
        pytest.param(
            "".join(
                f'a_total{{{letter * 20}="{value * 20}",path="/{path}"}} 1\n'
                for letter in "h"
                for value in "abcdefg"
                for path in range(3)
            ),
            ["  - a_total{hhhhhhhhhhhhhhhhhhhh, path}"],
            id="longer than a line",
        ),
    ],
)
def test_values_that_look_closed(text: str, lines: list[str], tmp_path: Path) -> None:
    drafted = draft(text)
    path = tmp_path / "shop.prom"
    path.write_text(text)
    assert (entries(drafted), not_passed(judged(drafted, path))) == (lines, [])


def test_another_value_of_a_closed_label_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "shop.prom"
    path.write_text(GRID.replace('"bad"', '"worse"'))
    (turned,) = not_passed(judged(draft(GRID), path))
    assert turned.startswith("a_total#labels.how fail value-not-allowed: ")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        pytest.param("a 17", "each 0 .. 20", id="a gauge"),
        pytest.param("a -0.03", "each -0.05 .. 0", id="below zero"),
        pytest.param("a 0.00012", "each 0 .. 0.0002", id="small"),
        pytest.param("a 1e9", "each 0 .. 1000000000.0", id="round as it is"),
        pytest.param("a 0", "", id="nothing yet"),
        pytest.param("a NaN", "", id="no number"),
        pytest.param("a +Inf", "", id="no bound"),
        pytest.param("a 1e16", "", id="an id"),
    ],
)
def test_bounds_of_gauges(text: str, bound: str) -> None:
    (line,) = entries(draft(f"# TYPE a gauge\n{text}\n"))
    _, _, found = line.partition("  # expect: ")
    assert found == bound.removesuffix(".0")


@pytest.mark.parametrize(
    ("counts", "bound"),
    [
        pytest.param("0 3 3 3", "    # expect: within <= 5", id="all within one"),
        pytest.param("0 0 0 0", "", id="no observation"),
        pytest.param("0 1 2 3", "", id="one beyond the last"),
    ],
)
def test_bounds_of_histograms(counts: str, bound: str, tmp_path: Path) -> None:
    *below, total = counts.split()
    text = "# TYPE a histogram\n" + "".join(
        f'a_bucket{{k="{k}",le="{le}"}} {count}\n'
        for k in "uv"
        for le, count in zip(("1", "5", "9", "+Inf"), (*below, total), strict=True)
    )
    text += "".join(f'a_count{{k="{k}"}} {total}\na_sum{{k="{k}"}} 7\n' for k in "uv")
    drafted = draft(text)
    assert entries(drafted)[3:] == ([bound] if bound else [])


def test_replicas_are_one_target(tmp_path: Path) -> None:
    texts = ('# TYPE a gauge\na{x="1"} 1\n', '# TYPE a gauge\na{x="1",y="2"} 1\nb_total 1\n')
    drafted = draft(*texts)
    paths = [tmp_path / f"{number}.prom" for number in range(2)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    assert entries(drafted) == [
        "  - series: a{x}",
        "    type: gauge",
        "    # expect: each 0 .. 1",
        "  - b_total",
    ]
    assert not_passed(judged(drafted, *paths)) == []


def test_replicas_that_disagree() -> None:
    drafted = draft("# TYPE a gauge\na 1\nb 1\n", "# TYPE a counter\na 1\n")
    assert entries(drafted) == ["  - b"]
    assert drafted.text.endswith(
        "# Left out, since nothing holds on broken data:\n"
        "#   a: replicas tell different types: counter, gauge\n"
    )


def test_targets_are_named() -> None:
    shown = [read_exposition([text], format=Format.TEXT) for text in (b"a 1\nb 1\n", b"a 1\n")]
    targets = [
        DraftTarget("lps", ("http://lps/m", "http://lps2/m"), (shown[0],)),
        DraftTarget("cj", ("cj.prom",), (shown[1],), note="a file"),
    ]
    assert (
        draft_profile("both", targets=targets).text.split("\n", 3)[3]
        == """\
format: 1
profile: both
target: lps
targets:
  lps: {url: [http://lps/m, http://lps2/m]}
  # a file
  cj: {url: cj.prom}

expectations:
  # lps
  - a
  - b

  # cj
  - {id: cj.a, target: cj, series: a}
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a_sum_count 1\na_sum_count 1\na_sum_sum 1\n", id="the count of a family"),
        pytest.param("# TYPE a summary\na_count 1\na_sum 1\na_count 1\n", id="a part of a family"),
    ],
)
def test_broken_data_under_another_name(text: str, tmp_path: Path) -> None:
    drafted = draft(f"{text}b_total 1\n")
    path = tmp_path / "shop.prom"
    path.write_text(f"{text}b_total 1\n")
    assert (entries(drafted), len(drafted.broken)) == (["  - b_total"], 1)
    assert not_passed(judged(drafted, path)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "# TYPE a counter\n",
            "there is no series yet that must be there. Use the service a little, and retry.",
            id="metadata alone",
        ),
        pytest.param(
            "a 1\na 2\n",
            "nothing holds on it, its data is broken: a is exposed 2 times with the same labels.",
            id="broken",
        ),
    ],
)
def test_nothing_to_expect(text: str, message: str) -> None:
    with pytest.raises(UnreadableSource) as refused:
        draft(text)
    assert (str(refused.value), refused.value.code) == (message, "empty")


def test_a_draft_is_bounded(tmp_path: Path) -> None:
    text = "".join(f'm{number}_{"x" * 100}_total{{{"y" * 99}="1"}} 1\n' for number in range(3000))
    drafted = draft(text)
    assert (drafted.expectations, drafted.beyond) == (2000, 1000)
    assert drafted.text.endswith("# Left out: 1000 more metrics, since this file is long enough.\n")
    path = tmp_path / "shop.prom"
    path.write_text(text)
    assert not_passed(judged(drafted, path)) == []


def test_broken_metrics_are_few_in_the_text() -> None:
    broken = "".join(f"m{number} 1\nm{number} 1\n" for number in range(12))
    drafted = draft(f"good 1\n{broken}")
    assert len(drafted.broken) == 12
    assert drafted.text.endswith("#   m9 is exposed 2 times with the same labels\n#   and 2 more\n")


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    script = (
        "import sys; from tests.audit.drafting import draft; "
        "sys.stdout.write(draft(open(sys.argv[1]).read()).text)"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", script, str(GOLDEN / "shop.prom")],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in HASH_SEEDS
    }
    assert texts == {(GOLDEN / "shop.yaml").read_bytes()}
