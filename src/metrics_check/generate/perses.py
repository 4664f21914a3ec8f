"""A dashboard as Perses 0.52 has it, as plain data. What it cannot show is shown in another way.

Its heatmaps take native histograms only: the buckets of a classic one are lines. Its lists of
instances know no variable for the data source: the default one of the project is asked.
"""

from collections.abc import Iterator, Mapping

from metrics_check.generate.markdown import plain
from metrics_check.generate.panels import (
    INSTANCE,
    STATE_VALUES,
    Dashboard,
    Limit,
    Panel,
    PanelKind,
    Placed,
    Query,
    Row,
    State,
    Unit,
    Variable,
)
from metrics_check.generate.perses_units import format_of, words_of
from metrics_check.generate.variables import inert

_PROJECT = "metrics-check"
# Seen well on the grounds of both themes (WCAG 2.1, 1.4.3 and 1.4.11: at least 3 to 1).
_COLOURS: Mapping[State, str] = {
    State.HOLDS: "#2e8b40",
    State.NOT_THERE: "#7a7f87",
    State.WARNS: "#ad7b00",
    State.UNPROVEN: "#3f7fd0",
    State.VIOLATED: "#d93a3a",
    State.NOT_READ: "#a05bd0",
}
_FAILING, _WARNING = "#d93a3a", "#bf7010"
_FONT_PIXELS = 28
_ALL = "$__all"
# Below a graph there is room for a line and a half.
_LEGEND: Mapping[str, object] = {"position": "right", "mode": "list", "size": "small"}
_VISUAL: Mapping[str, object] = {
    "display": "line",
    "lineWidth": 1.5,
    "showPoints": "auto",
    "palette": {"mode": "categorical"},
}
_TABLE: Mapping[str, object] = {
    "density": "compact",
    "columnSettings": [{"name": name, "hide": True} for name in ("timestamp", "value", "__name__")],
}


def perses_dashboard(dashboard: Dashboard) -> dict[str, object]:
    """The document. By the words of its description, which stand early, it is told from others."""
    return {
        "kind": "Dashboard",
        "metadata": {"name": dashboard.uid, "project": _PROJECT},
        "spec": {
            "display": {
                "description": inert(dashboard.description),
                "name": inert(dashboard.title),
            },
            "duration": "6h",
            "refreshInterval": "1m",
            "variables": list(_variables(dashboard)),
            "layouts": [_layout(row) for row in dashboard.rows],
            "panels": {_key(placed): _panel(placed.panel) for placed in dashboard.panels},
        },
    }


def _variables(dashboard: Dashboard) -> Iterator[object]:
    """The instances, then the params."""
    instances = {"expr": dashboard.instances, "labelName": INSTANCE}
    yield {
        "kind": "ListVariable",
        "spec": {
            "name": INSTANCE,
            "display": {"name": "Instance"},
            "allowMultiple": True,
            "allowAllValue": True,
            "customAllValue": ".*",
            "defaultValue": [_ALL],
            "sort": "alphabetical-asc",
            "plugin": {"kind": "PrometheusPromQLVariable", "spec": instances},
        },
    }
    yield from map(_param, dashboard.variables)


def _param(variable: Variable) -> object:
    own = {"name": variable.name, "display": {"name": variable.label}}
    if len(variable.choices) <= 1:
        value = "".join(variable.choices)
        return {"kind": "TextVariable", "spec": {**own, "value": value, "constant": False}}
    choices = {"kind": "StaticListVariable", "spec": {"values": list(variable.choices)}}
    return {
        "kind": "ListVariable",
        "spec": {
            **own,
            "allowMultiple": False,
            "allowAllValue": False,
            "defaultValue": variable.choices[0],
            "plugin": choices,
        },
    }


