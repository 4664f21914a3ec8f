"""A dashboard as Grafana's classic JSON (schema version 42), as plain data."""

from collections.abc import Iterator, Mapping
from string import ascii_uppercase

from metrics_check.generate.grafana_variables import SOURCE, variables
from metrics_check.generate.panels import (
    STATE_VALUES,
    Dashboard,
    Limit,
    Panel,
    PanelKind,
    Place,
    Placed,
    Query,
    Row,
    State,
    Unit,
)
from metrics_check.generate.variables import inert

_SCHEMA_VERSION = 42
# Colours by name, so that each theme has its own.
_COLOURS: Mapping[State, str] = {
    State.HOLDS: "green",
    State.NOT_THERE: "text",
    State.WARNS: "yellow",
    State.UNPROVEN: "blue",
    State.VIOLATED: "red",
    State.NOT_READ: "purple",
}
_FAILING, _WARNING, _UNKNOWN = "red", "orange", "purple"
_NO_DATA = "no data"
# Grafana's ids of units, by the words that metrics end in.
_UNITS: Mapping[str, str] = {
    "": "short",
    "seconds": "s",
    "milliseconds": "ms",
    "microseconds": "µs",
    "nanoseconds": "ns",
    "minutes": "m",
    "hours": "h",
    "days": "d",
    "bytes": "bytes",
    "kilobytes": "deckbytes",
    "megabytes": "decmbytes",
    "gigabytes": "decgbytes",
    "kibibytes": "kbytes",
    "mebibytes": "mbytes",
    "gibibytes": "gbytes",
    "ratio": "percentunit",
    "percent": "percent",
}
# Seconds in a second are a part of it.
_UNITS_PER_SECOND: Mapping[str, str] = {"": "cps", "bytes": "binBps", "seconds": "percentunit"}


def grafana_dashboard(dashboard: Dashboard) -> dict[str, object]:
    """The document. Its description stands first: by its words the file is told from others."""
    return {
        "description": inert(dashboard.description),
        "uid": dashboard.uid,
        "title": inert(dashboard.title),
        "tags": ["metrics-check"],
        "schemaVersion": _SCHEMA_VERSION,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "1m",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "annotations": {"list": []},
        "templating": {"list": list(variables(dashboard))},
        "panels": [panel for row in dashboard.rows for panel in _row(row)],
    }


def _row(row: Row) -> Iterator[object]:
    yield {
        "type": "row",
        "id": row.number,
        "title": inert(row.title),
        "collapsed": False,
        "gridPos": _position(row.place),
        "panels": [],
    }
    yield from map(_panel, row.panels)


def _panel(placed: Placed) -> object:
    panel = placed.panel
    links = [{"title": "Runbook", "url": panel.runbook, "targetBlank": True}]
    return {
        "type": panel.kind.value,
        "id": placed.number,
        "title": inert(panel.title),
        "description": inert(panel.description),
        "gridPos": _position(placed.place),
        "datasource": SOURCE,
        "targets": [
            _target(query, number=number, panel=panel) for number, query in enumerate(panel.queries)
        ],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _options(panel),
        **({"links": [{**_NO_LINK, **link} for link in links]} if panel.runbook else {}),
    }


_NO_LINK: Mapping[str, object] = {
    "type": "link",
    "icon": "",
    "tooltip": "",
    "tags": [],
    "asDropdown": False,
    "includeVars": False,
    "keepTime": False,
}


def _position(place: Place) -> dict[str, int]:
    return {"x": place.x, "y": place.y, "w": place.width, "h": place.height}


def _target(query: Query, *, number: int, panel: Panel) -> object:
    is_instant = panel.kind in (PanelKind.STAT, PanelKind.TABLE)
    formats = {PanelKind.HEATMAP: "heatmap", PanelKind.TABLE: "table"}
    return {
        "refId": _ref_id(number),
        "datasource": SOURCE,
        "expr": query.promql,
        "legendFormat": _legend(query),
        "instant": is_instant,
        "range": not is_instant,
        "format": formats.get(panel.kind, "time_series"),
        "editorMode": "code",
    }


