"""Typed values from a located tree: a text, a flag, a list, a mapping with known keys.

Each reader says what it found and what was expected, and gives back what it could read.
"""

from collections.abc import Callable, Iterable

from metrics_check.load.complaints import Complaints
from metrics_check.load.scalars import FLAGS, is_null
from metrics_check.located import Field, Fields, Items, Node, Text
from metrics_check.notation.words import did_you_mean, listed, nearest, shown

_NOT_FLAGS = frozenset({"yes", "no", "on", "off", "y", "n"})


def describe(node: Node) -> str:
    """What a node is, for a message."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Fields):
        return "a mapping"
    if is_null(node):
        return (
            "nothing"
            if node.text == ""
            else f"{shown(node.text)}, which is YAML's word for nothing"
        )
    return shown(node.text)


def read_text(node: Node, *, expected: str, to: Complaints) -> Text | None:
    """A scalar that says something; `expected` completes `expected …`."""
    if isinstance(node, Text) and not is_null(node) and node.text.strip():
        return node
    advice = ""
    if is_null(node) and isinstance(node, Text) and node.text:
        advice = f'. Write "{node.text}" if the text is meant'
    found = describe(node) if not isinstance(node, Text) or node.text.strip() else "nothing"
    to.add(node.place, code="bad-value", message=f"found {found}, expected {expected}{advice}")
    return None


def read_flag(node: Node, *, to: Complaints) -> bool | None:
    """`true` or `false`, without quotes."""
    if isinstance(node, Text) and node.is_plain and node.text in FLAGS:
        return FLAGS[node.text]
    advice = ""
    if isinstance(node, Text) and not node.is_plain and node.text in FLAGS:
        advice = ". Remove the quotes"
    elif isinstance(node, Text) and node.text.lower() in _NOT_FLAGS:
        advice = f". In YAML 1.2 `{node.text}` is a text"
    message = f"found {describe(node)}, expected `true` or `false`{advice}"
    to.add(node.place, code="bad-value", message=message)
    return None


def read_items(node: Node, *, expected: str, to: Complaints) -> tuple[Node, ...]:
    """The items of a list."""
    if isinstance(node, Items):
        return node.items
    message = f"found {describe(node)}, expected {expected}"
    to.add(node.place, code="bad-value", message=message)
    return ()


def one_or_list(node: Node) -> tuple[Node, ...]:
    """The items of a list, or the node itself as the only one."""
    return node.items if isinstance(node, Items) else (node,)


def read_texts(node: Node, *, expected: str, to: Complaints) -> tuple[Text, ...]:
    """One text or a list of them; an empty list is a complaint."""
    nodes = one_or_list(node)
    if not nodes:
        message = f"found an empty list, expected {expected}"
        to.add(node.place, code="bad-value", message=message)
    texts = (read_text(item, expected=expected, to=to) for item in nodes)
    return tuple(text for text in texts if text is not None)


def read_fields(node: Node, *, expected: str, to: Complaints) -> Fields | None:
    """A mapping, whatever its keys."""
    if isinstance(node, Fields):
        return node
    message = f"found {describe(node)}, expected {expected}"
    to.add(node.place, code="bad-value", message=message)
    return None


def refuse_unknown_keys(
    fields: Fields, *, known: Iterable[str], owner: str, to: Complaints
) -> None:
    """Complains about each key of `fields` that is not known; `owner` is what has the keys."""
    names = tuple(known)
    for field in fields.fields.values():
        if field.key.text in names:
            continue
        near = did_you_mean(field.key.text, known=names)
        choice = "" if near else f" It has {listed(names)}"
        message = f"{owner} has no key {shown(field.key.text)}.{near or choice}"
        to.add(field.key.place, code="unknown-key", message=message)


def require_keys(fields: Fields, *, names: Iterable[str], owner: str, to: Complaints) -> None:
    """Complains about each key that is not there, but where one misspelled is."""
    missing = [
        name
        for name in names
        if name not in fields.fields
        and not any(nearest(key, known=[name]) for key in fields.fields if key not in names)
    ]
    for name in missing:
        to.add(fields.place, code="missing-key", message=f"{owner} needs the key `{name}`")


def each_field(fields: Fields | None) -> tuple[Field, ...]:
    """The fields of a mapping in file order; none where there is no mapping."""
    return () if fields is None else tuple(fields.fields.values())


def plain_data(node: Node, *, scalar: Callable[[Text], object]) -> object:
    """The node as dicts, lists and what `scalar` makes of each text."""
    if isinstance(node, Text):
        return scalar(node)
    if isinstance(node, Items):
        return [plain_data(item, scalar=scalar) for item in node.items]
    return {name: plain_data(field.value, scalar=scalar) for name, field in node.fields.items()}
