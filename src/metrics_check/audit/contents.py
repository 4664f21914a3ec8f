"""What a file is, by what it holds, and its expressions. Nothing in it is run or imported."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from metrics_check.audit.expression import Contents, Unread, joined
from metrics_check.audit.grafana import read_grafana
from metrics_check.audit.markdown import read_markdown
from metrics_check.audit.perses import read_perses
from metrics_check.audit.rule_groups import read_groups
from metrics_check.errors import InvalidInput
from metrics_check.load.consumers import Consumer
from metrics_check.load.documents import Documents, read_documents, read_inner
from metrics_check.load.source import decode_utf8
from metrics_check.located import Fields, Items, Node, Problem, Text
from metrics_check.record import record

_PAGES = (".md", ".markdown")
# What tells a dashboard of Grafana by its own keys.
_OF_GRAFANA = frozenset({"elements", "panels", "rows", "schemaVersion", "templating"})
_PERSES_KINDS = frozenset({"Dashboard", "EphemeralDashboard", "PersesDashboard", "Variable"})
_GRAFANA_API = "dashboard.grafana.app"
# Texts in Kubernetes objects that hold a whole file.
_MOST_DEPTH = 8


@record
class Read:
    """What the files hold. `files` are those that use metrics, `skipped` the others, by path."""

    contents: Contents
    files: tuple[str, ...]
    skipped: tuple[str, ...]


def read_contents(consumers: Iterable[Consumer]) -> Read:
    """What all files hold. One that does not read is told among what was not read."""
    found: list[Contents] = []
    files: list[str] = []
    skipped: list[str] = []
    for consumer in consumers:
        contents = _read(consumer)
        is_used = bool(contents.expressions or contents.recorded or contents.unread)
        (files if is_used else skipped).append(consumer.path)
        found.append(contents)
    return Read(joined(found), tuple(files), tuple(skipped))


def _read(consumer: Consumer) -> Contents:
    if consumer.data is None:
        return Contents(unread=tuple(_unread(each) for each in consumer.problems))
    if consumer.path.lower().endswith(_PAGES):
        return _page(consumer.data, path=consumer.path)
    documents = read_documents(consumer.data, path=consumer.path)
    return _documents(documents, title=PurePosixPath(consumer.path).stem)


def _page(data: bytes, *, path: str) -> Contents:
    try:
        text = decode_utf8(data, path=path)
    except InvalidInput as error:
        return Contents(unread=tuple(_unread(each) for each in error.problems))
    expressions, fences = read_markdown(text, path=path)
    # A fence shows a part of a file as often as a whole one, so what does not read is not told.
    inner = (read_inner(fence) for fence in fences)
    read = (_node(node, title="", depth=1) for each in inner for node in each.nodes)
    return joined([Contents(expressions), *read])


def _documents(documents: Documents, *, title: str, depth: int = 0) -> Contents:
    read = [_node(node, title=title, depth=depth) for node in documents.nodes]
    told = Contents(unread=tuple(_unread(each) for each in documents.problems))
    return joined([*read, told])


def _node(node: Node, *, title: str, depth: int) -> Contents:
    if isinstance(node, Items):
        # A list of dashboards, as an export may be.
        return joined([_node(each, title=title, depth=depth) for each in node.items])
    if not isinstance(node, Fields) or depth > _MOST_DEPTH:
        return Contents()
    kind, spec = _text(node.get("kind")), node.get("spec")
    items = node.get("items")
    if isinstance(items, Items) and kind.endswith("List"):
        return _node(items, title=title, depth=depth + 1)
    if kind == "ConfigMap":
        return joined(list(_config_map(node, depth=depth)))
    if kind == "GrafanaDashboard" and isinstance(spec, Fields):
        return _inner(spec.get("json"), title=title, depth=depth)
    groups = spec.get("groups") if isinstance(spec, Fields) else node.get("groups")
    if groups is not None:
        return _rules(groups, title=title)
    is_of_grafana = _text(node.get("apiVersion")).startswith(_GRAFANA_API)
    if kind in _PERSES_KINDS and not is_of_grafana:
        return read_perses(node)
    if is_of_grafana or _is_grafana(node):
        return read_grafana(node, title=title)
    return Contents()


def _rules(groups: Node, *, title: str) -> Contents:
    others: list[Fields] = []
    read = read_groups(groups, others=others)
    return joined([read, *(read_grafana(each, title=title) for each in others)])


def _config_map(node: Fields, *, depth: int) -> Iterator[Contents]:
    data = node.get("data")
    for name, field in data.fields.items() if isinstance(data, Fields) else ():
        # Others hold settings and scripts, and are no matter of ours.
        if name.endswith((".json", ".yaml", ".yml", ".rules")):
            yield _inner(field.value, title=PurePosixPath(name).stem, depth=depth)


def _inner(node: Node | None, *, title: str, depth: int) -> Contents:
    if not isinstance(node, Text):
        return Contents()
    return _documents(read_inner(node), title=title, depth=depth + 1)


def _is_grafana(node: Fields) -> bool:
    inner = node.get("dashboard")
    if isinstance(inner, Fields) and _OF_GRAFANA.intersection(inner.fields):
        return True
    spec = node.get("spec")
    keys = set(node.fields) | (set(spec.fields) if isinstance(spec, Fields) else set())
    return bool(_OF_GRAFANA & keys)


def _unread(problem: Problem) -> Unread:
    return Unread(str(problem.place), problem.place, "", problem.message)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Text) else ""
