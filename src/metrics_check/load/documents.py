"""Documents of others as located trees: YAML with several documents a file, and JSON.

They are not ours, so what is merely unusual in them does not end the reading: it is a problem that
is told beside the tree.
"""

from collections.abc import Iterator
from dataclasses import replace

import yaml

from metrics_check.errors import InvalidInput
from metrics_check.load.budget import Budget, Limits
from metrics_check.load.json_tree import read_json
from metrics_check.load.reader import Reader
from metrics_check.load.source import SourceText, decode_utf8
from metrics_check.load.syntax import explain_syntax
from metrics_check.load.tree import build
from metrics_check.located import Field, Fields, Items, Node, Place, Problem, Text
from metrics_check.record import record

# A large dashboard has half a megabyte, a file of all of a cluster's a few.
LIMITS = Limits(max_bytes=32 << 20, max_nodes=2_000_000, max_aliases=1000)
# Equal keys are forbidden, and harmless here; Grafana itself writes long plain texts.
_HARMLESS = frozenset({"duplicate-key", "needs-quotes", "control-character", "tag"})


@record
class Documents:
    """The trees of a file, and what could not be read of it."""

    nodes: tuple[Node, ...]
    problems: tuple[Problem, ...] = ()


def read_documents(data: bytes, *, path: str, limits: Limits = LIMITS) -> Documents:
    """The documents of a file: JSON where it begins so, else YAML. Never raises."""
    try:
        text = decode_utf8(data, path=path)
        if text.lstrip()[:1] in {"{", "["} and not path.endswith((".yaml", ".yml")):
            return Documents((read_json(text, path=path, limits=limits),))
    except InvalidInput as error:
        return Documents((), error.problems)
    return _read_yaml(data, text, path=path, limits=limits)


def read_inner(text: Text, *, limits: Limits = LIMITS) -> Documents:
    """The documents that a text holds, as that of a ConfigMap does, placed in the file around."""
    path = text.place.path
    try:
        if text.text.lstrip()[:1] in {"{", "["}:
            found = Documents((read_json(text.text, path=path, limits=limits),))
        else:
            found = _read_yaml(text.text.encode(), text.text, path=path, limits=limits)
    except (InvalidInput, UnicodeEncodeError) as error:
        problems = error.problems if isinstance(error, InvalidInput) else ()
        message = "the text is no Unicode"
        found = Documents((), problems or (Problem(text.place, "bad-encoding", message),))
    return Documents(
        tuple(_moved(node, around=text) for node in found.nodes),
        tuple(replace(each, place=_outer(each.place, around=text)) for each in found.problems),
    )


def _read_yaml(data: bytes, text: str, *, path: str, limits: Limits) -> Documents:
    reader = Reader(SourceText.of(data, path=path), Budget(limits), text, _events(text))
    nodes: list[Node] = []
    problems: tuple[Problem, ...] = ()
    try:
        for event in reader.events:
            if isinstance(event, yaml.DocumentStartEvent):
                reader.anchors.clear()
                nodes.append(build(next(reader.events), depth=1, reader=reader).node)
    except yaml.YAMLError as exc:
        problems = (*reader.problems, explain_syntax(exc, reader.source))
    except InvalidInput as exc:
        problems = exc.problems
    else:
        problems = tuple(reader.problems)
    told = tuple(each for each in problems if each.code not in _HARMLESS)
    return Documents(tuple(nodes), told)


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
    return events


def _moved(node: Node, *, around: Text) -> Node:
    place = _outer(node.place, around=around)
    if isinstance(node, Items):
        return Items(place, tuple(_moved(item, around=around) for item in node.items))
    if isinstance(node, Fields):
        fields = {
            name: Field(_moved_text(field.key, around=around), _moved(field.value, around=around))
            for name, field in node.fields.items()
        }
        return Fields(place, fields)
    return _moved_text(node, around=around)


def _moved_text(text: Text, *, around: Text) -> Text:
    block = None if text.block is None else _outer(text.block, around=around)
    is_placed = around.is_exact or around.block is not None
    return Text(
        _outer(text.place, around=around),
        text.text,
        is_plain=text.is_plain,
        is_exact=text.is_exact and is_placed,
        block=block if is_placed else None,
    )


def _outer(place: Place, *, around: Text) -> Place:
    if around.is_exact:
        return around.place.shifted(place.column - 1)
    if around.block is None:
        return around.place
    block = around.block
    return Place(place.path, block.line + place.line - 1, block.column + place.column - 1)
