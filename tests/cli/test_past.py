"""A snapshot that holds several reads: PromQL over it has a past."""

import json
from pathlib import Path

import pytest

from tests.cli.program import output_of, run_program
from tests.real.programs import free_port
from tests.sources.rogue import answer, rogue, sends

PROFILE = """\
format: 1
profile: shop
targets:
  lps: {url: http://127.0.0.1:1/metrics, labels: {job: lps}}
expectations:
  - {id: moving, holds: 'rate(orders_total{job="lps"}[1m]) > 0.1'}
  - {id: all, holds: 'count_over_time(up{job="lps"}[1m]) == 3'}
  - {id: last, series: orders_total, expect: sum == 10}
"""
COUNTER = "# TYPE orders_total counter\norders_total"
# 15 s apart. Of the second one a series is gone afterwards, and a scrape fails in the middle.
PAGES = (f"{COUNTER} 1\nonce 1\n", f"{COUNTER} 4\nonce 1\n", f"{COUNTER} 10\n")


def write_past(folder: Path, *pages: str | None) -> None:
    """A snapshot of these pages, 15 s apart from 1000 s on; None is a read that failed."""
    past = folder / "past"
    past.mkdir()
    reads = []
    for number, page in enumerate(pages):
        read = {
            "target": "lps",
            "url": "http://127.0.0.1:1/metrics",
            "instance": "127.0.0.1:1",
            "read_at": 1000 + 15 * number,
            "round": number,
        }
        if page is None:
            reads.append(read | {"error": {"code": "refused", "message": "nothing listens"}})
        else:
            (past / f"{number:02}-lps.prom").write_text(page)
            reads.append(read | {"file": f"{number:02}-lps.prom"})
    document = {"schema": "metrics-check/snapshot/v1", "profile": "shop", "taken_at": 1000}
    (past / "snapshot.json").write_text(json.dumps(document | {"reads": reads}))
    (folder / "expectations").mkdir()
    (folder / "expectations" / "shop.yaml").write_text(PROFILE)


def value(query: str, folder: Path) -> list[str]:
    """The values of the elements."""
    run = run_program("query", query, "past", "--json", folder=folder)
    assert run.returncode == 0, run.stdout
    return [each["value"][1] for each in json.loads(run.stdout)["data"]["result"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # 9 in 30 s, and back to where it was zero, 3 1/3 s before.
        pytest.param("round(rate(orders_total[1m]) * 60, 0.001)", ["10"], id="rate"),
        pytest.param("increase(orders_total[20s])", ["8"], id="increase"),
        pytest.param("irate(orders_total[1m])", ["0.4"], id="irate"),
        pytest.param("max_over_time(orders_total[1m])", ["10"], id="over time"),
        pytest.param("orders_total", ["10"], id="now"),
        pytest.param("once", [], id="stale"),
        pytest.param("last_over_time(once[1m])", ["1"], id="before it was stale"),
        pytest.param("absent_over_time(twice[1m])", ["1"], id="absent"),
    ],
)
def test_query(query: str, expected: list[str], tmp_path: Path) -> None:
    write_past(tmp_path, *PAGES)
    assert value(query, tmp_path) == expected


def test_what_a_failed_read_leaves_is_a_gap(tmp_path: Path) -> None:
    write_past(tmp_path, PAGES[0], None, "<html>", PAGES[2])
    assert value("count_over_time(orders_total[2m])", tmp_path) == ["2"]


def test_the_last_read_is_the_one_that_is_asked_for(tmp_path: Path) -> None:
    write_past(tmp_path, *PAGES[:2], None)
    run = run_program("query", "orders_total", "past", folder=tmp_path)
    assert (run.returncode, run.stdout) == (3, "")
    assert "nothing listens" in run.stderr


def test_check_judges_the_last_read_with_its_past(tmp_path: Path) -> None:
    write_past(tmp_path, *PAGES)
    run = run_program("check", "shop", "--from", "past", "--json", folder=tmp_path)
    (profile,) = json.loads(run.stdout)["profiles"]
    verdicts = {each["id"]: each["verdict"] for each in profile["outcomes"]}
    assert verdicts == {"moving": "pass", "all": "pass", "last": "pass"}
    assert len(profile["outcomes"]) == 3


def test_of_one_read_a_rate_is_an_error_that_says_why(tmp_path: Path) -> None:
    write_past(tmp_path, PAGES[0])
    asked = run_program("query", "rate(orders_total[1m])", "past", folder=tmp_path)
    assert (asked.returncode, asked.stdout) == (3, "")
    assert "needs history, and a single read has none" in asked.stderr
    checked = run_program("check", "shop", "--from", "past", folder=tmp_path)
    assert checked.returncode == 3
    assert "snapshot --reads" in " ".join(checked.stdout.split())


def test_snapshot_reads_several_times(tmp_path: Path) -> None:
    pages = [sends(answer(page.encode())) for page in PAGES]
    write_past(tmp_path)
    with rogue(*pages) as server:
        profile = tmp_path / "expectations" / "shop.yaml"
        profile.write_text(PROFILE.replace("http://127.0.0.1:1/metrics", server.url()))
        words = ("snapshot", "shop", "-o", "past", "--reads", "3", "--every", "200ms")
        run = run_program(*words, folder=tmp_path)
    said = "past: 1 of 1 target, 1 series, 3 times, in place of that of 1970-01-01T00:16:40Z\n"
    assert output_of(run) == (0, said, "")
    assert sorted(path.name for path in (tmp_path / "past").iterdir()) == [
        "01-lps.prom",
        "02-lps.prom",
        "03-lps.prom",
        "snapshot.json",
    ]
    reads = json.loads((tmp_path / "past" / "snapshot.json").read_text())["reads"]
    assert [each.get("round", 0) for each in reads] == [0, 1, 2]
    first, second, third = (each["read_at"] for each in reads)
    assert first < second < third
    assert value("count_over_time(orders_total[1m])", tmp_path) == ["3"]
    assert value("delta(orders_total[1m]) > bool 9", tmp_path) == ["1"]
    # A copy keeps the past.
    copied = run_program("snapshot", "shop", "--from", "past", "-o", "copy", folder=tmp_path)
    assert output_of(copied) == (0, "copy: 1 of 1 target, 1 series, 3 times\n", "")
    assert (tmp_path / "copy" / "01-lps.prom").read_text() == PAGES[0]


def test_a_read_that_fails_is_told(tmp_path: Path) -> None:
    write_past(tmp_path)
    profile = tmp_path / "expectations" / "shop.yaml"
    url = f"http://127.0.0.1:{free_port()}/metrics"
    profile.write_text(PROFILE.replace("http://127.0.0.1:1/metrics", url))
    words = ("snapshot", "shop", "-o", "past", "--reads", "2", "--every", "100ms")
    run = run_program(*words, folder=tmp_path)
    assert (run.returncode, run.stderr.count("nothing listens")) == (3, 2)


def test_reads_and_from_exclude_each_other(tmp_path: Path) -> None:
    write_past(tmp_path, *PAGES)
    words = ("snapshot", "shop", "--from", "past", "-o", "new", "--reads", "2")
    run = run_program(*words, folder=tmp_path)
    assert run.returncode == 2
    assert "--reads and --from exclude each other" in run.stderr
