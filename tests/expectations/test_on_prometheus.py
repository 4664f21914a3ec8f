"""One run of the reference stack, judged from `/metrics` and by a real Prometheus that scraped it.

The server evaluates the PromQL that the outcomes were judged by; what it says must be the verdict,
healthy and for every fault.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from metrics_check import Outcome, Verdict
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.performance import Performance, performed
from metrics_check.exposition.integrity import CODES as BROKEN_DATA
from tests.real.prometheus import RealPrometheus, running_prometheus

PROFILE = "cj-regular-batch-api"
SCRAPED_WITHIN_SECONDS = 30
# These leave LPS unreadable: what the server must say is that it is down.
UNREADABLE = {"down", "html"}


@contextmanager
def scraping(performance: Performance, *, folder: Path) -> Iterator[RealPrometheus]:
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
    with running_prometheus(config, folder=folder) as server:
        await_scrapes(server, count=len(jobs))
        yield server


def await_scrapes(server: RealPrometheus, *, count: int) -> None:
    """Returns when the server knows of that many targets whether they are up."""
    deadline = time.monotonic() + SCRAPED_WITHIN_SECONDS
    while len(server.vector("up")) < count:
        assert time.monotonic() < deadline, "not every target was scraped"
        time.sleep(0.05)


def by_the_server(outcome: Outcome, server: RealPrometheus) -> str:
    """The verdict that the server's answers give."""
    assert outcome.probe is not None
    if server.vector(outcome.probe.violation):
        return "fail"
    is_unproven = outcome.probe.unproven and server.vector(outcome.probe.unproven)
    return "unproven" if is_unproven else "pass"


def by_promql(outcome: Outcome) -> str:
    """The verdict but for broken data, which is judged on the lines themselves."""
    return "pass" if outcome.code in BROKEN_DATA else outcome.verdict.value


@pytest.mark.parametrize("fault", ["", *FAULTS], ids=lambda fault: fault or "healthy")
def test_a_real_prometheus_says_the_same(fault: str, tmp_path: Path) -> None:
    with performed(PROFILE, fault=fault, tell=lambda _: None) as performance:
        report = performance.judge()
        with scraping(performance, folder=tmp_path) as server:
            judged = [outcome for outcome in report.outcomes if outcome.probe is not None]
            theirs = {f"{o.id}#{o.assertion}": by_the_server(o, server) for o in judged}
            down = [labels["job"] for labels, _ in server.vector("up == 0")]
    ours = {f"{outcome.id}#{outcome.assertion}": by_promql(outcome) for outcome in judged}
    assert theirs == ours
    is_lost = report.count(Verdict.ERROR) > 0
    assert (is_lost, down) == (
        (True, ["llm_provider_service"]) if fault in UNREADABLE else (False, [])
    )
    assert is_lost or len(judged) >= 18