def _layout(row: Row) -> object:
    """A group, whose lines are counted from its own top."""
    top = row.place.y + row.place.height
    items = [
        {
            "x": placed.place.x,
            "y": placed.place.y - top,
            "width": placed.place.width,
            "height": placed.place.height,
            "content": {"$ref": f"#/spec/panels/{_key(placed)}"},
        }
        for placed in row.panels
    ]
    display = {"title": inert(row.title), "collapse": {"open": True}}
    return {"kind": "Grid", "spec": {"display": display, "items": items}}


def _key(placed: Placed) -> str:
    return f"panel-{placed.number}"


def _panel(panel: Panel) -> object:
    description = inert(plain(panel.description))
    link = {"name": "Runbook", "url": panel.runbook, "targetBlank": True}
    return {
        "kind": "Panel",
        "spec": {
            "display": {
                "name": inert(panel.title),
                **({"description": description} if description else {}),
            },
            "plugin": _plugin(panel),
            "queries": [_query(query, panel=panel) for query in panel.queries],
            **({"links": [link]} if panel.runbook else {}),
        },
    }


def _plugin(panel: Panel) -> object:
    match panel.kind:
        case PanelKind.STAT:
            return {"kind": "StatChart", "spec": _stat(panel)}
        case PanelKind.TABLE:
            return {"kind": "Table", "spec": dict(_TABLE)}
        case _:
            return {"kind": "TimeSeriesChart", "spec": _graph(panel)}


def _stat(panel: Panel) -> dict[str, object]:
    spec: dict[str, object] = {"calculation": "last", "valueFontSize": _FONT_PIXELS}
    if not panel.is_verdict:
        return {**spec, "format": format_of(panel.unit)}
    mappings = [
        {
            "kind": "Value",
            "spec": {
                "value": str(STATE_VALUES[state]),
                "result": {"value": state.value, "color": _COLOURS[state]},
            },
        }
        for state in State
    ]
    # What is none of them is not green either.
    unknown = {"defaultColor": _COLOURS[State.NOT_READ]}
    return {**spec, "format": {"unit": "decimal"}, "mappings": mappings, "thresholds": unknown}


def _graph(panel: Panel) -> dict[str, object]:
    """Lines. Those of buckets count observations, whatever unit these have."""
    unit = Unit() if panel.kind is PanelKind.HEATMAP else panel.unit
    axis: dict[str, object] = {"format": format_of(unit)}
    if unit.is_per_second or panel.kind is PanelKind.HEATMAP:
        axis["min"] = 0
    if words := words_of(unit):
        # A label is seen only where the axis is said to be shown.
        axis |= {"show": True, "label": inert(words)}
    limits = {"thresholds": {"steps": [_limit(limit) for limit in panel.limits]}}
    return {
        "legend": dict(_LEGEND),
        "yAxis": axis,
        "visual": dict(_VISUAL),
        **(limits if panel.limits else {}),
    }


def _limit(limit: Limit) -> object:
    """A line across the graph. Names must differ: the chart shows nothing where two are alike."""
    word = "warns" if limit.is_warning else "expected"
    return {
        "value": limit.value,
        "color": _WARNING if limit.is_warning else _FAILING,
        "name": f"{word}: {limit.value!r}",
    }


def _query(query: Query, *, panel: Panel) -> object:
    name = _name(query, panel=panel)
    asked = {"query": query.promql, **({"seriesNameFormat": name} if name else {})}
    plugin = {"kind": "PrometheusTimeSeriesQuery", "spec": asked}
    return {"kind": "TimeSeriesQuery", "spec": {"plugin": plugin}}


def _name(query: Query, *, panel: Panel) -> str:
    """What a line is called; `""` leaves it to Perses, which shows all its labels."""
    if query.labels is None or any("}" in label or "{" in label for label in query.labels):
        return ""
    places = [f"{{{{{inert(label)}}}}}" for label in query.labels]
    if panel.kind is PanelKind.HEATMAP:
        return " ".join(["≤", *places, *_words(panel.unit.name)])
    return " ".join([*_words(query.words), *places]) or "value"


def _words(text: str) -> list[str]:
    # Two braces would be the place of a label.
    return inert(text).replace("{{", "{\u2060{").split()
