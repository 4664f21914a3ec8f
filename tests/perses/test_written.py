"""What is written for Perses: its types take it, and it is drawn as it is meant."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics_check.generate.perses import perses_dashboard
from tests.generate.dashboard_samples import SHOP, STATES, hostile_dashboards
from tests.perses.rendering import Shown, misfits, perses, show
from tests.perses.samples import INSTANCES, SCRAPE_INTERVAL, an_hour
from tests.perses.test_rendering import LONG
from tests.real.prometheus import prometheus_taking_writes, running_prometheus

pytestmark = pytest.mark.skipif(not LONG, reason="`make check-all` builds Perses' renderer")

HOSTILE_PICTURES = 8


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with (
        prometheus_taking_writes(folder=tmp_path_factory.mktemp("prometheus")) as server,
        perses(tmp_path_factory.mktemp("chromium")) as browser,
    ):
        server.write(an_hour())
        yield show(
            browser,
            perses_dashboard(SHOP),
            prometheus=server.url,
            name="every-kind",
            scrape_interval=SCRAPE_INTERVAL,
            duration="50m",
        )


def test_its_types_take_it() -> None:
    assert misfits(perses_dashboard(SHOP)) == []


def test_its_types_take_whatever_a_file_says(tmp_path: Path) -> None:
    for dashboard in hostile_dashboards(tmp_path, seeds=100):
        assert misfits(perses_dashboard(dashboard)) == []


def test_whatever_a_file_says_breaks_no_panel(tmp_path: Path) -> None:
    (tmp_path / "chromium").mkdir()
    (tmp_path / "prometheus").mkdir()
    with (
        running_prometheus({}, folder=tmp_path / "prometheus") as server,
        perses(tmp_path / "chromium") as browser,
    ):
        for dashboard in hostile_dashboards(tmp_path, seeds=HOSTILE_PICTURES):
            document = perses_dashboard(dashboard)
            shown = show(browser, document, prometheus=server.url, name="hostile")
            assert shown.page_troubles == ()
            assert len(shown.panels) == len(dashboard.panels)
            for panel in shown.panels:
                # An old server does not take each name.
                assert panel.alert in {"", *(query.error for query in panel.queries)}


def test_every_panel_is_drawn(shown: Shown) -> None:
    assert shown.troubles == []
    assert [panel.empty_queries for panel in shown.panels] == [[]] * len(SHOP.panels)


def test_states_are_words(shown: Shown) -> None:
    texts = [panel.text for panel in shown.panels if panel.kind == "StatChart"]
    assert texts == [state.value for state in STATES]


def test_lines_are_called_by_their_labels(shown: Shown) -> None:
    texts = {panel.title: list(filter(None, panel.text.split("\n"))) for panel in shown.panels}
    assert texts["shop_requests_total per second"] == [*(f"shop {i}" for i in INSTANCES), "sum"]
    assert texts["shop_seconds: distribution"] == [
        f"≤ {bound} seconds" for bound in ("+Inf", "0.1", "0.5", "1.0")
    ]
    assert texts["shop_seconds: quantiles"] == ["p50", "p95"]
    assert texts["Of $\u2060job, and [\u2060[job]]"] == [
        "parsecs",
        *(f'{{instance="{instance}",job="shop"}}' for instance in INSTANCES),
    ]


def test_labels_of_an_info_stand_in_a_table(shown: Shown) -> None:
    table = next(panel for panel in shown.panels if panel.kind == "Table")
    assert table.text.split() == [
        *("instance", "job", "version"),
        *("one:8080", "shop", "1.0"),
        *("two:8080", "shop", "1.1"),
    ]


def test_queries_are_sent_with_the_values_of_variables(shown: Shown) -> None:
    sent = {panel.title: [query.promql for query in panel.queries] for panel in shown.panels}
    assert sent["Of $\u2060job, and [\u2060[job]]"] == ['up{job="shop"} * 2']
    assert sent["shop_requests_total per second"][1] == (
        'sum (rate(shop_requests_total{instance=~".*"}[1m]))'
    )


def test_variables_are_those_of_the_dashboard_alone(shown: Shown) -> None:
    assert {name: each["value"] for name, each in shown.variables.items() if name[:2] != "__"} == {
        "instance": "$__all",
        "job": "shop",
        "factor": "2",
        "open": "",
    }
