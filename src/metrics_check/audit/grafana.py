"""Grafana: dashboards of every schema (`rows`, panels, v2), in envelopes or not, and its alerts.

The tree is walked whole, so that an `expr` is found wherever a schema puts it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from metrics_check.audit.data_sources import (
    PROMQL,
    data_source_variables,
    language_of,
    language_of_type,
)
from metrics_check.audit.expression import DASHBOARD, Contents, Expression, Unread
from metrics_check.load.scalars import is_null
from metrics_check.located import Fields, Items, Node, Text
from metrics_check.record import record

# Keys of a query in another language, by which it is told as one that was not read.
_QUERIES_OF_OTHERS = ("query", "rawSql", "rawQuery", "queryText", "target", "expression")
_WRAPPERS = ("dashboard", "spec")


@record
class _Around:
    """What stands around a node: names for people, and the language of its data source."""

    dashboard: str
    panel: str = ""
    query: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        return "/".join(filter(None, (self.dashboard, self.panel, self.query)))


def read_grafana(root: Fields, *, title: str) -> Contents:
    """Every query below `root`; `title` names a dashboard that has none."""
    sources = data_source_variables(root)
    around = _Around(_title(root) or title)
    found = tuple(_walk(root, around=around, sources=sources))
    return Contents(
        tuple(each for each in found if isinstance(each, Expression)),
        unread=tuple(each for each in found if isinstance(each, Unread)),
    )


def _title(root: Fields) -> str:
    told = root.get("title")
    if isinstance(told, Text) and told.text:
        return told.text
    inner = (root.get(key) for key in _WRAPPERS)
    return next((_title(each) for each in inner if isinstance(each, Fields) and _title(each)), "")


def _walk(
    node: Node, *, around: _Around, sources: Mapping[str, str], key: str = ""
) -> Iterator[Expression | Unread]:
    if isinstance(node, Items):
        for item in node.items:
            yield from _walk(item, around=around, sources=sources, key=key)
    elif isinstance(node, Fields):
        here = _entered(node, around=around, sources=sources, key=key)
        yield from _own(node, around=here, key=key)
        for name, field in node.fields.items():
            yield from _walk(field.value, around=here, sources=sources, key=name)


def _entered(node: Fields, *, around: _Around, sources: Mapping[str, str], key: str) -> _Around:
    title, ref, name = (_text(node.get(each)) for each in ("title", "refId", "name"))
    language = language_of(node.get("datasource"), variables=sources) or _of_v2(node)
    here = replace(around, language=language) if language else around
    is_root = not key or (key in _WRAPPERS and title == around.dashboard)
    if title and not is_root:
        here = replace(here, panel=title, query="")
    if ref:
        here = replace(here, query=ref)
    if _is_variable(node):
        spec = node.get("spec")
        own = name or (_text(spec.get("name")) if isinstance(spec, Fields) else "")
        return replace(here, panel=f"variable {own}")
    return replace(here, panel=name) if name and key == "list" else here


def _of_v2(node: Fields) -> str:
    """Dashboards v2 tell the language by the `group` of a `DataQuery`, first by its `kind`."""
    kind, group = _text(node.get("kind")), _text(node.get("group"))
    if kind == "DataQuery":
        return language_of_type(group)
    return PROMQL if kind == "prometheus" else ""


def _own(node: Fields, *, around: _Around, key: str) -> Iterator[Expression | Unread]:
    expr = node.get("expr")
    if isinstance(expr, Text) and not is_null(expr) and expr.text.strip():
        yield _query(expr, around=around)
    elif key == "targets":
        yield from _of_others(node, around=around)
    if _is_variable(node):
        query = _variable_query(node)
        if query is not None and query.text.strip():
            yield _query(query, around=around)


def _query(text: Text, *, around: _Around) -> Expression | Unread:
    if around.language and around.language != PROMQL:
        reason = f"its data source is no Prometheus: {around.language}"
        return Unread(around.name, text.place, text.text, reason, is_other=True)
    return Expression(text.text, text, DASHBOARD, around.name, around.language, has_variables=True)


def _of_others(node: Fields, *, around: _Around) -> Iterator[Unread]:
    for name in _QUERIES_OF_OTHERS:
        text = _text(node.get(name))
        if text.strip():
            told = around.language or "it is not told"
            reason = f"it has no `expr`; its data source: {told}"
            yield Unread(around.name, node.place, text, reason, is_other=True)
            return


def _is_variable(node: Fields) -> bool:
    if _text(node.get("kind")) == "QueryVariable":
        return True
    kind = _text(node.get("type"))
    return kind == "query" and "query" in node.fields and "name" in node.fields


def _variable_query(node: Fields) -> Text | None:
    """The text of a variable's query: itself, or somewhere in its object (v2: below `spec`)."""
    found: Node | None = node
    for _ in range(6):
        if isinstance(found, Text):
            return None if is_null(found) else found
        if not isinstance(found, Fields):
            return None
        inner = found.get("query")
        found = inner if inner is not None else found.get("spec")
    return None


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Text) and not is_null(node) else ""