def _ref_id(number: int) -> str:
    """`A` to `Z`, `AA` and so on."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[letter] + letters
    return letters


def _legend(query: Query) -> str:
    # A name with a brace would end its place.
    if query.labels is None or any("}" in label or "{" in label for label in query.labels):
        return "__auto"
    # Two braces would be the place of a label.
    words = inert(query.words).replace("{{", "{\u2060{").split()
    return " ".join([*words, *(f"{{{{{inert(each)}}}}}" for each in query.labels)])


def _defaults(panel: Panel) -> dict[str, object]:
    if panel.is_verdict:
        return {
            "mappings": list(_mappings()),
            "color": {"mode": "thresholds"},
            "thresholds": {"mode": "absolute", "steps": [{"color": _UNKNOWN, "value": None}]},
            "noValue": _NO_DATA,
        }
    defaults: dict[str, object] = {"unit": _unit(panel.unit), "noValue": _NO_DATA}
    if panel.kind is PanelKind.TIMESERIES:
        style = {"thresholdsStyle": {"mode": "dashed" if panel.limits else "off"}}
        defaults |= {"color": {"mode": "palette-classic"}, "custom": {**_LINES, **style}}
        defaults |= {"thresholds": _thresholds(panel.limits)}
    return defaults


_LINES: Mapping[str, object] = {
    "drawStyle": "line",
    "lineWidth": 1,
    "fillOpacity": 0,
    "showPoints": "auto",
    "spanNulls": False,
}


def _mappings() -> Iterator[object]:
    """States in words and colours. What is none of them, or no answer, is not green either."""
    options = {
        str(STATE_VALUES[state]): {"text": state.value, "color": _COLOURS[state], "index": index}
        for index, state in enumerate(State)
    }
    yield {"type": "value", "options": options}
    nothing = {"text": _NO_DATA, "color": _UNKNOWN, "index": len(options)}
    yield {"type": "special", "options": {"match": "null+nan", "result": nothing}}


def _thresholds(limits: tuple[Limit, ...]) -> object:
    """Lines across the graph; below and above them nothing is coloured."""
    first: dict[str, object] = {"color": "transparent", "value": None}
    steps = [
        {"color": _WARNING if limit.is_warning else _FAILING, "value": limit.value}
        for limit in limits
    ]
    return {"mode": "absolute", "steps": [first, *steps]}


def _unit(unit: Unit) -> str:
    if unit.is_asked:
        return inert(_UNITS.get(unit.name, unit.name))
    if unit.is_per_second:
        return _UNITS_PER_SECOND.get(unit.name, "none")
    return _UNITS.get(unit.name) or inert(f"suffix: {unit.name}")


def _options(panel: Panel) -> dict[str, object]:
    match panel.kind:
        case PanelKind.STAT:
            return dict(_STAT)
        case PanelKind.HEATMAP:
            return {**_HEATMAP, "yAxis": {"unit": _unit(panel.unit), "axisPlacement": "left"}}
        case PanelKind.TABLE:
            return {"showHeader": True, "cellHeight": "sm"}
        case _:
            return dict(_GRAPH)


_STAT: Mapping[str, object] = {
    "colorMode": "background",
    "graphMode": "none",
    "textMode": "value",
    "justifyMode": "center",
    "orientation": "auto",
    "wideLayout": True,
    "showPercentChange": False,
    "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
}
_GRAPH: Mapping[str, object] = {
    "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
    "tooltip": {"mode": "multi", "sort": "desc"},
}
_HEATMAP: Mapping[str, object] = {
    "calculate": False,
    "cellGap": 1,
    "color": {
        "mode": "scheme",
        "scheme": "Oranges",
        "exponent": 0.5,
        "steps": 64,
        "reverse": False,
        "fill": "dark-orange",
    },
    "legend": {"show": True},
    "tooltip": {"mode": "single", "yHistogram": False, "showColorScale": False},
    "exemplars": {"color": "rgba(255,0,255,0.7)"},
    "rowsFrame": {"layout": "auto"},
    "showValue": "never",
}
