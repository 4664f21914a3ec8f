"""One run of the reference stack, judged from `/metrics` and by real servers that scraped it.

Each server evaluates the PromQL that the outcomes were judged by, and what it says must be the
verdict; and a check that asks it must have the same outcomes. Healthy and for every fault; in
`make test` for one profile, healthy for all.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from metrics_check import Outcome, Report, Verdict, check
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.performance import Performance, performed
from metrics_check.demo.workload import WORKLOADS
from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from metrics_check.generate.hints import hints_of
from tests.real.programs import PROMETHEUS_PROGRAMS
from tests.real.prometheus import RealPrometheus, running_prometheus

PROFILE = "cj-regular-batch-api"
SCRAPED_WITHIN_SECONDS = 30
# These leave LPS unreadable: what the server must say is that it is down.
UNREADABLE = {"down", "html"}
UNREAD_CODES = {"unreachable", "not-an-exposition"}
LEAST_JUDGED = 5
LONG = bool(os.environ.get("METRICS_CHECK_LONG"))


@contextmanager
def scraping(performance: Performance, *, folder: Path, program: str) -> Iterator[RealPrometheus]:
    """A Prometheus that has scraped every target of the profile since the work was done."""
    targets = performance.profile.targets.values()
    jobs = [
        {
            "job_name": target.labels["job"],
            "static_configs": [{"targets": [httpx.URL(target.urls[0]).netloc.decode()]}],
        }
        for target in targets
    ]
    interval = {"scrape_interval": "1s", "scrape_timeout": "1s"}
    config: dict[str, object] = {"global": interval, "scrape_configs": jobs}
    with running_prometheus(config, folder=folder, program=program) as server:
        await_scrapes(server, count=len(jobs))
        yield server


@contextmanager
def all_scraping(performance: Performance, *, folder: Path) -> Iterator[list[RealPrometheus]]:
    """One of each release that is there, started at the same time."""

    with ExitStack() as running, ThreadPoolExecutor() as pool:

        def start(program: str) -> RealPrometheus:
            own = folder / str(PROMETHEUS_PROGRAMS.index(program))
            own.mkdir()
            context = scraping(performance, folder=own, program=program)
            server = context.__enter__()
            running.push(context)
            return server

        yield list(pool.map(start, PROMETHEUS_PROGRAMS))


def await_scrapes(server: RealPrometheus, *, count: int) -> None:
    """Returns when the server knows of that many targets whether they are up."""
    deadline = time.monotonic() + SCRAPED_WITHIN_SECONDS
    while len(server.vector("up")) < count:
        assert time.monotonic() < deadline, "not every target was scraped"
        time.sleep(0.05)


def by_the_server(outcome: Outcome, server: RealPrometheus) -> str:
    """The verdict that the server's answers give."""
    assert outcome.probe is not None
    if outcome.code == "optional-absent":
        return "skipped" if not server.vector(outcome.probe.exists) else "it is there"
    if server.vector(outcome.probe.violation):
        return "fail"
    is_unproven = outcome.probe.unproven and server.vector(outcome.probe.unproven)
    return "unproven" if is_unproven else "pass"


def by_promql(outcome: Outcome) -> str:
    """The verdict but for broken data, which is judged on the lines themselves."""
    return "pass" if outcome.code in BROKEN_DATA else outcome.verdict.value


def cases() -> Iterator[tuple[str, str]]:
    """Profiles and faults; the stack must be in batch mode to have its batch jobs broken."""
    for profile in WORKLOADS:
        yield profile, ""
        is_batch = profile.endswith("-batch-api")
        for fault in FAULTS if profile == PROFILE or LONG else ():
            if is_batch or not FAULTS[fault].needs_jobs:
                yield profile, fault


def told(report: Report) -> dict[str, tuple[str, str]]:
    """Verdict and code of each outcome."""
    return {
        f"{outcome.target} {outcome.id}#{outcome.assertion}": (
            outcome.verdict.value,
            # A server cannot tell why it did not read a target.
            "down" if outcome.code in UNREAD_CODES else outcome.code,
        )
        for outcome in report.outcomes
    }


@pytest.mark.parametrize(("name", "fault"), list(cases()), ids=lambda word: word or "healthy")
def test_a_real_prometheus_says_the_same(name: str, fault: str, tmp_path: Path) -> None:
    with performed(name, fault=fault, tell=lambda _: None) as performance:
        report = performance.judge()
        with all_scraping(performance, folder=tmp_path) as servers:
            for server in servers:
                assert_says_the_same(server, report=report, performance=performance)
    is_lost = report.count(Verdict.ERROR) > 0
    assert is_lost == (fault in UNREADABLE)


def assert_says_the_same(
    server: RealPrometheus, *, report: Report, performance: Performance
) -> None:
    """Each probe as the server evaluates it, and a check that asks the server."""
    judged = [outcome for outcome in report.outcomes if outcome.probe is not None]
    theirs = {f"{o.id}#{o.assertion}": by_the_server(o, server) for o in judged}
    assert theirs == {f"{outcome.id}#{outcome.assertion}": by_promql(outcome) for outcome in judged}
    is_lost = report.count(Verdict.ERROR) > 0
    assert is_lost or len(judged) >= LEAST_JUDGED
    down = [labels["job"] for labels, _ in server.vector("up == 0")]
    assert down == (["llm_provider_service"] if is_lost else [])
    asked = check(
        performance.profile,
        environment=performance.modes,
        sources=dict.fromkeys(performance.profile.targets, f"prom+{server.url}"),
    )
    assert told(asked) == told(report)
    if not is_lost:
        assert_hints_find_it(server, report=report, performance=performance)


def assert_hints_find_it(
    server: RealPrometheus, *, report: Report, performance: Performance
) -> None:
    """Each violation query among the hints returns data where one of its assertions fails."""
    failed = {
        f"{outcome.id}#{outcome.assertion}"
        for outcome in report.outcomes
        if outcome.probe is not None and by_promql(outcome) in {"fail", "warn"}
    }
    for each in hints_of(performance.profile):
        for hint in each.hints:
            if hint.kind == "violation":
                about = {f"{each.expectation.id}#{name}" for name in hint.assertions}
                assert bool(server.vector(hint.promql)) == bool(about & failed), hint
