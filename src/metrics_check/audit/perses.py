"""Perses: dashboards and their variables, as files and as resources of its operator."""

from collections.abc import Iterator

from metrics_check.audit.data_sources import PROMQL
from metrics_check.audit.expression import DASHBOARD, Contents, Expression, Unread
from metrics_check.located import Fields, Items, Node, Text

_PLUGIN = "Prometheus"
# Where the plugins of Prometheus keep PromQL (perses/plugins, prometheus).
_KEYS = ("query", "expr")
_QUERY_END = "Query"


def read_perses(root: Fields) -> Contents:
    """Every query of a dashboard."""
    found = tuple(_walk(root, name=_dashboard(root)))
    return Contents(
        tuple(each for each in found if isinstance(each, Expression)),
        unread=tuple(each for each in found if isinstance(each, Unread)),
    )


def _dashboard(root: Fields) -> str:
    metadata = root.get("metadata")
    return _text(metadata.get("name")) if isinstance(metadata, Fields) else ""


def _walk(node: Node, *, name: str) -> Iterator[Expression | Unread]:
    if isinstance(node, Items):
        for number, item in enumerate(node.items, start=1):
            is_query = isinstance(item, Fields) and _text(item.get("kind")).endswith(_QUERY_END)
            yield from _walk(item, name=f"{name}/{number}" if is_query else name)
    elif isinstance(node, Fields):
        name = _named(node, name=name)
        yield from _plugin(node, name=name)
        for field in node.fields.values():
            yield from _walk(field.value, name=name)


def _named(node: Fields, *, name: str) -> str:
    kind, spec = _text(node.get("kind")), node.get("spec")
    if not isinstance(spec, Fields):
        return name
    display = spec.get("display")
    shown = _text(display.get("name")) if isinstance(display, Fields) else ""
    if kind == "Panel" and shown:
        return f"{name}/{shown}"
    own = _text(spec.get("name"))
    return f"{name}/variable {own}" if kind.endswith("Variable") and own else name


def _plugin(node: Fields, *, name: str) -> Iterator[Expression | Unread]:
    kind, spec = _text(node.get("kind")), node.get("spec")
    if not isinstance(spec, Fields):
        return
    if kind.startswith(_PLUGIN):
        texts = [spec.get(key) for key in _KEYS]
        matchers = spec.get("matchers")
        texts += matchers.items if isinstance(matchers, Items) else ()
        for text in texts:
            if isinstance(text, Text) and text.text.strip():
                yield Expression(text.text, text, DASHBOARD, name, PROMQL, has_variables=True)
    elif kind.endswith(_QUERY_END) and isinstance(query := spec.get("query"), Text):
        reason = f"its data source is no Prometheus: {kind}"
        yield Unread(name, query.place, query.text, reason, is_other=True)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Text) else ""
