"""What stands in a dashboard for Perses. That Perses draws it is shown in `tests/perses/`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from metrics_check.generate.grid import rows_of
from metrics_check.generate.panels import Panel, PanelKind, Query, Unit
from metrics_check.generate.perses import perses_dashboard
from metrics_check.generate.perses_units import format_of, words_of
from tests.generate.dashboard_samples import (
    CHOSEN,
    DISTRIBUTION,
    RATE,
    SHOP,
    VERDICTS,
    hostile_dashboards,
)
from tests.generate.making import IS_LONG


def spec_of(key: str) -> Any:
    """What the document says of a panel."""
    document = cast(Any, perses_dashboard(SHOP))
    number = next(placed.number for placed in SHOP.panels if placed.panel.key == key)
    return document["spec"]["panels"][f"panel-{number}"]["spec"]


def test_the_document() -> None:
    document = cast(Any, perses_dashboard(SHOP))
    spec = document["spec"]
    assert document["kind"] == "Dashboard"
    assert document["metadata"] == {"name": "shop", "project": "metrics-check"}
    assert spec["display"] == {"description": SHOP.description, "name": "shop"}
    assert (spec["duration"], spec["refreshInterval"]) == ("6h", "1m")
    assert [layout["spec"]["display"]["title"] for layout in spec["layouts"]] == [
        "Verdicts",
        'Target shop: {job="shop"}',
    ]


def test_panels_stand_where_the_model_puts_them_counted_from_their_row() -> None:
    document = cast(Any, perses_dashboard(SHOP))
    for layout, row in zip(document["spec"]["layouts"], SHOP.rows, strict=True):
        items = layout["spec"]["items"]
        assert min(item["y"] for item in items) == 0
        for item, placed in zip(items, row.panels, strict=True):
            place = placed.place
            assert item == {
                "x": place.x,
                "y": place.y - row.place.y - 1,
                "width": place.width,
                "height": place.height,
                "content": {"$ref": f"#/spec/panels/panel-{placed.number}"},
            }
            assert f"panel-{placed.number}" in document["spec"]["panels"]


def test_variables() -> None:
    instance, job, factor, empty = cast(Any, perses_dashboard(SHOP))["spec"]["variables"]
    assert instance["spec"]["plugin"] == {
        "kind": "PrometheusPromQLVariable",
        "spec": {"expr": 'up{job="shop"}', "labelName": "instance"},
    }
    assert instance["spec"]["customAllValue"] == ".*"
    assert job["kind"] == "ListVariable"
    assert job["spec"]["defaultValue"] == "shop"
    assert job["spec"]["plugin"]["spec"] == {"values": ["shop", "till"]}
    assert [(each["kind"], each["spec"]["value"]) for each in (factor, empty)] == [
        ("TextVariable", "2"),
        ("TextVariable", ""),
    ]


def test_a_graph() -> None:
    spec = spec_of(RATE.key)
    assert spec["display"] == {
        "name": "shop_requests_total per second",
        "description": "Why there are requests.\n\nOwner: the *checkout* team.",
    }
    assert spec["links"] == [
        {"name": "Runbook", "url": "https://example.org/shop", "targetBlank": True}
    ]
    asked = [query["spec"]["plugin"]["spec"] for query in spec["queries"]]
    assert [each["query"] for each in asked] == [query.promql for query in RATE.queries]
    assert [each["seriesNameFormat"] for each in asked] == ["{{job}} {{instance}}", "sum"]
    plugin = spec["plugin"]
    assert plugin["kind"] == "TimeSeriesChart"
    assert plugin["spec"]["yAxis"] == {"format": {"unit": "decimal", "shortValues": True}, "min": 0}
    assert plugin["spec"]["thresholds"]["steps"] == [
        {"value": 5, "color": "#d93a3a", "name": "expected: 5"},
        {"value": 8, "color": "#bf7010", "name": "warns: 8"},
        {"value": 12, "color": "#d93a3a", "name": "expected: 12"},
    ]


def test_a_verdict_is_a_word_in_its_colour() -> None:
    plugin = spec_of(VERDICTS[0].key)["plugin"]
    assert plugin["kind"] == "StatChart"
    shown = {
        each["spec"]["value"]: each["spec"]["result"]["value"]
        for each in plugin["spec"]["mappings"]
    }
    assert shown == {
        "0": "holds",
        "1": "not there",
        "2": "warns",
        "3": "unproven",
        "4": "violated",
        "5": "not read",
    }
    colours = [each["spec"]["result"]["color"] for each in plugin["spec"]["mappings"]]
    assert len(set(colours)) == len(colours)
    assert plugin["spec"]["thresholds"] == {"defaultColor": colours[-1]}


# The grounds of pages and panels in Perses' two themes.
GROUNDS = ("#ffffff", "#f0f1f6", "#151721", "#1f2331")


def brightness(colour: str) -> float:
    """The relative luminance of WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ground", GROUNDS)
