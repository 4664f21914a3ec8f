"""Params put into a series' matcher values, and into the keys of an expectation that kinds read."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from metrics_check.errors import BadNotation
from metrics_check.load.complaints import Complaints
from metrics_check.load.keys import kind_keys
from metrics_check.load.nodes import read_text
from metrics_check.load.params import Scope, fill, fill_text, literal, map_texts, texts_of
from metrics_check.load.scalars import is_null, plain_flag
from metrics_check.located import Field, Fields, Items, Node, Text
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.notation.series import format_label, format_series
from metrics_check.notation.text import quote
from metrics_check.notation.words import shown
from metrics_check.promql.regex import compile_matcher, matcher_test
from metrics_check.promql.scan import tokens

_REGEX_OPS = frozenset({MatchOp.REGEX, MatchOp.NOT_REGEX})
_REGEX_KEYS = frozenset({"matches", "not_matches"})
# Not values: what PromQL and series take is put in where they are parsed.
_PARSED_KEYS = frozenset({"series", "holds", "never"})


def fill_series(series: Series, *, text: Text, scope: Scope, to: Complaints) -> Series:
    """The series with params put in; its text is as typed where there were none."""
    typed, matchers = [], []
    for matcher in series.matchers:
        with to.keep(_text_of(matcher, text=text)):
            matchers.append(_fill_matcher(matcher, scope=scope))
            typed.append(matcher)
    _refuse_contradictions(matchers, typed=typed, text=text, to=to)
    filled = replace(series, matchers=tuple(matchers))
    return series if filled == series else replace(filled, text=format_series(filled))


def fill_fields(fields: Fields, *, scope: Scope, to: Complaints) -> Fields:
    """The keys of an expectation with params put into the values that kinds read."""
    filled = dict(fields.fields)
    for key in kind_keys():
        field = fields.fields.get(key)
        if field is not None and key not in _PARSED_KEYS:
            filled[key] = Field(field.key, _fill_value(field.value, key=key, scope=scope, to=to))
    return Fields(fields.place, filled)


def _text_of(matcher: Matcher, *, text: Text) -> Text:
    """The matcher's value as a text of its own, at its place or that of its first param."""
    value = _offset_of(matcher, text=text.text)
    at = max(text.text.find("${", value), value) if "${" in matcher.value else value
    return Text(text.place_of(at), matcher.value, is_exact=False)


def _offset_of(matcher: Matcher, *, text: str) -> int:
    parts = [token for token in tokens(text) if token.kind != "space"]
    for label, op, value in zip(parts, parts[1:], parts[2:], strict=False):
        name = label.value if label.kind == "string" else label.text
        is_value = value.kind == "string" and value.value == matcher.value
        if name == matcher.label and op.text == matcher.op and is_value:
            return value.start
    return 0


def _fill_matcher(matcher: Matcher, *, scope: Scope) -> Matcher:
    is_regex = matcher.op in _REGEX_OPS
    filled = replace(matcher, value=fill(matcher.value, scope=scope, is_regex=is_regex))
    if is_regex and "${" not in filled.value:
        compile_matcher(filled.value)
    return filled


def _refuse_contradictions(
    matchers: Sequence[Matcher], *, typed: Sequence[Matcher], text: Text, to: Complaints
) -> None:
    for (one, _), (other, written) in combinations(zip(matchers, typed, strict=True), 2):
        if one.label == other.label and not _go_together(one, other):
            both = f"{_shown(one)} and {_shown(other)}"
            message = f"no series matches both {both}. Remove one of them"
            place = _text_of(written, text=text).place
            to.add(place, code="never-matches", message=message)


def _go_together(one: Matcher, other: Matcher) -> bool:
    """Whether a value can match both, as far as an `=` tells; an open param may be anything."""
    if "${" in one.value or "${" in other.value:
        return True
    if one.op is MatchOp.EQUAL:
        return matcher_test(other)(one.value)
    return other.op is not MatchOp.EQUAL or matcher_test(one)(other.value)


def _shown(matcher: Matcher) -> str:
    return shown(f"{format_label(matcher.label)}{matcher.op}{quote(matcher.value)}")


def _fill_value(node: Node, *, key: str, scope: Scope, to: Complaints) -> Node:
    for text in texts_of(node):
        if is_null(text):
            read_text(text, expected=f"a value under `{key}`", to=to)
    if key == "labels":
        return _fill_labels(node, scope=scope, is_regex=False, to=to)

    def change(text: Text) -> Text:
        with to.keep(text):
            if key == "buckets":
                return _fill_quantity(text, scope=scope)
            literal(text.text, what=f"`{key}`")
        return plain_flag(text)

    return map_texts(node, change=change)


def _fill_labels(node: Node, *, scope: Scope, is_regex: bool, to: Complaints) -> Node:
    if isinstance(node, Text):
        with to.keep(node):
            return fill_text(node, scope=scope, is_regex=is_regex)
        return node
    if isinstance(node, Items):
        items = (_fill_labels(item, scope=scope, is_regex=is_regex, to=to) for item in node.items)
        return Items(node.place, tuple(items))
    fields = {
        name: Field(
            field.key,
            plain_flag(field.value)
            if name == "required" and isinstance(field.value, Text)
            else _fill_labels(field.value, scope=scope, is_regex=name in _REGEX_KEYS, to=to),
        )
        for name, field in node.fields.items()
    }
    return Fields(node.place, fields)


def _fill_quantity(text: Text, *, scope: Scope) -> Text:
    if "${" in text.text and not (text.text.startswith("${") and text.text.endswith("}")):
        message = "a param is the whole quantity: a unit belongs into the param's value"
        raise BadNotation(message, offset=text.text.find("${"), code="misplaced-param")
    return fill_text(text, scope=scope.unmarked)
