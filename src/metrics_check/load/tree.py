"""Events of YAML become the located tree, within a budget that is spent event by event.

Nothing is constructed but texts, lists and mappings; an alias repeats the node itself.
"""

from dataclasses import dataclass, field

import yaml

from metrics_check.load.bites import (
    refuse_bare_key,
    refuse_empty_block,
    refuse_no_text,
    refuse_split_key,
    refuse_tag,
)
from metrics_check.load.quoting import put_in_quotes
from metrics_check.load.reader import Built, Reader, invalid
from metrics_check.located import Field, Fields, Items, Node, Place, Problem, Text
from metrics_check.notation.words import shown

MERGE_KEY = "<<"


def build(event: yaml.Event, *, depth: int, reader: Reader) -> Built:
    """The node that begins with `event`, its other events taken from the reader.

    Raises `InvalidInput` where a bound is passed or an alias has no anchor; all else that is wrong
    is kept in the reader's problems.
    """
    place = reader.place(event)
    reader.budget.spend_depth(place, depth=depth)
    if isinstance(event, yaml.AliasEvent):
        return _repeat(event, depth=depth, reader=reader)
    reader.budget.spend_node(place)
    refuse_tag(event, reader=reader)
    anchor = getattr(event, "anchor", None)
    if anchor is not None:
        reader.anchors[anchor] = None
    built = _build_content(event, depth=depth, reader=reader)
    if anchor is not None:
        reader.anchors[anchor] = built
    return built


def _build_content(event: yaml.Event, *, depth: int, reader: Reader) -> Built:
    if isinstance(event, yaml.ScalarEvent):
        return Built(_build_text(event, reader=reader))
    if isinstance(event, yaml.SequenceStartEvent):
        return _build_items(event, depth=depth, reader=reader)
    return _build_fields(event, depth=depth, reader=reader)


def _build_items(start: yaml.SequenceStartEvent, *, depth: int, reader: Reader) -> Built:
    built: list[Built] = []
    event = next(reader.events)
    while not isinstance(event, yaml.SequenceEndEvent):
        built.append(build(event, depth=depth + 1, reader=reader))
        event = next(reader.events)
    items = Items(reader.place(start), tuple(item.node for item in built))
    return _summed(items, built)


def _summed(node: Node, parts: list[Built]) -> Built:
    height = max((part.height for part in parts), default=0)
    return Built(node, 1 + sum(part.size for part in parts), 1 + height)


def _build_text(event: yaml.ScalarEvent, *, reader: Reader) -> Text:
    place = reader.place(event)
    is_plain = event.style in (None, "")
    shift = 0 if is_plain else 1
    line = reader.source.line(place.line)
    start = place.column - 1 + shift
    is_exact = line[start : start + len(event.value)] == event.value
    block = None
    if event.style in ("|", ">"):
        is_exact = False
        block = _block_place(event, reader=reader) if event.style == "|" else None
        refuse_empty_block(event, reader=reader)
    if "\0" in event.value:
        message = "found a NUL character, which no text may hold; remove it"
        reader.complain(place, code="control-character", message=message)
    at = place.shifted(shift) if is_exact else place
    return Text(at, event.value, is_plain=is_plain, is_exact=is_exact, block=block)


def _block_place(event: yaml.ScalarEvent, *, reader: Reader) -> Place | None:
    """Where the lines of a literal block begin; None where they are not in the file as read."""
    head = reader.place(event)
    for number, line in enumerate(event.value.split("\n"), start=head.line + 1):
        if line.strip():
            written = reader.source.line(number)
            column = len(written) - len(line) + 1
            return Place(head.path, head.line + 1, column) if written.endswith(line) else None
    return None


def _repeat(event: yaml.AliasEvent, *, depth: int, reader: Reader) -> Built:
    place = reader.place(event)
    anchor = event.anchor or ""
    built = reader.anchors.get(anchor)
    if built is None:
        is_inside = anchor in reader.anchors
        reason = "stands inside its own anchor" if is_inside else "has no anchor before it"
        rest = reader.source.line(place.line)[place.column - 1 :]
        advice = "" if is_inside else f"; if a text is meant, {put_in_quotes(rest)}"
        message = f"the alias {shown('*' + anchor)} {reason}{advice}"
        raise invalid([*reader.problems, Problem(place, "alias", message)])
    reader.budget.spend_alias(place, nodes=built.size)
    reader.budget.spend_depth(place, depth=depth + built.height - 1)
    return built


@dataclass(slots=True)
class _Mapping:
    """A mapping as far as it was read; `own` are the keys that stand in it themselves."""

    own: dict[str, Field] = field(default_factory=dict)
    merged: dict[str, Field] = field(default_factory=dict)
    parts: list[Built] = field(default_factory=list)
    lines: dict[str, Place] = field(default_factory=dict)


def _build_fields(start: yaml.Event, *, depth: int, reader: Reader) -> Built:
    mapping = _Mapping()
    is_flow = bool(getattr(start, "flow_style", False))
    event = next(reader.events)
    while not isinstance(event, yaml.MappingEndEvent):
        key_end = reader.end(event)
        key = _build_key(event, depth=depth + 1, reader=reader)
        value = next(reader.events)
        if is_flow and not _has_colon(value, key_end=key_end, reader=reader):
            refuse_bare_key(event, start=start, reader=reader)
        elif key is not None:
            refuse_split_key(key, reader=reader)
        built = build(value, depth=depth + 1, reader=reader)
        if key is not None:
            _enter(mapping, key=key, built=built, reader=reader)
        event = next(reader.events)
    fields = mapping.merged | mapping.own
    return _summed(Fields(reader.place(start), fields), mapping.parts)


def _build_key(event: yaml.Event, *, depth: int, reader: Reader) -> Text | None:
    built = build(event, depth=depth, reader=reader)
    if isinstance(built.node, Text) and not isinstance(event, yaml.AliasEvent):
        return built.node
    refuse_no_text(event, reader=reader)
    return None


def _has_colon(value: yaml.Event, *, key_end: int, reader: Reader) -> bool:
    start = reader.start(value)
    is_empty = isinstance(value, yaml.ScalarEvent) and start == reader.end(value)
    return not is_empty or ":" in reader.text[key_end:start]


def _enter(mapping: _Mapping, *, key: Text, built: Built, reader: Reader) -> None:
    earlier = mapping.lines.get(key.text)
    if earlier is not None:
        message = f"the key {shown(key.text)} stands here again, first in line {earlier.line}"
        reader.complain(key.place, code="duplicate-key", message=f"{message}; keep one")
        return
    mapping.lines[key.text] = key.place
    mapping.parts.append(built)
    if key.text == MERGE_KEY and key.is_plain:
        for fields in _merged(key, value=built.node, reader=reader):
            for name, merged in fields.fields.items():
                mapping.merged.setdefault(name, merged)
    else:
        mapping.own[key.text] = Field(key, built.node)


def _merged(key: Text, *, value: Node, reader: Reader) -> list[Fields]:
    sources = value.items if isinstance(value, Items) else (value,)
    mappings = [source for source in sources if isinstance(source, Fields)]
    if len(mappings) != len(sources):
        message = "`<<` merges mappings, expected an alias of one or a list of such aliases"
        reader.complain(key.place, code="merge-key", message=message)
    return mappings
