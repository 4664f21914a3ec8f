"""The variables of a dashboard in Grafana's classic JSON."""

from collections.abc import Iterator

from metrics_check.generate.panels import DATASOURCE, INSTANCE, Dashboard, Variable

# The data source that a person chooses, as panels and variables name it.
SOURCE = {"type": "prometheus", "uid": f"${{{DATASOURCE}}}"}
_ALL = {"text": "All", "value": "$__all"}


def variables(dashboard: Dashboard) -> Iterator[object]:
    """The data source, the instances, then the params."""
    yield {
        "type": "datasource",
        "name": DATASOURCE,
        "label": "Data source",
        "query": "prometheus",
        "refresh": 1,
        "regex": "",
        "multi": False,
        "includeAll": False,
        "options": [],
    }
    yield {
        "type": "query",
        "name": INSTANCE,
        "label": "Instance",
        "datasource": SOURCE,
        "query": {
            "query": f"label_values({dashboard.instances}, {INSTANCE})",
            "refId": "PrometheusVariableQueryEditor-VariableQuery",
        },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "options": [],
        "current": _ALL,
    }
    yield from map(_param, dashboard.variables)


def _param(variable: Variable) -> object:
    value = variable.choices[0] if variable.choices else ""
    own = {"name": variable.name, "label": variable.label, "current": _option(value)}
    if len(variable.choices) <= 1:
        return {"type": "textbox", **own, "query": value, "options": [_option(value, value)]}
    return {
        "type": "custom",
        **own,
        "query": ",".join(variable.choices),
        "multi": False,
        "includeAll": False,
        "allowCustomValue": True,
        "options": [_option(each, value) for each in variable.choices],
    }


def _option(value: str, chosen: str | None = None) -> dict[str, object]:
    option: dict[str, object] = {"text": value, "value": value}
    return option if chosen is None else {"selected": value == chosen, **option}
