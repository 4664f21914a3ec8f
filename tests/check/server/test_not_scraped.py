"""A real Prometheus that has scraped one replica of a job, and not yet the others."""

from pathlib import Path

import pytest

from metrics_check.sources.address import server_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld
from tests.check.worlds import judge, load
from tests.real.expositions import serve_expositions
from tests.real.programs import PROMETHEUS_PROGRAMS
from tests.real.prometheus import await_scrapes, running_prometheus

PROFILE = """\
targets:
  app: {url: http://127.0.0.1:1/metrics, labels: {job: app}}
expectations:
  - a_total >= 1
"""


@pytest.mark.parametrize("program", PROMETHEUS_PROGRAMS)
def test_replicas_that_are_not_scraped_yet_are_no_pass(program: str, tmp_path: Path) -> None:
    with serve_expositions({"metrics": "a_total 1\n"}) as origin:
        often, seldom = (
            _scrapes("1s", "a:80", origin=origin),
            _scrapes("1h", "b:80", origin=origin),
        )
        config: dict[str, object] = {"scrape_configs": [often, seldom]}
        with running_prometheus(config, folder=tmp_path, program=program) as server:
            await_scrapes(server, count=1)
            reading = ReadOptions(prometheus=server_address(server.url))
            report = judge(load(PROFILE, folder=tmp_path), SourceWorld(reading))
    (outcome,) = report.outcomes
    assert (outcome.verdict.value, outcome.code, outcome.message) == (
        "error",
        "not-scraped",
        f"prom+{server.url}: has not yet scraped b:80 of app.",
    )


def _scrapes(interval: str, instance: str, *, origin: str) -> dict[str, object]:
    labels = {"job": "app", "instance": instance}
    return {
        "job_name": instance,
        "scrape_interval": interval,
        "scrape_timeout": "1s",
        "static_configs": [{"targets": [origin], "labels": labels}],
    }
