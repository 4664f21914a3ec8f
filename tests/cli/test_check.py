"""`check` as its users run it: what goes where, and the exit code."""

import json
import os
import signal
import subprocess
import time
from itertools import cycle
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from metrics_check.report import FORMATS
from tests.cli.program import PROGRAM, clean_environment, output_of, run_program
from tests.sources.rogue import rogue, sends_and_hangs

PROFILE = """\
format: 1
profile: shop
owner: team-shop
targets: {shop: {url: http://127.0.0.1:9/metrics}}
expectations:
  - orders_total >= 1
  - {id: depth, series: depth, owner: team-queue, expect: each <= 5, warn: each <= 3}
"""
HELD = "orders_total 3\ndepth 2\n"
WARNED = "orders_total 3\ndepth 4\n"
VIOLATED = "orders_total 0\ndepth 2\n"
NO = ("--no-validate",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one profile and three expositions."""
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations/shop.yaml").write_text(PROFILE)
    (tmp_path / "held").write_text(HELD)
    (tmp_path / "warned").write_text(WARNED)
    (tmp_path / "violated").write_text(VIOLATED)
    return tmp_path


CODES = [
    pytest.param(("shop", "-t", "shop=held"), 0, id="held"),
    pytest.param(("-t", "shop=held"), 0, id="every profile"),
    pytest.param(("expectations/shop.yaml", "-t", "shop=held"), 0, id="by path"),
    pytest.param(("shop", "-t", "shop=warned"), 0, id="a warning passes"),
    pytest.param(("shop", "-t", "shop=warned", "--strict"), 1, id="strict"),
    pytest.param(("shop", "-t", "shop=violated"), 1, id="violated"),
    pytest.param(("shop", "-t", "shop=violated", "--only", "depth*"), 0, id="only"),
    pytest.param(("shop", "-t", "shop=violated", "--owner", "team-queue"), 0, id="owner"),
    pytest.param(("shop",), 3, id="nothing listens"),
    pytest.param(("shop", "-t", "shop=nothere"), 3, id="no such file"),
]


@pytest.mark.parametrize(("words", "code"), CODES)
def test_exit_code(folder: Path, words: tuple[str, ...], code: int) -> None:
    ran = run_program("check", *words, folder=folder)
    assert (ran.returncode, ran.stderr) == (code, "")
    assert f"(exit {code}" in ran.stdout.splitlines()[-1]


REFUSED = [
    pytest.param(
        ("shop", "--rescrape", "3", "--from", "kept"),
        "Error: --rescrape and --from exclude each other: a snapshot stays as it is.\n",
        id="rescraping a snapshot",
    ),
    pytest.param(
        ("shop", "--rescrape", "3", "-t", "shop=-"),
        "Error: --rescrape: standard input can be read only once.\n",
        id="rescraping standard input",
    ),
    pytest.param(
        ("shop", "--only", "nope"),
        "Error: --only 'nope' matches no expectation and no id#assertion.\n",
        id="only matches nothing",
    ),
    pytest.param(
        ("shop", "--owner", "nobody"),
        "Error: --owner 'nobody' owns no expectation.\n",
        id="owner owns nothing",
    ),
    pytest.param(
        ("shpo",),
        "Error: no profile is named `shpo` in expectations. Did you mean `shop`?\n",
        id="no such profile",
    ),
    pytest.param(
        ("shop", "-t", "shpo=held"),
        "Error: no target is named 'shpo'. Did you mean `shop`? There are: shop.\n",
        id="no such target",
    ),
    pytest.param(
        ("--format", "text", "--format", "json"),
        "Error: Invalid value for '--format': text and json would both go to stdout. Give all but "
        "one a path, such as json=FILE.\n",
        id="two reports on stdout",
    ),
    pytest.param(
        ("--json", "--format", "text"),
        "Error: --json and a --format without a file would both go to stdout.\n",
        id="json and another on stdout",
    ),
    pytest.param(
        ("--format", "jsn"),
        f"Error: Invalid value for '--format': no format 'jsn'; there are {', '.join(FORMATS)}. "
        "Did you mean `json`?\n",
        id="no such format",
    ),
    pytest.param(
        ("--format", "json="),
        "Error: Invalid value for '--format': 'json=' names no file after the `=`.\n",
        id="a format without its file",
    ),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_what_is_not_meant_is_refused(folder: Path, words: tuple[str, ...], message: str) -> None:
    ran = run_program("check", *words, folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.endswith(message)


def test_an_abstract_profile_is_not_judged(folder: Path) -> None:
    (folder / "expectations/shop.yaml").write_text(
        PROFILE.replace("owner: team-shop\n", "abstract: true\nparams: {who: }\n", 1).replace(
            "orders_total >= 1", "'orders_total{who=\"${who}\"} >= 1'"
        )
    )
    ran = run_program("check", "shop", "-t", "shop=held", folder=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "expectations/shop.yaml:2:10: `shop` is abstract: others extend it, it is never judged by "
        "itself. Open param: `who`\n"
    )


def test_json_is_all_there_is_on_stdout(folder: Path) -> None:
    ran = run_program("check", "shop", "-t", "shop=violated", "--json", folder=folder)
    report = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr, report["exit_code"]) == (1, "", 1)
    assert [(each["id"], each["verdict"]) for each in report["profiles"][0]["outcomes"]] == [
        ("orders_total", "fail"),
        ("depth", "pass"),
        ("depth", "pass"),
    ]


def test_a_report_goes_to_a_file_beside_the_text(folder: Path) -> None:
    words = ("check", "shop", "-t", "shop=held")
    ran = run_program(*words, "--format", "json=out/report.json", folder=folder)
    written = (folder / "out/report.json").read_bytes()
    assert ran.returncode == 0
    assert ran.stdout.startswith("shop ")
    named = run_program(*words, "--format", "json=x.json", "--format", "text", folder=folder)
    assert named.stdout.startswith("shop ")
    alone = run_program(*words, "--format", "text=x.txt", "--format", "json", folder=folder)
    assert json.loads(alone.stdout) == json.loads(written)
    again = run_program(*words, "--format", "json=out/report.json", folder=folder)
    assert again.returncode == 0
    assert (folder / "out/report.json").read_bytes() == written
    assert json.loads(written)["schema"] == "metrics-check/report/v1"


def test_verbose_lists_what_held(folder: Path) -> None:
    folded = run_program("check", "shop", "-t", "shop=held", folder=folder).stdout
    listed = run_program("check", "shop", "-t", "shop=held", "-v", folder=folder).stdout
    assert "✓ orders_total · expect.any" not in folded
    assert "✓ orders_total · expect.any" in listed


def test_waiting_reads_again_until_it_is_over(folder: Path) -> None:
    words = ("check", "shop", "-t", "shop=violated", "--wait", "300ms", "--interval", "100ms")
    ran = run_program(*words, folder=folder)
    assert (ran.returncode, ran.stderr) == (1, "")


def test_it_tells_what_it_waits_for(folder: Path) -> None:
    words = ("check", "shop", "-t", "shop=violated", "--wait", "2s", "--interval", "2s")
    ran = run_program(*words, folder=folder)
    assert (ran.returncode, ran.stderr) == (1, "waiting up to 2 s more for orders_total\n")


def test_an_endpoint_that_hangs_is_not_waited_for_longer(folder: Path) -> None:
    with rogue(sends_and_hangs()) as server:
        source = f"shop={server.url()}"
        start = time.monotonic()
        ran = run_program("check", "shop", "-t", source, "--wait", "2s", folder=folder)
    assert (ran.returncode, time.monotonic() - start < 6) == (3, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_interrupted_it_tells_the_last_read(folder: Path) -> None:
    words = [PROGRAM, "check", "shop", "-t", "shop=violated", "--wait", "1m"]
    with subprocess.Popen(
        words,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=clean_environment({}),
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("waiting up to ")
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate(timeout=30)
    assert (running.returncode, stderr) == (130, "\ninterrupted; the last read:\n")
    assert stdout.splitlines()[-1].startswith("FAIL  1 profile")


def test_a_snapshot_is_judged_as_the_target_was(folder: Path) -> None:
    kept = run_program("snapshot", "shop", "-o", "kept", "-t", "shop=violated", folder=folder)
    assert output_of(kept) == (0, "kept: 1 of 1 target, 2 series\n", "")
    (folder / "violated").unlink()
    assert run_program("check", "shop", "--from", "kept", folder=folder).returncode == 1


def test_every_profile_of_another_mode_is_left_out(folder: Path) -> None:
    text = PROFILE.replace(
        "expectations:\n", "requires: {env: {SHOP_MODE: batch}}\nexpectations:\n"
    )
    (folder / "expectations/shop.yaml").write_text(text)
    words = ("check", "-t", "shop=held")
    other = run_program(*words, folder=folder, environment={"SHOP_MODE": "serial"})
    named = run_program("check", "shop", *words[1:], folder=folder)
    chosen = run_program(*words, folder=folder, environment={"SHOP_MODE": "batch"})
    assert (other.returncode, named.returncode, chosen.returncode) == (3, 3, 0)
    assert "not this mode: SHOP_MODE is serial" in other.stdout
    assert "set SHOP_MODE=batch in the environment or the env file" in named.stdout


def test_without_validation_only_what_is_read_has_to_be_right(folder: Path) -> None:
    (folder / "odd").write_text(f"{HELD}other one\n")
    (folder / "bad").write_text(f"{HELD}depth one\n")
    odd = [run_program("check", "-t", "shop=odd", *word, folder=folder) for word in ((), NO)]
    assert [run.returncode for run in odd] == [3, 0]
    assert run_program("check", "-t", "shop=bad", *NO, folder=folder).returncode == 3


def test_what_is_better_otherwise_is_counted_and_listed_on_request(folder: Path) -> None:
    told = "findings  2 info"
    quiet = run_program("check", "-t", "shop=held", folder=folder).stdout
    assert f"{told}  (-v lists them)\n\nPASS" in quiet
    verbose = run_program("check", "-t", "shop=held", "-v", folder=folder).stdout
    assert f"{told}\n  i no-help · shop" in verbose


def test_workers_that_answer_in_turn_are_told(folder: Path, httpserver: HTTPServer) -> None:
    answers = cycle(["orders_total 3\ndepth 1\n", "orders_total 1\ndepth 1\n"])
    httpserver.expect_request("/metrics").respond_with_handler(
        lambda _: Response(next(answers), content_type="text/plain")
    )
    url = httpserver.url_for("/metrics")
    ran = run_program("check", "-t", f"shop={url}", "--rescrape", "3", folder=folder)
    assert "several-workers" in ran.stdout
    assert "orders_total{} was 3, 1, 3" in ran.stdout