def test_colours_are_seen_on_both_grounds(ground: str) -> None:
    colours = {text for key, text in texts(perses_dashboard(SHOP)) if key == "color"}
    assert len(colours) == 7
    for colour in colours:
        dark, light = sorted((brightness(colour), brightness(ground)))
        # WCAG 2.1, 1.4.3 and 1.4.11, of large words and of what is drawn.
        assert (light + 0.05) / (dark + 0.05) >= 3, colour


def test_classic_buckets_are_lines_which_count() -> None:
    spec = spec_of(DISTRIBUTION.key)
    assert spec["plugin"]["kind"] == "TimeSeriesChart"
    assert spec["plugin"]["spec"]["yAxis"] == {
        "format": {"unit": "decimal", "shortValues": True},
        "min": 0,
    }
    asked = spec["queries"][0]["spec"]["plugin"]["spec"]
    assert asked["seriesNameFormat"] == "≤ {{le}} seconds"


def test_no_text_of_a_file_is_a_variable() -> None:
    assert spec_of(CHOSEN.key)["display"]["name"] == "Of $\u2060job, and [\u2060[job]]"


NAMES = [
    pytest.param(Query("up"), "value", id="nothing to tell it by"),
    pytest.param(Query("up", "", None), None, id="whatever labels it has"),
    pytest.param(Query("up", "p50", ("a", "b.c")), "p50 {{a}} {{b.c}}", id="labels"),
    pytest.param(Query("up", "", ("a}b",)), None, id="a label that would end its place"),
    pytest.param(Query("up", "$x", ()), "$\u2060x", id="a variable"),
    pytest.param(Query("up", "{{x}}", ()), "{\u2060{x}}", id="words that would be a label"),
]


@pytest.mark.parametrize(("query", "name"), NAMES)
def test_names_of_lines(query: Query, name: str | None) -> None:
    from_model = _single(Panel(PanelKind.TIMESERIES, "one", "one", (query,)))
    asked = from_model["queries"][0]["spec"]["plugin"]["spec"]
    assert asked.get("seriesNameFormat") == name


UNITS = [
    pytest.param(Unit(), {"unit": "decimal", "shortValues": True}, "", id="number"),
    pytest.param(Unit("seconds"), {"unit": "seconds"}, "", id="seconds"),
    pytest.param(Unit("seconds", is_per_second=True), {"unit": "percent-decimal"}, "", id="busy"),
    pytest.param(Unit("bytes"), {"unit": "bytes", "shortValues": True}, "", id="bytes"),
    pytest.param(
        Unit("bytes", is_per_second=True),
        {"unit": "bytes/sec", "shortValues": True},
        "",
        id="bytes per second",
    ),
    pytest.param(Unit("ratio"), {"unit": "percent-decimal"}, "", id="ratio"),
    pytest.param(
        Unit("joules", is_per_second=True),
        {"unit": "decimal", "shortValues": True},
        "joules per second",
        id="unknown, per second",
    ),
    pytest.param(
        Unit("reqps", is_asked=True),
        {"unit": "requests/sec", "shortValues": True},
        "",
        id="asked for, as Grafana has it",
    ),
    pytest.param(Unit("seconds", is_asked=True), {"unit": "seconds"}, "", id="asked for"),
    pytest.param(
        Unit("parsecs", is_asked=True),
        {"unit": "decimal", "shortValues": True},
        "parsecs",
        id="asked for, and unknown",
    ),
]


@pytest.mark.parametrize(("unit", "format", "words"), UNITS)
def test_units(unit: Unit, format: dict[str, object], words: str) -> None:
    assert format_of(unit) == format
    assert words_of(unit) == words


HOSTILE_PROFILES = 400 if IS_LONG else 40
# What Perses takes for a variable (its `parseVariables`); one that begins with a digit is none.
VARIABLE = re.compile(r"\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)(?:\.[^:^}]+)?(?::[^}]+)?\}", re.ASCII)


def texts(document: Any, *, at: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a document, and the key that it stands at."""
    if isinstance(document, str):
        yield at, document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield from texts(value, at=key)
    elif isinstance(document, list):
        for value in document:
            yield from texts(value, at=at)


def test_whatever_a_file_says_is_no_variable(tmp_path: Path) -> None:
    dashboards = list(hostile_dashboards(tmp_path, seeds=HOSTILE_PROFILES))
    assert len(dashboards) > HOSTILE_PROFILES // 3
    for dashboard in dashboards:
        ours = {"instance", "__rate_interval", *(each.name for each in dashboard.variables)}
        for key, text in texts(perses_dashboard(dashboard)):
            found = {name or braced for name, braced in VARIABLE.findall(text)}
            # The last is what stands for all instances.
            known = {"query": ours, "defaultValue": {"__all"}}.get(key, set())
            assert found <= known, text
            labels = re.findall(r"\{\{\s*(.+?)\s*\}\}", text) if key == "seriesNameFormat" else []
            assert all(label.isprintable() and "{" not in label for label in labels), text


def _single(panel: Panel) -> Any:
    document = cast(Any, perses_dashboard(replace(SHOP, rows=rows_of([("One", [panel])]))))
    (only,) = document["spec"]["panels"].values()
    return only["spec"]
