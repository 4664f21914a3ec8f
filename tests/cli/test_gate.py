"""The whole gate against servers that misbehave: the right verdict, in time, small, no secret."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from tests.cli.program import PROGRAM, clean_environment
from tests.real.expositions import serve_expositions
from tests.real.programs import free_port
from tests.sources.rogue import (
    Behaviour,
    answer,
    drips,
    floods,
    resets,
    rogue,
    sends,
    sends_and_hangs,
)

IS_LONG = bool(os.environ.get("METRICS_CHECK_LONG"))
KILLS = 100 if IS_LONG else 10
PROFILE = """\
format: 1
profile: shop
targets:
  shop: {url: http://localhost/metrics}
expectations:
  - orders_total >= 1
"""
GOOD = b"# TYPE orders_total counter\norders_total 3\n"
PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
GZIP = ["Content-Encoding: gzip"]
PASSWORD = "hunter2-7f3a"
UNAVAILABLE = sends(answer(b"busy", status="503 Service Unavailable"))
MOST_SECONDS, MOST_MEGABYTES = 8, 300
WANTED = b'orders_total{status="%s"} 1\n' % (b"x" * 200)
LINE = WANTED.replace(b"orders", b"others")
# Ten megabytes of text in one piece, sent again and again.
PIECE = gzip.compress(LINE * (10_000_000 // len(LINE)))

ROWS: dict[str, tuple[Sequence[Behaviour], int, str]] = {
    "resets": ([resets], 3, "incomplete"),
    "hangs": ([sends_and_hangs()], 3, "timeout"),
    "drips": ([drips(HEAD + b"\r\n", piece=b"#", seconds=0.05)], 3, "timeout"),
    "ends early": ([sends(answer(GOOD, length=10_000))], 3, "incomplete"),
    "a page with 200": ([sends(answer(PAGE, content_type="text/html"))], 3, "not-an-exposition"),
    "a page that says it is text": ([sends(answer(PAGE))], 3, "not-an-exposition"),
    "503": ([UNAVAILABLE], 3, "not-ready"),
    "503, then well": ([UNAVAILABLE, sends(answer(GOOD))], 0, ""),
    "well, but of another type": ([sends(answer(GOOD, content_type="image/png"))], 0, ""),
    "gzip bomb": ([sends(answer(PIECE * 30, headers=GZIP))], 3, "too-large"),
    "gzip bomb of what is wanted": (
        [sends(answer(gzip.compress(WANTED * 500_000), headers=GZIP))],
        3,
        "too-large",
    ),
    "endless": ([floods(HEAD + b"\r\n", piece=LINE * 200)], 3, "too-large"),
    "an endless line": ([floods(HEAD + b"\r\n", piece=b"a" * 40_000)], 3, "too-large"),
}


@dataclass(frozen=True)
class Ended:
    """How one process ended, and what it printed."""

    code: int
    seconds: float
    megabytes: float
    stdout: str
    stderr: str


# Starts a program and writes the peak of its memory, in kB, to a file. A process that is started
# by a large one, as the tests are, counts that one's memory as its own.
STARTER = """\
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def ended(*words: str, folder: Path) -> Ended:
    """One run of the program, with the peak of its memory."""
    peak = folder / "peak"
    begin = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", STARTER, str(peak), PROGRAM, *words],
        cwd=folder,
        env=clean_environment({}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    seconds = time.monotonic() - begin
    return Ended(run.returncode, seconds, int(peak.read_text()) / 1024, run.stdout, run.stderr)


def gated(url: str, *words: str, folder: Path) -> Ended:
    """A check of that URL; no traceback and no secret is in what it prints."""
    (folder / "shop.yaml").write_text(PROFILE)
    found = ended("check", "shop.yaml", "-t", f"shop={url}", "--json", *words, folder=folder)
    assert "Traceback" not in found.stdout + found.stderr
    assert PASSWORD not in found.stdout + found.stderr
    return found


def outcomes_of(report: str) -> Sequence[Mapping[str, str]]:
    """The outcomes of the one profile of a report in JSON."""
    (profile,) = json.loads(report)["profiles"]
    outcomes: list[dict[str, str]] = profile["outcomes"]
    return outcomes


@pytest.mark.parametrize(("behaviours", "code", "reason"), ROWS.values(), ids=ROWS)
def test_the_gate_before_a_server_that_misbehaves(
    behaviours: Sequence[Behaviour], code: int, reason: str, tmp_path: Path
) -> None:
    with rogue(*behaviours) as server:
        url = f"http://user:{PASSWORD}@{server.place}/metrics"
        words = ("--wait", "2s") if code == 0 else ()
        limits = ("--timeout", "1s") if reason == "timeout" else ("--timeout", "60s")
        found = gated(url, *words, *limits, "--max-body", "32MiB", folder=tmp_path)
    assert found.code == code, found.stdout
    outcomes = outcomes_of(found.stdout)
    assert {each["verdict"] for each in outcomes} == {"pass" if code == 0 else "error"}
    assert {each["code"] for each in outcomes} == {reason}
    assert found.megabytes < MOST_MEGABYTES
    if reason == "timeout":
        assert found.seconds < MOST_SECONDS


@pytest.mark.skipif(not IS_LONG, reason="10 GB of text take a while; make check-all")
def test_a_bomb_of_ten_gigabytes(tmp_path: Path) -> None:
    with rogue(sends(HEAD + b"Content-Encoding: gzip\r\n\r\n", *[PIECE] * 1000)) as server:
        url = f"http://user:{PASSWORD}@{server.place}/metrics"
        bounded = gated(url, "--timeout", "120s", folder=tmp_path)
        whole = gated(url, "--timeout", "20s", "--max-body", "20GiB", folder=tmp_path)
    assert "too-large" in bounded.stdout
    # Read as far as the time allows, and no more held than one piece.
    assert [found.code for found in (bounded, whole)] == [3, 3]
    assert max(bounded.megabytes, whole.megabytes) < MOST_MEGABYTES


def test_no_request_goes_where_a_redirect_points(tmp_path: Path) -> None:
    with rogue(sends(answer(b"secret"))) as metadata:
        away = answer(b"", status="302 Found", headers=[f"Location: {metadata.url('/latest')}"])
        with rogue(sends(away)) as server:
            found = gated(server.url(), "--header", f"X-Key: {PASSWORD}", folder=tmp_path)
            asked = len(server.requests)
        assert (found.code, asked, metadata.requests) == (3, 1, [])
    assert "redirect" in found.stdout


def test_nothing_listens(tmp_path: Path) -> None:
    found = gated(f"http://127.0.0.1:{free_port()}/metrics", folder=tmp_path)
    assert (found.code, outcomes_of(found.stdout)[0]["code"]) == (3, "refused")


def test_killed_at_any_moment_no_file_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(PROFILE)
    command = [PROGRAM, "check", "shop.yaml", "--evidence", "kept"]
    command += ["--format", "junit=report.xml", "--format", "json=report.json"]
    rng, written = Random(5), 0
    body = GOOD + b"".join(b'a{x="%d"} 1\n' % n for n in range(2_000))
    with serve_expositions({"metrics": body}) as place:
        command += ["-t", f"shop=http://{place}/metrics"]
        begin = time.monotonic()
        subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=True)
        lasts = time.monotonic() - begin
        for _ in range(KILLS):
            for name in ("report.xml", "report.json"):
                (tmp_path / name).unlink(missing_ok=True)
            _killed(command, folder=tmp_path, seconds=rng.uniform(0.3, 1.1) * lasts)
            written += _read_whole(tmp_path)
    assert written > 0
    again = ended("check", "shop.yaml", "--from", "kept", folder=tmp_path)
    assert again.code == 0, again.stderr


def _killed(command: Sequence[str], *, folder: Path, seconds: float) -> None:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=clean_environment({}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=20)


def _read_whole(folder: Path) -> int:
    """How many of the reports are there; each is whole, and what is kept can be judged."""
    found = [name for name in ("report.xml", "report.json") if (folder / name).exists()]
    if "report.xml" in found:
        assert ElementTree.parse(folder / "report.xml").getroot().tag == "testsuites"
    if "report.json" in found:
        assert outcomes_of((folder / "report.json").read_text())
    if (folder / "kept").exists():
        checked = ended("check", "shop.yaml", "--from", "kept", folder=folder)
        assert checked.code == 0, checked.stdout + checked.stderr
    return len(found)
