"""What evidence keeps of a real Prometheus is judged again as the server judged it."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from metrics_check.load.profiles import load_profile
from metrics_check.report.json import render
from metrics_check.report.line import plain
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld
from tests.check.server.faults import EXPECTATIONS, FAULTS
from tests.check.worlds import judge
from tests.cli.program import run_program
from tests.real.expositions import serve_expositions
from tests.real.prometheus import (
    RealPrometheus,
    await_scrapes,
    prometheus_scraping,
    prometheus_taking_writes,
    running_prometheus,
)
from tests.real.remote_write import WrittenSeries

Document = Mapping[str, list[Mapping[str, list[Mapping[str, object]]]]]

SHOP = """\
format: 1
profile: shop
targets:
  shop: {url: http://127.0.0.1:1/metrics, labels: {job: shop}}
expectations:
"""
READ = """\
  - {id: orders, series: 'orders_total{status}', type: counter, expect: sum >= 1, run: sum == 3}
  - {id: many, series: 'orders_total{status="ok"}', expect: sum >= 100}
  - {id: missing, series: order_total, expect: sum >= 1}
  - {id: took, series: took_seconds, type: histogram, expect: p95 <= 2s}
  - {id: idle, series: idle_seconds, type: histogram, expect: mean <= 2s}
  - {id: leaving, series: leaving, expect: each >= 0}
  - {id: rate, holds: 'sum(rate(orders_total[1m])) >= 0'}
  - {id: none, never: 'idle_seconds_count > 3'}
"""
BODY = """\
# TYPE orders_total counter
orders_total{status="ok"} %s
orders_total{status="failed"} 0
# TYPE took_seconds histogram
took_seconds_bucket{le="1"} %s
took_seconds_bucket{le="+Inf"} %s
took_seconds_sum %s
took_seconds_count %s
# TYPE idle_seconds histogram
idle_seconds_bucket{le="1"} 0
idle_seconds_bucket{le="+Inf"} 0
idle_seconds_sum 0
idle_seconds_count 0
# TYPE other gauge
other 1
"""
BEFORE = BODY % (7, 3, 3, 2, 3) + "# TYPE leaving gauge\nleaving 1\n"
AFTER = BODY % (10, 5, 5, 3, 5)
# Each line asks something else than when the evidence was made, with what it then comes to.
CHANGED = {
    "{id: exact, series: 'orders_total{status=\"ok\"}', expect: sum == 10, run: sum == 3}": "pass",
    "{id: more, series: orders_total, expect: sum >= 11, run: sum >= 4}": "fail",
    "{id: value, series: 'orders_total{status=\"lost\"}', expect: sum >= 1}": "fail",
    "{id: mean, series: took_seconds, expect: 'mean <= 600ms'}": "pass",
    "{id: left, series: leaving, absent: true}": "pass",
    "{id: shorter, holds: 'sum(rate(orders_total[30s])) >= 0'}": "pass",
    "{id: longer, holds: 'sum(rate(orders_total[20m])) >= 0'}": "error",
    "{id: between, holds: 'max_over_time(sum(orders_total)[30s:1s]) > 0'}": "error",
    "{id: unread, series: other, expect: each >= 1}": "error",
    "{id: unread-absent, series: other, absent: true}": "error",
    "{id: unread-optional, series: other, optional: true, expect: each >= 1}": "error",
    "{id: unread-never, never: 'other > 3'}": "error",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPrometheus]:
    bodies = {name: body for name, (body, _) in FAULTS.items()}
    with prometheus_scraping(bodies, folder=tmp_path_factory.mktemp("prometheus")) as running:
        yield running


@pytest.fixture(scope="module")
def judged(server: RealPrometheus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the evidence of every fault in `kept/NAME`."""
    folder = tmp_path_factory.mktemp("judged")
    (folder / "expectations").mkdir()
    for fault in FAULTS:
        (folder / "expectations" / f"{fault}.yaml").write_text(
            f"format: 1\nprofile: {fault}\n"
            f"targets: {{t: {{url: http://{server.origin}/{fault}, labels: {{job: {fault}}}}}}}\n"
            f"{EXPECTATIONS}"
        )
    ran = run_program(
        "check", *FAULTS, "--prometheus", server.url, "--evidence", "kept", folder=folder
    )
    assert ran.returncode == 1, ran.stderr
    return folder


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_judged_again_the_same(fault: str, judged: Path) -> None:
    kept = judged / "kept" / fault
    report = json.loads((kept / "report.json").read_text())
    assert everything(again(fault, kept, judged)) == everything(report)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_samples_alone_judge_the_same(fault: str, judged: Path) -> None:
    kept, bare = judged / "kept" / fault, judged / "bare" / fault
    copy_without_answers(kept, bare)
    report = json.loads((kept / "report.json").read_text())
    assert told(again(fault, bare, judged)) == told(report)


def again(profile: str, kept: Path, folder: Path) -> Document:
    """The report of the profile on what was kept."""
    world = SourceWorld(ReadOptions(snapshot=kept))
    report = judge(load_profile(profile, folder=folder / "expectations"), world)
    document: Document = json.loads(plain(render(report, is_verbose=False)))
    return document


def everything(report: Document) -> list[object]:
    """All that is said of each outcome, but for the folder that the file is in."""
    return [
        {**each, "where": str(each["where"]).rpartition("/")[2]}
        for profile in report["profiles"]
        for each in profile["outcomes"]
    ]


def copy_without_answers(kept: Path, bare: Path) -> None:
    """The evidence as if nothing had been asked: all is evaluated on the samples."""
    bare.mkdir(parents=True)
    for file in kept.iterdir():
        document = json.loads(file.read_text())
        if "answers" in document:
            assert document["answers"]
            document["answers"] = []
        (bare / file.name).write_text(json.dumps(document))


def told(report: Document) -> list[object]:
    """What each outcome comes to, and its value; reasons may be those of the past."""
    return [
        [each[key] for key in ("id", "assertion", "verdict", "code", "observed", "evidence")]
        for profile in report["profiles"]
        for each in profile["outcomes"]
    ]


@contextmanager
def scraped(bodies: dict[str, str | bytes], folder: Path) -> Iterator[RealPrometheus]:
    """A Prometheus that scrapes `shop` every second."""
    with ExitStack() as stack:
        origin = stack.enter_context(serve_expositions(bodies))
        job = {
            "job_name": "shop",
            "metrics_path": "/shop",
            "static_configs": [{"targets": [origin]}],
        }
        config: dict[str, object] = {"global": {"scrape_interval": "1s"}, "scrape_configs": [job]}
        running = stack.enter_context(running_prometheus(config, folder=folder))
        await_scrapes(running, count=1)
        yield running


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the evidence of a run in `kept`; its server is gone by now."""
    folder = tmp_path_factory.mktemp("ran")
    write_profile(folder / "expectations", READ)
    write_profile(folder / "changed", "".join(f"  - {line}\n" for line in CHANGED))
    bodies: dict[str, str | bytes] = {"shop": BEFORE}

    def serve() -> None:
        until = time.monotonic() + 50
        while not (folder / "go").exists() and time.monotonic() < until:
            time.sleep(0.02)
        bodies["shop"] = AFTER
        (folder / "done").touch()

    with scraped(bodies, tmp_path_factory.mktemp("prometheus")) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        run = run_program(
            *("run", "shop", "--prometheus", server.url, "--wait", "4s", "--quiet", "1s"),
            *("--evidence", "kept", "--", "sh", "-c"),
            "touch go; while [ ! -f done ]; do sleep 0.05; done",
            folder=folder,
        )
        thread.join(timeout=60)
    assert "expected sum >= 100, found 3" in run.stdout, run.stderr
    return folder


def write_profile(folder: Path, expectations: str) -> None:
    folder.mkdir()
    (folder / "shop.yaml").write_text(SHOP + expectations)


def test_a_run_is_judged_again_the_same(ran: Path) -> None:
    ran_again = run_program("check", "shop", "--from", "kept", "--json", folder=ran)
    report = json.loads((ran / "kept" / "report.json").read_text())
    # How it was waited for is of the run alone.
    assert report.pop("polls")
    judged_again = json.loads(ran_again.stdout)
    (read,) = judged_again["profiles"][0].pop("targets")
    (asked,) = report["profiles"][0].pop("targets")
    assert (read["snapshot"], asked["snapshot"]) == ("kept", None)
    assert judged_again == report
    verdicts = {each["verdict"] for each in report["profiles"][0]["outcomes"]}
    assert verdicts == {"pass", "fail", "unproven"}


def test_the_samples_alone_judge_a_run_the_same(ran: Path) -> None:
    copy_without_answers_of_run(ran / "kept", ran / "bare")
    ran_again = run_program("check", "shop", "--from", "bare", "--json", folder=ran)
    report = json.loads((ran / "kept" / "report.json").read_text())
    assert told(json.loads(ran_again.stdout)) == told(report)


def copy_without_answers_of_run(kept: Path, bare: Path) -> None:
    begin = bare / "begin"
    begin.mkdir(parents=True)
    (begin / "snapshot.json").write_text((kept / "begin" / "snapshot.json").read_text())
    for file in ("snapshot.json", "server-01.json"):
        document = json.loads((kept / file).read_text())
        (bare / file).write_text(json.dumps({**document, "answers": []}))


def test_a_changed_file_judges_what_was_read_and_nothing_else(ran: Path) -> None:
    ran_again = run_program(
        "check", "shop", "--expectations", "changed", "--from", "kept", "--json", folder=ran
    )
    outcomes = json.loads(ran_again.stdout)["profiles"][0]["outcomes"]
    assert {each["id"]: each["verdict"] for each in outcomes if each["assertion"] != "type"} == {
        line.removeprefix("{id: ").partition(",")[0]: verdict for line, verdict in CHANGED.items()
    }
    errors = [each["message"] for each in outcomes if each["verdict"] == "error"]
    assert all("is not in the evidence" in message for message in errors)
    assert ran_again.returncode == 3


def test_what_a_longer_lookback_sees_is_seen_again(tmp_path: Path) -> None:
    write_profile(tmp_path / "expectations", "  - {id: old, series: pushed, expect: each == 3}\n")
    flags = ["--query.lookback-delta=15m"]
    (tmp_path / "prometheus").mkdir()
    with prometheus_taking_writes(folder=tmp_path / "prometheus", more_flags=flags) as server:
        taken_ms = round((time.time() - 480) * 1000)
        labels = {"__name__": "pushed", "job": "shop"}
        server.write([WrittenSeries(labels, [(taken_ms, 3.0)])])
        words = ("--prometheus", server.url, "--evidence", "kept")
        run = run_program("check", "shop", *words, folder=tmp_path)
        assert run.returncode == 0, run.stdout
    write_profile(tmp_path / "changed", "  - {id: old, series: pushed, expect: each >= 4}\n")
    words = ("--expectations", "changed", "--from", "kept")
    assert "found 3" in run_program("check", "shop", *words, folder=tmp_path).stdout
