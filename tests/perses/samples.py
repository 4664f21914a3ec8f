"""An hour of two instances of a service, and a dashboard over it, written by hand."""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tests.real.remote_write import WrittenSeries

INSTANCES = ("one:8080", "two:8080")
STEP_SECONDS = 15
SCRAPE_INTERVAL = f"{STEP_SECONDS}s"
_HOUR_SECONDS = 3_600
# Upper bounds and the share of requests that are as fast.
_BUCKETS = {"0.1": 0.6, "0.5": 0.9, "1.0": 0.97, "+Inf": 1.0}


def an_hour() -> Iterator[WrittenSeries]:
    """What was scraped in the last hour: requests that come and go, and how long they took."""
    for number, instance in enumerate(INSTANCES):
        job = {"job": "shop", "instance": instance}
        times = range(0, _HOUR_SECONDS + 1, STEP_SECONDS)
        requests = [4 * at + 1_200 * (1 - math.cos(at / 600 + number)) for at in times]
        yield _series("up", [1.0] * len(requests), **job)
        yield _series("shop_info", [1.0] * len(requests), version=f"1.{number}", **job)
        yield _series("shop_requests_total", requests, **job)
        yield _series("shop_seconds_count", requests, **job)
        for bound, share in _BUCKETS.items():
            values = [share * each for each in requests]
            yield _series("shop_seconds_bucket", values, le=bound, **job)


def _series(name: str, values: Sequence[float], **labels: str) -> WrittenSeries:
    begin = int(time.time()) - _HOUR_SECONDS
    samples = [(1_000 * (begin + STEP_SECONDS * at), value) for at, value in enumerate(values)]
    return WrittenSeries({"__name__": name, **labels}, samples)


def query(promql: str, *, name: str = "") -> dict[str, Any]:
    """A query of the chosen data source."""
    spec = {"datasource": "$datasource", "query": promql}
    if name:
        spec["seriesNameFormat"] = name
    plugin = {"kind": "PrometheusTimeSeriesQuery", "spec": spec}
    return {"kind": "TimeSeriesQuery", "spec": {"plugin": plugin}}


def panel(title: str, kind: str, spec: dict[str, Any], *queries: dict[str, Any]) -> dict[str, Any]:
    """A panel; one without queries has no such key."""
    plugin = {"kind": kind, "spec": spec}
    asked = {"queries": list(queries)} if queries else {}
    return {"kind": "Panel", "spec": {"display": {"name": title}, "plugin": plugin, **asked}}


def grid(title: str, keys: Iterable[str], *, is_open: bool = True) -> dict[str, Any]:
    """A row group with two panels in each line."""
    items = [
        {
            "x": at % 2 * 12,
            "y": at // 2 * 8,
            "width": 12,
            "height": 8,
            "content": {"$ref": f"#/spec/panels/{key}"},
        }
        for at, key in enumerate(keys)
    ]
    display = {"title": title, "collapse": {"open": is_open}}
    return {"kind": "Grid", "spec": {"display": display, "items": items}}


def dashboard(panels: dict[str, Any], *, layouts: list[dict[str, Any]]) -> dict[str, Any]:
    """A dashboard with a variable for the data source, and one for the instance."""
    return {
        "kind": "Dashboard",
        "metadata": {"name": "shop", "project": "metrics-check"},
        "spec": {
            "display": {"name": "Shop", "description": "An hour of a shop."},
            "duration": "1h",
            "variables": [_DATASOURCE, _INSTANCE],
            "panels": panels,
            "layouts": layouts,
        },
    }


_ONE = {"allowMultiple": False, "allowAllValue": False}
_DATASOURCE = {
    "kind": "ListVariable",
    "spec": {
        "name": "datasource",
        **_ONE,
        "plugin": {
            "kind": "DatasourceVariable",
            "spec": {"datasourcePluginKind": "PrometheusDatasource"},
        },
    },
}
_INSTANCE = {
    "kind": "ListVariable",
    "spec": {
        "name": "instance",
        "allowMultiple": True,
        "allowAllValue": True,
        "customAllValue": ".*",
        "defaultValue": ["$__all"],
        "sort": "alphabetical-asc",
        "plugin": {
            "kind": "PrometheusLabelValuesVariable",
            "spec": {"labelName": "instance", "matchers": ['up{job="shop"}']},
        },
    },
}
_RED, _GREEN = "#c4162a", "#2e7d32"
_RATE = 'sum by (instance) (rate(shop_requests_total{instance=~"$instance"}[$__rate_interval]))'
_QUANTILE = "histogram_quantile({}, sum by (le) (rate(shop_seconds_bucket[$__rate_interval])))"

GOOD = {
    "rate": panel(
        "Requests",
        "TimeSeriesChart",
        {
            "legend": {"position": "bottom", "mode": "list"},
            "yAxis": {"format": {"unit": "requests/sec"}, "min": 0},
            "thresholds": {"steps": [{"value": 8, "color": _RED, "name": "limit"}]},
            "visual": {"areaOpacity": 0.1},
        },
        query(_RATE, name="{{instance}}"),
    ),
    "quantiles": panel(
        "How long they took",
        "TimeSeriesChart",
        {"legend": {"position": "bottom"}, "yAxis": {"format": {"unit": "seconds"}, "min": 0}},
        *(query(_QUANTILE.format(each), name=f"p{each * 100:g}") for each in (0.5, 0.9, 0.99)),
    ),
    "up": panel(
        "Instances",
        "StatChart",
        {
            "calculation": "last-number",
            "format": {"unit": "decimal"},
            "thresholds": {"defaultColor": _RED, "steps": [{"value": 1, "color": _GREEN}]},
            "mappings": [
                {"kind": "Value", "spec": {"value": "1", "result": {"value": "all up"}}},
                {"kind": "Value", "spec": {"value": "0", "result": {"value": "some down"}}},
            ],
        },
        query('min(up{job="shop"})'),
    ),
    "table": panel(
        "By instance",
        "Table",
        {
            "density": "compact",
            "columnSettings": [
                {"name": "timestamp", "hide": True},
                {"name": "value", "header": "requests", "format": {"unit": "decimal"}},
            ],
        },
        query("sum by (instance) (shop_requests_total)"),
    ),
    "words": panel("Words", "Markdown", {"text": "What a **shop** is: `shop`.\n\n- sells"}),
}
BAD = {
    "wrong": panel("Wrong", "TimeSeriesChart", {}, query("rate(up")),
    "empty": panel("Empty", "TimeSeriesChart", {}, query("nothing_total")),
    "nan": panel("Not a number", "TimeSeriesChart", {}, query("up / 0 * 0")),
    "stat": panel(
        "No value",
        "StatChart",
        {"calculation": "last-number", "format": {"unit": "decimal"}},
        query("nothing_total"),
    ),
    "heat": panel("Classic buckets", "HeatMapChart", {}, query("shop_seconds_bucket")),
    "half": panel("Half", "TimeSeriesChart", {}, query("up"), query("nothing_total")),
    "kind": panel("Unknown", "NoSuchChart", {}, query("up")),
}
