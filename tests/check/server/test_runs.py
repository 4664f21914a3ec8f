"""A run on a real Prometheus: the increase between two scrapes is that between two reads."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from metrics_check.check.checking import Judging
from metrics_check.check.clock import Clock, SystemClock
from metrics_check.check.plan import Plan, Selection, plan_check
from metrics_check.check.run import Beginning, Pace, begin_run, end_run
from metrics_check.load.profiles import load_profile
from metrics_check.model.outcome import Report
from metrics_check.sources.address import server_address
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.world import SourceWorld
from tests.check.test_run import JOBS, ROWS, STARTED
from tests.real.expositions import serve_expositions
from tests.real.prometheus import RealPrometheus, prometheus_taking_writes, running_prometheus
from tests.real.remote_write import WrittenSeries

# Of what a restart leaves, and of what is broken, both must say the same, too.
MORE = {
    "restarted, at least": (
        "- {id: x, series: jobs_total, run: sum >= 5}",
        f"{JOBS}jobs_total 9\n{STARTED.format(100)}",
        f"{JOBS}jobs_total 7\n{STARTED.format(160)}",
        ("pass", ""),
    ),
    "restarted, exactly": (
        "- {id: x, series: jobs_total, run: sum == 5}",
        f"{JOBS}jobs_total 9\n",
        f"{JOBS}jobs_total 7\n",
        ("unproven", "restarted-in-run"),
    ),
}
CASES: Mapping[str, tuple[str, str, str, tuple[str, str]]] = {**ROWS, **MORE}
JUDGING = Judging(wait_seconds=20.0, interval_seconds=0.2)
PACE = Pace(quiet_seconds=0.5)


@dataclass
class Scraped:
    """Expositions that may be changed, and the server that scrapes them every second."""

    bodies: dict[str, str | bytes]
    origin: str
    server: RealPrometheus


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraped]:
    bodies: dict[str, str | bytes] = {
        f"row{number}": before for number, (_, before, _, _) in enumerate(CASES.values())
    }
    with ExitStack() as stack:
        origin = stack.enter_context(serve_expositions(bodies))
        jobs = [
            {
                "job_name": name,
                "metrics_path": f"/{name}",
                "static_configs": [{"targets": [origin]}],
            }
            for name in bodies
        ]
        config: dict[str, object] = {"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}
        folder = tmp_path_factory.mktemp("prometheus")
        yield Scraped(
            bodies, origin, stack.enter_context(running_prometheus(config, folder=folder))
        )


def plans_of(scraped: Scraped, *, folder: Path) -> tuple[Plan, ...]:
    """The plan of a run for each case, as a profile of its own."""
    for number, (entry, _, _, _) in enumerate(CASES.values()):
        name = f"row{number}"
        (folder / f"{name}.yaml").write_text(
            f"format: 1\nprofile: {name}\n"
            f"targets: {{t: {{url: http://{scraped.origin}/{name}, labels: {{job: {name}}}}}}}\n"
            f"expectations:\n  {entry}\n"
        )
    profiles = (load_profile(f"row{n}", folder=folder) for n in range(len(CASES)))
    return tuple(plan_check(each, selection=Selection(), is_run=True) for each in profiles)


def told(report: Report) -> dict[str, tuple[str, str]]:
    """Verdict and code of each outcome."""
    return {
        f"{each.profile} {each.assertion}": (each.verdict.value, each.code)
        for each in report.outcomes
    }


def begun_run(plans: tuple[Plan, ...], *, world: SourceWorld, clock: Clock) -> Beginning:
    """A run that could begin; what a server has only just begun to scrape it may not tell yet."""
    until = time.monotonic() + 30
    while True:
        begun = begin_run(plans, world=world, clock=clock, judging=JUDGING, pace=PACE)
        if begun.refused is None:
            return begun
        assert time.monotonic() < until, told(begun.refused)
        time.sleep(0.5)


def test_the_increase_is_the_same(scraped: Scraped, tmp_path: Path) -> None:
    plans, clock = plans_of(scraped, folder=tmp_path), SystemClock()
    worlds = (
        SourceWorld(),
        SourceWorld(ReadOptions(prometheus=server_address(scraped.server.url))),
    )
    await_scraped(scraped, count=len(CASES))
    begun = [begun_run(plans, world=world, clock=clock) for world in worlds]
    for number, (_, _, after, _) in enumerate(CASES.values()):
        scraped.bodies[f"row{number}"] = after
    # Not all of them hold, so it is waited for long enough to be scraped.
    judging = replace(JUDGING, wait_seconds=4.0)
    read, asked = (
        end_run(
            plans,
            world=world,
            clock=clock,
            judging=replace(judging, since=beginning.since),
            pace=PACE,
        ).report
        for world, beginning in zip(worlds, begun, strict=True)
    )
    assert told(asked) == told(read)
    judged = {
        each.profile: (each.verdict.value, each.code)
        for each in asked.outcomes
        if each.assertion not in {"presence", "type"}
    }
    assert judged == {f"row{n}": row[3] for n, row in enumerate(CASES.values())}


def await_scraped(scraped: Scraped, *, count: int) -> None:
    until = time.monotonic() + 60
    while scraped.server.vector("count(up == 1)") != [({}, str(count))]:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_what_is_not_scraped_in_time_is_an_error(tmp_path: Path) -> None:
    text = (
        "format: 1\nprofile: p\n"
        "targets: {t: {url: 'http://localhost:1/metrics', labels: {job: pushed}}}\n"
        "expectations: [{id: x, series: jobs_total, expect: sum >= 1}]\n"
    )
    (tmp_path / "p.yaml").write_text(text)
    profile = load_profile("p", folder=tmp_path)
    plans = (plan_check(profile, selection=Selection(), is_run=True),)
    clock, judging = SystemClock(), Judging(wait_seconds=0.2, interval_seconds=0.1)
    with prometheus_taking_writes(folder=tmp_path) as server:
        world = SourceWorld(ReadOptions(prometheus=server_address(server.url)))

        def push(value: float) -> None:
            labels = {"__name__": "jobs_total", "job": "pushed"}
            server.write([WrittenSeries(labels, [(round(time.time() * 1000), value)])])

        push(3)
        time.sleep(0.05)
        late = begin_run(plans, world=world, clock=clock, judging=judging, pace=PACE)
        assert late.refused is not None
        assert told(late.refused) == {"p expect.sum": ("error", "not-scraped")}
        since = replace(judging, since=late.since)
        early = end_run(plans, world=world, clock=clock, judging=since, pace=PACE).report
        assert told(early) == {"p expect.sum": ("error", "not-scraped")}
        assert early.outcomes[0].message == (
            "the server has not scraped it since the command ended; wait longer with --wait"
        )
