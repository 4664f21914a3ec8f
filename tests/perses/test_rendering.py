"""That the renderer draws what is good, and that each thing that is wrong with a panel is found."""

import copy
import os
import struct
from collections.abc import Iterator

import pytest

from tests.perses.rendering import WIDTH, misfits, perses, show
from tests.perses.samples import BAD, GOOD, INSTANCES, SCRAPE_INTERVAL, an_hour, dashboard, grid
from tests.real.browser import Browser
from tests.real.prometheus import prometheus_taking_writes

LONG = bool(os.environ.get("METRICS_CHECK_LONG"))
pytestmark = pytest.mark.skipif(not LONG, reason="`make check-all` builds Perses' renderer")

SHOP = dashboard(GOOD, layouts=[grid("Traffic", list(GOOD)[:2]), grid("Now", list(GOOD)[2:])])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with perses(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prometheus_taking_writes(folder=tmp_path_factory.mktemp("prometheus")) as server:
        server.write(an_hour())
        yield server.url


def test_a_good_dashboard_is_drawn(browser: Browser, prometheus: str) -> None:
    shown = show(browser, SHOP, prometheus=prometheus, name="shop", scrape_interval=SCRAPE_INTERVAL)
    assert shown.troubles == []
    assert [panel.title for panel in shown.panels] == [
        each["spec"]["display"]["name"] for each in GOOD.values()
    ]
    assert shown.variables["instance"]["options"] == list(INSTANCES)
    texts = {panel.title: panel.text for panel in shown.panels}
    assert texts["Instances"] == "all up"
    assert texts["Requests"].split("\n") == list(INSTANCES)
    assert texts["Words"] == "What a shop is: shop.\n\nsells"
    width, height = struct.unpack(">II", shown.screenshot.read_bytes()[16:24])
    assert width == WIDTH
    assert 1_000 < height < 2_000


def test_each_bad_panel_is_found(browser: Browser, prometheus: str) -> None:
    bad = dashboard(BAD, layouts=[grid("Bad", BAD, is_open=False)])
    shown = show(browser, bad, prometheus=prometheus, name="bad", scrape_interval=SCRAPE_INTERVAL)
    assert shown.troubles == [
        "Wrong: 1:8: parse error: unclosed left parenthesis",
        "Empty: no data",
        "Not a number: no data",
        "No value: no data",
        "Classic buckets: no data",
        "Unknown: A NoSuchChart plugin for kind 'Panel' is not installed",
    ]
    half = next(panel for panel in shown.panels if panel.title == "Half")
    assert half.empty_queries == ["nothing_total"]


def test_a_variable_without_options_is_found(browser: Browser, prometheus: str) -> None:
    silent = copy.deepcopy(SHOP)
    silent["spec"]["variables"][1]["spec"]["plugin"]["spec"]["matchers"] = ["nothing_total"]
    shown = show(
        browser, silent, prometheus=prometheus, name="silent", scrape_interval=SCRAPE_INTERVAL
    )
    assert shown.troubles == ["$instance: no options"]


def test_a_server_that_is_not_there_is_found(browser: Browser) -> None:
    shown = show(browser, SHOP, prometheus="http://127.0.0.1:9", name="unreachable")
    assert "Requests: Failed to fetch" in shown.troubles
    assert "Instances: Failed to fetch" in shown.troubles


def test_the_schema_takes_it() -> None:
    assert misfits(SHOP) == []


def test_the_schema_refuses_what_perses_does_not_know() -> None:
    odd = copy.deepcopy(SHOP)
    odd["spec"]["panels"]["rate"]["spec"]["plugin"]["spec"]["lineWidth"] = 2
    odd["spec"]["variables"][1]["spec"]["plugin"]["spec"]["datasource"] = "$datasource"
    assert [each.partition(":")[0] for each in misfits(odd)] == [
        "$.spec.panels.rate.spec.plugin",
        "$.spec.variables[1]",
    ]
