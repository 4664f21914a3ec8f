"""`snapshot`, as its users run it."""

import json
from pathlib import Path
from typing import Any

import pytest

from metrics_check.report.time import format_time
from tests.cli.program import output_of, run_program
from tests.real.programs import free_port
from tests.sources.rogue import answer, rogue, sends

TOKEN = "hunter2-7f3a"
GOOD = sends(answer(b"# TYPE orders_total counter\norders_total 3\n"))


def write_profile(folder: Path, *, lps: str, cj: str) -> None:
    """The profile `shop` with two targets."""
    (folder / "expectations").mkdir()
    (folder / "expectations" / "shop.yaml").write_text(
        f"""\
format: 1
profile: shop
target: lps
targets:
  lps: {{url: {lps}}}
  cj: {{url: {cj}}}
requires:
  env: {{MODE: [a, b]}}
expectations:
  - orders_total >= 1
"""
    )


def test_keeps_what_targets_show(tmp_path: Path) -> None:
    with rogue(GOOD) as server:
        url = f"http://user:{TOKEN}@{server.place}/metrics"
        write_profile(tmp_path, lps=url, cj=server.url("/other"))
        run = run_program(
            "snapshot", "shop", "-o", "out/s", folder=tmp_path, environment={"MODE": "a"}
        )
    assert output_of(run) == (0, "out/s: 2 of 2 targets, 2 series\n", "")
    folder = tmp_path / "out" / "s"
    assert sorted(path.name for path in folder.iterdir()) == [
        "01-lps.prom",
        "02-cj.prom",
        "snapshot.json",
    ]
    text = (folder / "snapshot.json").read_text()
    assert TOKEN not in text
    document = json.loads(text)
    assert document["profile"] == "shop"
    assert document["requires"]["env"] == {"MODE": "a"}
    assert [read["url"] for read in document["reads"]] == [server.url(), server.url("/other")]
    assert b"User-Agent: metrics-check/" in server.requests[0]


def test_what_to_try_on_a_snapshot_asks_the_snapshot(tmp_path: Path) -> None:
    with rogue(GOOD) as server:
        write_profile(tmp_path, lps=server.url(), cj=server.url("/other"))
        environment = {"MODE": "a"}
        run_program("snapshot", "shop", "-o", "s", folder=tmp_path, environment=environment)
    profile = tmp_path / "expectations" / "shop.yaml"
    profile.write_text(profile.read_text().replace(">= 1", ">= 4"))
    run = run_program("check", "shop", "--from", "s", folder=tmp_path)
    assert run.returncode == 1
    (line,) = [line for line in run.stdout.splitlines() if "try " in line]
    assert line == "    try  metrics-check query orders_total s"
    tried = run_program("query", "orders_total", "s", folder=tmp_path)
    assert tried.returncode == 0
    assert tried.stdout.count("orders_total{") == 2


def test_what_cannot_be_read_is_kept_as_such(tmp_path: Path) -> None:
    port = free_port()
    with rogue(GOOD) as server:
        write_profile(tmp_path, lps=server.url(), cj=f"http://127.0.0.1:{port}/m")
        run = run_program("snapshot", "shop", "-o", "s", folder=tmp_path)
    assert output_of(run) == (
        3,
        "s: 1 of 2 targets, 1 series\n",
        f"cj: http://127.0.0.1:{port}/m: "
        f"nothing listens on 127.0.0.1:{port} (connection refused).\n",
    )
    assert (tmp_path / "s" / "snapshot.json").is_file()


def test_an_incomplete_snapshot_never_takes_an_older_ones_place(tmp_path: Path) -> None:
    words = ("snapshot", "shop", "-o", "s")
    with rogue(GOOD) as server:
        write_profile(tmp_path, lps=server.url(), cj=server.url("/other"))
        run_program(*words, folder=tmp_path)
        before = (tmp_path / "s" / "snapshot.json").read_bytes()
        taken_at = format_time(json.loads(before)["taken_at"])
        elsewhere = f"cj=http://127.0.0.1:{free_port()}/m"
        refused = run_program(*words, "-t", elsewhere, folder=tmp_path)
        assert (refused.returncode, refused.stdout) == (3, "")
        assert refused.stderr.endswith(
            f"s: not written, with 1 of 2 targets, 1 series; the snapshot of {taken_at} is left "
            "as it is. Give another -o to keep this one.\n"
        )
        assert (tmp_path / "s" / "snapshot.json").read_bytes() == before
        run = run_program(*words, folder=tmp_path)
    said = f"s: 2 of 2 targets, 2 series, in place of that of {taken_at}\n"
    assert output_of(run) == (0, said, "")
    assert (tmp_path / "s" / "snapshot.json").read_bytes() != before


