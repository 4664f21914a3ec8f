"""Every generated dashboard, drawn by Perses with the data of real servers: no panel has an error
or no data. The pictures stay in `.cache/screenshots`.

Two stacks work for a while, one in each mode; a dashboard of both modes is drawn with the data of
both.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event

import httpx
import pytest

from metrics_check.demo.cj.service import MAX_BATCHES
from metrics_check.demo.performance import Performance, performed
from metrics_check.demo.workload import WORKLOADS, drive
from metrics_check.generate.artefact import Request
from metrics_check.generate.dashboard import dashboards_of
from metrics_check.generate.perses import perses_dashboard
from metrics_check.generate.variables import mark
from metrics_check.load.profiles import load_folder
from metrics_check.model.settings import Defaults
from tests.expectations.servers import real_servers
from tests.generate.soundness import PROJECT
from tests.generate.test_hints_on_prometheus import MODES
from tests.perses.rendering import misfits, perses, show
from tests.perses.test_rendering import LONG
from tests.real.browser import Browser
from tests.real.prometheus import RealPrometheus, running_prometheus

pytestmark = pytest.mark.skipif(not LONG, reason="`make check-all` builds Perses' renderer")

EXPECTATIONS = PROJECT / "expectations"
SHIPPED = sorted(path.stem for path in (PROJECT / "dashboards").glob("*.json"))
BOTH = "both"
# Whose families come with the first work of either mode.
OF_BOTH_MODES = {"lps-running"}
# The queue mode is open; batch jobs have one too.
OF_BATCHES = {"lps-queue"}
OF_SERVERS = {"node-exporter", "prometheus"}
WORK_SECONDS = 25
PAUSE_SECONDS = 1.5
# CJ takes no more batches, and a stack has had one before.
MOST_TIMES = MAX_BATCHES - 1
DRAWN = "2m"


@pytest.fixture(scope="module")
def documents() -> Mapping[str, dict[str, object]]:
    """The dashboard of each profile, as Perses has it."""
    profiles = load_folder(EXPECTATIONS).profiles
    marked = load_folder(EXPECTATIONS, mark=mark).profiles
    request = Request(profiles, EXPECTATIONS, Defaults(), marked=marked)
    return {each.profile: perses_dashboard(each) for each in dashboards_of(request)}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with perses(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, RealPrometheus]]:
    """By mode, a server that scrapes a stack at work; and one that scrapes both."""
    with ExitStack() as running:
        stacks = {
            mode: running.enter_context(performed(name, tell=lambda _: None))
            for mode, name in MODES.items()
        }
        found = {}
        for mode in (*MODES, BOTH):
            seen = tuple(stacks.values()) if mode == BOTH else (stacks[mode],)
            folder = tmp_path_factory.mktemp(mode)
            found[mode] = running.enter_context(running_prometheus(config(*seen), folder=folder))

        def work() -> None:
            for mode, stack in stacks.items():
                drive(WORKLOADS[MODES[mode]], stack=stack.stack)

        with busy(work):
            yield found


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus that scrapes itself and a node exporter, and is asked meanwhile."""
    with real_servers(tmp_path_factory.mktemp("servers")) as found:
        url = found.prometheus.removesuffix("/metrics")

        def ask() -> None:
            httpx.get(f"{url}/api/v1/query", params={"query": "sort(up)"}, trust_env=False)

        with busy(ask):
            yield url


@contextmanager
def busy(work: Callable[[], None]) -> Iterator[None]:
    """Does this again and again, a while before the block and for as long as it may."""
    is_over = Event()

    def repeat() -> None:
        for _ in range(MOST_TIMES):
            if is_over.wait(PAUSE_SECONDS):
                return
            work()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(repeat)
        try:
            time.sleep(WORK_SECONDS)
            yield
        finally:
            is_over.set()
        done.result()


def config(*stacks: Performance) -> dict[str, object]:
    """What scrapes every target of these stacks each second."""
    places: dict[str, list[str]] = {}
    for stack in stacks:
        for target in stack.profile.targets.values():
            place = httpx.URL(target.urls[0]).netloc.decode()
            places.setdefault(target.labels["job"], []).append(place)
    jobs = [{"job_name": job, "static_configs": [{"targets": own}]} for job, own in places.items()]
    interval = {"scrape_interval": "1s", "scrape_timeout": "1s"}
    return {"global": interval, "scrape_configs": jobs}


def test_all_are_drawn(documents: Mapping[str, object]) -> None:
    assert sorted(documents) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_its_types_take_it(name: str, documents: Mapping[str, dict[str, object]]) -> None:
    assert misfits(documents[name]) == []


@pytest.mark.parametrize("name", [each for each in SHIPPED if each not in OF_SERVERS])
def test_each_panel_shows_data_of_the_stack(
    name: str,
    browser: Browser,
    servers: Mapping[str, RealPrometheus],
    documents: Mapping[str, dict[str, object]],
) -> None:
    is_batch = name.endswith("-batch-api") or name in OF_BATCHES
    mode = BOTH if name in OF_BOTH_MODES else "batch" if is_batch else "serial"
    url = servers[mode].url
    shown = show(browser, documents[name], prometheus=url, name=name, duration=DRAWN)
    assert shown.troubles == []


@pytest.mark.parametrize("name", sorted(OF_SERVERS))
def test_each_panel_shows_data_of_servers(
    name: str,
    browser: Browser,
    own_servers: str,
    documents: Mapping[str, dict[str, object]],
) -> None:
    shown = show(browser, documents[name], prometheus=own_servers, name=name, duration="1m")
    assert shown.troubles == []
