"""Expectations built from the YAML of one entry, by the kinds alone."""

from collections.abc import Mapping

import yaml

from metrics_check.assertions.bounds import number_repeats
from metrics_check.assertions.kind import BoundLine, Entry
from metrics_check.assertions.registry import kind_of_word, kinds
from metrics_check.located import Field, Fields, Items, Node, Place, Text
from metrics_check.model.probe import Subject
from metrics_check.model.profile import Assertion, Expectation
from metrics_check.model.series import MetricType
from metrics_check.notation.line import parse_bound
from metrics_check.notation.series import parse_series

PATH = "expectations/p.yaml"


def fields_of(text: str) -> Fields:
    """The located tree of a YAML mapping."""
    found = _node(yaml.compose(text))
    assert isinstance(found, Fields)
    return found


def entry_of(text: str) -> Entry:
    """What the kinds read: type declared or unknown, bounds already bound."""
    fields = fields_of(text)
    series = _text(fields, "series")
    declared = _text(fields, "type")
    return Entry(
        fields=fields,
        place=fields.place,
        series=parse_series(series) if series else None,
        promql=_text(fields, "holds") or _text(fields, "never") or None,
        type=MetricType(declared) if declared in set(MetricType) else MetricType.UNKNOWN,
        bounds=_bounds(fields, "expect") + _bounds(fields, "warn"),
        is_optional=_text(fields, "optional") == "true",
        is_type_declared=bool(declared),
    )


def expectation_of(text: str) -> Expectation:
    """The expectation of one entry, `run` apart."""
    entry = entry_of(text)
    own = tuple(assertion for kind in kinds().values() for assertion in kind.read(entry))
    by = entry.fields.get("by")
    return Expectation(
        id="x",
        place=entry.place,
        target="t",
        series=entry.series,
        promql=entry.promql,
        type=entry.type,
        assertions=number_repeats((*own, *entry.bounds)),
        run=_bounds(entry.fields, "run"),
        by=tuple(item.text for item in by.items if isinstance(item, Text))
        if isinstance(by, Items)
        else (),
        is_optional=entry.is_optional,
        exercised_by=_text(entry.fields, "exercised_by"),
    )


def subject_of(text: str, assertion: str, labels: Mapping[str, str]) -> Subject:
    """The subject of the named assertion of an entry."""
    expectation = expectation_of(text)
    named = {found.name: found for found in expectation.assertions}
    assert assertion in named, (assertion, list(named))
    return Subject(expectation, named[assertion], labels, expectation.type)


def _bounds(fields: Fields, key: str) -> tuple[Assertion, ...]:
    node = fields.get(key)
    lines = node.items if isinstance(node, Items) else () if node is None else (node,)
    bound = []
    for line in lines:
        assert isinstance(line, Text)
        parsed = parse_bound(line.text)
        kind = kind_of_word(parsed.aggregate)
        assert kind is not None
        assert kind.bind is not None
        bound.append(kind.bind(BoundLine(parsed, line.place, key)))
    return tuple(bound)


def _text(fields: Fields, key: str) -> str:
    node = fields.get(key)
    return node.text if isinstance(node, Text) else ""


def _node(node: yaml.Node | None) -> Node:
    assert node is not None
    place = Place(PATH, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        fields = {}
        for key, value in node.value:
            name = _node(key)
            assert isinstance(name, Text)
            fields[name.text] = Field(name, _node(value))
        return Fields(place, fields)
    if isinstance(node, yaml.SequenceNode):
        return Items(place, tuple(_node(item) for item in node.value))
    assert isinstance(node, yaml.ScalarNode)
    is_plain = node.style is None
    return Text(place, str(node.value), is_plain=is_plain, is_exact=is_plain)