def test_a_report_on_a_snapshot_says_so_and_when_it_was_made(tmp_path: Path) -> None:
    with rogue(GOOD) as server:
        write_profile(tmp_path, lps=server.url(), cj=server.url("/other"))
        here: dict[str, Any] = {"folder": tmp_path, "environment": {"MODE": "a"}}
        run_program("snapshot", "shop", "-o", "s", **here)
        document = json.loads((tmp_path / "s" / "snapshot.json").read_text())
        taken_at = format_time(document["taken_at"])
        whole = run_program("check", "shop", "--from", "s", **here)
        mixed = run_program("check", "shop", "-t", "lps=s", **here)
        told = run_program("check", "shop", "-t", "lps=s", "--json", **here)
    assert f"\n  from the snapshot s, read {taken_at}\n" in whole.stdout
    assert " ms)" not in whole.stdout
    assert f"\n  lps: from the snapshot s, read {taken_at}\n" in mixed.stdout
    targets = json.loads(told.stdout)["profiles"][0]["targets"]
    assert [(each["snapshot"], each["read_at"]) for each in targets] == [
        ("s", taken_at),
        (None, None),
    ]


def test_a_snapshot_of_a_snapshot(tmp_path: Path) -> None:
    with rogue(GOOD) as server:
        write_profile(tmp_path, lps=server.url(), cj=server.url())
        run_program("snapshot", "shop", "-o", "s", folder=tmp_path, environment={"MODE": "a"})
    run = run_program("snapshot", "shop", "-o", "t", "--from", "s", folder=tmp_path)
    assert output_of(run) == (0, "t: 2 of 2 targets, 2 series\n", "")
    documents = [json.loads((tmp_path / n / "snapshot.json").read_text()) for n in "st"]
    assert documents[0] == documents[1]


def test_a_target_from_elsewhere(tmp_path: Path) -> None:
    write_profile(tmp_path, lps="http://lps.invalid/m", cj="http://cj.invalid/m")
    (tmp_path / "a.txt").write_text("orders_total 1\n")
    run = run_program(
        *("snapshot", "shop", "-o", "s", "-t", "lps=a.txt", "-t", "cj=-"),
        folder=tmp_path,
        given="x 1\n",
    )
    assert output_of(run) == (0, "s: 2 of 2 targets, 2 series\n", "")
    document = json.loads((tmp_path / "s" / "snapshot.json").read_text())
    assert [(read["url"], read["instance"]) for read in document["reads"]] == [
        ("a.txt", "lps.invalid:80"),
        ("-", "cj.invalid:80"),
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "expectations"], "expectations is no snapshot: it holds 'shop.yaml'. It is left"),
        (["-o", "s", "-t", "lsp=-"], "no target is named 'lsp'. Did you mean `lps`?"),
    ],
    ids=["occupied", "no such target"],
)
def test_refuses(words: list[str], message: str, tmp_path: Path) -> None:
    write_profile(tmp_path, lps="http://lps.invalid/m", cj="http://cj.invalid/m")
    run = run_program("snapshot", "shop", *words, folder=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert not (tmp_path / "s").exists()


def test_an_abstract_profile_is_refused(tmp_path: Path) -> None:
    write_profile(tmp_path, lps="http://lps.invalid/m", cj="http://cj.invalid/m")
    path = tmp_path / "expectations" / "shop.yaml"
    path.write_text(path.read_text() + "abstract: true\n")
    run = run_program("snapshot", "shop", "-o", "s", folder=tmp_path)
    assert output_of(run) == (
        2,
        "",
        "expectations/shop.yaml:2:10: `shop` is abstract: others extend it, it is never judged by "
        "itself\nError: 1 error in 1 file\n",
    )
    assert not (tmp_path / "s").exists()
