"""Coverage of a target that a server tells of: what is asked, and what is not the target's."""

from dataclasses import replace
from pathlib import Path

from metrics_check.check.checking import Judging
from metrics_check.model.outcome import Verdict
from metrics_check.report.coverage import undeclared
from metrics_check.sources.address import server_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld
from tests.check.server.test_asking import JOB, PROMETHEUS, SAMPLES, TARGET
from tests.check.worlds import judge, load
from tests.sources.api import FakeApi, answering, api

MORE = (
    *SAMPLES,
    ("depth", JOB, 1.0),
    ("job:depth:sum", JOB, 1.0),
    ("ALERTS", {**JOB, "alertname": "Deep"}, 1.0),
    ("scrape_duration_seconds", JOB, 1.0),
    ("of_another", {"job": "other", "instance": "app:80"}, 1.0),
)
TEXT = f"{TARGET}expectations:\n  - jobs_total >= 1\n"


def judged(fake: FakeApi, folder: Path, *, judging: Judging) -> tuple[int, dict[str, object]]:
    """The exit code, and what is exposed and not declared."""
    options = ReadOptions(timeout_seconds=5, prometheus=server_address(fake.url))
    report = judge(load(TEXT, folder=folder), SourceWorld(options), judging=judging)
    assert {each.verdict for each in report.outcomes} == {Verdict.PASS}
    assert report.coverage is not None
    told = report.coverage
    return report.exit_code, {**undeclared(told), "percent": told.percent, "left": told.runtime}


def test_it_costs_one_query_more(tmp_path: Path) -> None:
    with api(answering(MORE, PROMETHEUS)) as fake:
        code, told = judged(fake, tmp_path, judging=Judging(least_percent=50.0))
    assert (code, told) == (0, {"app": ("depth",), "percent": 50.0, "left": 2})
    assert [each.path for each in fake.requests] == [
        "/api/v1/query",
        "/api/v1/targets",
        "/api/v1/targets/metadata",
        "/api/v1/query",
        "/api/v1/query",
    ]
    assert 'count by (__name__) ({job="app"})' in fake.queries[-1]


def test_a_server_that_does_not_tell_the_names(tmp_path: Path) -> None:
    behaviour = replace(PROMETHEUS, refuses=("count by (__name__)",))
    with api(answering(MORE, behaviour)) as fake:
        code, told = judged(fake, tmp_path, judging=Judging(least_percent=0.0))
        assert (code, told["percent"]) == (3, None)
        code, told = judged(fake, tmp_path, judging=Judging(is_covered=True))
        assert (code, told["percent"]) == (0, None)
