"""Which language a query of a dashboard is in, as far as its data source tells."""

import re
from collections.abc import Iterator, Mapping

from metrics_check.located import Fields, Items, Node, Text

PROMQL = "promql"
# Plugins that speak PromQL, by the beginnings of their ids (grafana.com, plugin catalog).
_SPEAK_PROMQL = (
    "prometheus",
    "grafana-amazonprometheus",
    "grafana-azureprometheus",
    "victoriametrics-metrics-",
    "victoriametrics-datasource",
)
# Grafana's own names for no data source at all: it tells of each query instead.
_NO_TYPES = frozenset({"", "datasource", "grafana", "mixed"})
_VARIABLE = re.compile(r"^(?:\$(\w+)|\$\{(\w+)(?:[:.][^}]*)?\}|\[\[(\w+)(?::\w+)?\]\])$")


def language_of_type(name: str) -> str:
    """`promql`, or the type of a data source that speaks another language; `""`: not known."""
    lower = name.lower()
    if lower.startswith(_SPEAK_PROMQL):
        return PROMQL
    return "" if lower in _NO_TYPES else lower


def language_of(node: Node | None, *, variables: Mapping[str, str]) -> str:
    """The language of a `datasource:`; `variables` are the types of those that stand for one."""
    if isinstance(node, Text):
        # A name of one's own tells nothing, but that of a variable does.
        return _of_variable(node.text, variables=variables)
    if not isinstance(node, Fields):
        return ""
    kind, uid = (_text(node.get(key)) for key in ("type", "uid"))
    if uid == "__expr__" or kind == "__expr__":
        return "a Grafana expression"
    return language_of_type(kind) or _of_variable(uid, variables=variables)


def data_source_variables(root: Node) -> Mapping[str, str]:
    """The types of data sources by the names of the variables and inputs that stand for them."""
    return dict(_found(root))


def _found(node: Node) -> Iterator[tuple[str, str]]:
    if isinstance(node, Items):
        for item in node.items:
            yield from _found(item)
        return
    if not isinstance(node, Fields):
        return
    told = {key: _text(node.get(key)) for key in ("name", "type", "kind", "query", "pluginId")}
    if told["type"] == "datasource" and told["name"]:
        yield told["name"], told["pluginId"] or told["query"]
    spec = node.get("spec")
    if told["kind"] == "DatasourceVariable" and isinstance(spec, Fields):
        yield _text(spec.get("name")), _text(spec.get("pluginId"))
    for field in node.fields.values():
        yield from _found(field.value)


def _of_variable(text: str, *, variables: Mapping[str, str]) -> str:
    found = _VARIABLE.match(text)
    name = next(filter(None, found.groups()), "") if found else ""
    return language_of_type(variables.get(name, ""))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Text) else ""
