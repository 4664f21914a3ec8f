"""Every hint asked of real servers that scraped the reference stack while it worked: all of them
return data but those that say when they are empty. And the links open.

In `make test` one stack for each mode, on one release, whose queries are those of every profile;
the long run does each profile on each release.
"""

import math
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from metrics_check import Profile, load
from metrics_check.demo.performance import Performance, performed
from metrics_check.demo.workload import WORKLOADS, drive
from metrics_check.generate.hint import Hint
from metrics_check.generate.hints import hints_of
from metrics_check.generate.links import read_link
from tests.expectations.servers import real_servers
from tests.expectations.test_on_prometheus import scraping
from tests.generate.soundness import PROJECT
from tests.real.connection import Connections
from tests.real.programs import PROMETHEUS_PROGRAMS
from tests.real.prometheus import RealPrometheus, running_prometheus

LONG = bool(os.environ.get("METRICS_CHECK_LONG"))
EXPECTATIONS = PROJECT / "expectations"
# By mode, the profile whose queries are those of all others of that mode.
MODES = {"batch": "cj-regular-batch-api", "serial": "cj-generic"}
CASES = [(name, program) for program in PROMETHEUS_PROGRAMS for name in WORKLOADS]
QUICK = [(name, "prometheus") for name in MODES.values()]
# Debian's 2.53 has no page at /graph: it is packaged with the older one alone.
WITH_A_PAGE = [program for program in PROMETHEUS_PROGRAMS if "prometheus-2.53" not in program]
SEEN_WITHIN_SECONDS = 30


def hints(profile: Profile) -> list[Hint]:
    """Every hint of a profile."""
    return [hint for each in hints_of(profile) for hint in each.hints]


@contextmanager
def scraped_at_work(
    name: str, program: str, folder: Path
) -> Iterator[tuple[Performance, RealPrometheus]]:
    """A server that saw the stack before and after it did its work once more."""
    with (
        performed(name, tell=lambda _: None) as performance,
        scraping(performance, folder=folder, program=program) as server,
    ):
        await_scrape(server, since=time.time())
        drive(WORKLOADS[name], stack=performance.stack)
        await_scrape(server, since=time.time())
        yield performance, server


def await_scrape(server: RealPrometheus, *, since: float) -> None:
    """Returns when every target has been scraped after that time."""
    deadline = time.monotonic() + SEEN_WITHIN_SECONDS
    while not server.vector(f"min(timestamp(up)) > {since!r}"):
        assert time.monotonic() < deadline, "the targets are not scraped any more"
        time.sleep(0.05)


def shows_data(server: RealPrometheus, hint: Hint) -> bool:
    """Whether an answer has a number in it: NaN says nothing."""
    return any(not math.isnan(float(value)) for _, value in server.vector(hint.promql))


@pytest.mark.parametrize(("name", "program"), CASES if LONG else QUICK)
def test_every_hint_returns_data(name: str, program: str, tmp_path: Path) -> None:
    with scraped_at_work(name, program, tmp_path) as (performance, server):
        found = hints(performance.profile)
        always = [hint for hint in found if not hint.empty_when]
        silent = [hint.promql for hint in always if not shows_data(server, hint)]
        loud = [h.promql for h in found if h.kind == "violation" and server.vector(h.promql)]
    assert len(always) >= 25
    assert silent == []
    assert loud == []


@pytest.mark.parametrize("name", WORKLOADS)
def test_the_stacks_that_are_asked_have_the_queries_of_every_profile(name: str) -> None:
    asked = MODES["batch" if name.endswith("-batch-api") else "serial"]
    queries = {hint.promql for hint in hints(load(EXPECTATIONS / "huleedu" / f"{asked}.yaml"))}
    own = {hint.promql for hint in hints(load(EXPECTATIONS / "huleedu" / f"{name}.yaml"))}
    assert own - queries == set()


def test_the_hints_for_prometheus_and_the_node_exporter_return_data(tmp_path: Path) -> None:
    with ExitStack() as stack:
        place = urlsplit(stack.enter_context(real_servers(tmp_path)).prometheus).netloc
        connections = stack.enter_context(closing(Connections(place)))
        server = RealPrometheus(f"http://{place}", connections)
        profiles = [load(EXPECTATIONS / f"{name}.yaml") for name in ("prometheus", "node-exporter")]
        found = [hint for profile in profiles for hint in hints(profile) if not hint.empty_when]
        deadline = time.monotonic() + SEEN_WITHIN_SECONDS
        while silent := [hint.promql for hint in found if not shows_data(server, hint)]:
            assert time.monotonic() < deadline, silent
            time.sleep(1)
    assert len(found) >= 100


@pytest.mark.parametrize("program", WITH_A_PAGE)
def test_a_link_opens_the_query(program: str, tmp_path: Path) -> None:
    query = 'sum by (a) (rate(x_total{a="<b> & ü"}[5m]))'
    with running_prometheus({}, folder=tmp_path, program=program) as server:
        url = read_link(f"prometheus={server.url}").url(query)
        answer = httpx.get(url, follow_redirects=True, trust_env=False)
    # Each sends on to the page that it has. Debian's 3.x comes without that page's files.
    is_new = "prometheus-3" in program
    assert answer.url.path in ({"/query"} if is_new else {"/graph", "/classic/graph"})
    assert parse_qs(answer.url.query.decode()) == {"g0.expr": [query], "g0.tab": ["1"]}
    assert is_new or answer.status_code == 200
