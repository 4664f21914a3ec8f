"""The parser's nodes become our tree. Only this file and `parse` know the parser.

Strings come as placeholders (see `parse`) and get their values back here.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import promql_parser

from metrics_check.errors import UnansweredQuery
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.extended import MODIFIERS
from metrics_check.promql.marks import told
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Number,
    Paren,
    Range,
    Selector,
    String,
    Subquery,
    Timing,
)
from metrics_check.record import record

NAME = "__name__"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The parser's enumerations are not hashable; their texts are.
_MATCH_OPS = {
    "MatchOp.Equal": MatchOp.EQUAL,
    "MatchOp.NotEqual": MatchOp.NOT_EQUAL,
    "MatchOp.Re": MatchOp.REGEX,
    "MatchOp.NotRe": MatchOp.NOT_REGEX,
}
_GROUPS = {"VectorMatchCardinality.ManyToOne": "left", "VectorMatchCardinality.OneToMany": "right"}
_AT = {"AtModifierType.Start": "start()", "AtModifierType.End": "end()"}


@record
class Strings:
    """The text behind each placeholder."""

    by_placeholder: Mapping[str, str]

    def value(self, text: str) -> str:
        """The text itself, or what its placeholder stands for."""
        return self.by_placeholder.get(text, text)

    def values(self, texts: list[str] | None) -> tuple[str, ...]:
        """The same for each."""
        return tuple(self.value(text) for text in texts or ())


def converted(node: Any, strings: Strings) -> Node:
    """Our tree of the parser's node; raises `UnansweredQuery` for what we have no node for."""
    convert = _CONVERTERS.get(type(node))
    if convert is None:
        raise UnansweredQuery(f"{type(node).__name__} is not supported", code="unsupported")
    return convert(node, strings)


def _number(node: promql_parser.NumberLiteral, strings: Strings) -> Node:
    return Number(node.val)


def _string(node: promql_parser.StringLiteral, strings: Strings) -> Node:
    return String(strings.value(node.val))


def _selector(node: promql_parser.VectorSelector, strings: Strings) -> Selector:
    if node.matchers.or_matchers:
        raise UnansweredQuery("`or` between matchers is not supported", code="unsupported")
    matchers = tuple(
        Matcher(strings.value(each.name), _MATCH_OPS[str(each.op)], strings.value(each.value))
        for each in node.matchers.matchers
        if not told(each.value)
    )
    timing = _timing(node)
    modifier = next((each for each in _told(node) if each in MODIFIERS), "")
    if node.name is not None:
        return Selector(strings.value(node.name), matchers, timing, modifier)
    naming = [matcher for matcher in matchers if _names_metric(matcher)]
    if len(naming) != 1:
        return Selector(None, matchers, timing, modifier)
    others = tuple(matcher for matcher in matchers if matcher is not naming[0])
    return Selector(naming[0].value, others, timing, modifier)


def _range(node: promql_parser.MatrixSelector, strings: Strings) -> Node:
    selector = node.vector_selector
    written = next((each for each in _told(selector) if each not in MODIFIERS), "")
    return Range(_selector(selector, strings), _milliseconds(node.range), written)


def _told(node: promql_parser.VectorSelector) -> list[str]:
    return [told(each.value) for each in node.matchers.matchers if told(each.value)]


def _subquery(node: promql_parser.SubqueryExpr, strings: Strings) -> Node:
    return Subquery(
        converted(node.expr, strings),
        _milliseconds(node.range),
        None if node.step is None else _milliseconds(node.step),
        _timing(node),
    )


def _call(node: promql_parser.Call, strings: Strings) -> Node:
    return Call(node.func.name, tuple(converted(each, strings) for each in node.args))


def _aggregation(node: promql_parser.AggregateExpr, strings: Strings) -> Node:
    modifier = node.modifier
    return Aggregation(
        str(node.op),
        converted(node.expr, strings),
        None if node.param is None else converted(node.param, strings),
        None if modifier is None else strings.values(modifier.labels),
        modifier is not None and str(modifier.type) == "AggModifierType.Without",
    )


def _binary(node: promql_parser.BinaryExpr, strings: Strings) -> Node:
    modifier = node.modifier
    return Binary(
        str(node.op),
        converted(node.lhs, strings),
        converted(node.rhs, strings),
        Matching() if modifier is None else _matching(modifier, strings),
        modifier is not None and modifier.return_bool,
    )


def _matching(modifier: promql_parser.BinModifier, strings: Strings) -> Matching:
    clause, fill = modifier.matching, modifier.fill_values
    return Matching(
        labels=() if clause is None else strings.values(clause.labels),
        is_on=clause is not None and str(clause.type) == "LabelModifierType.Include",
        is_written=clause is not None,
        group=_GROUPS.get(str(modifier.card), ""),
        include=strings.values(modifier.group_labels),
        fill_left=None if fill is None else fill.lhs,
        fill_right=None if fill is None else fill.rhs,
    )


def _negation(node: promql_parser.UnaryExpr, strings: Strings) -> Node:
    return Negation(converted(node.expr, strings))


def _paren(node: promql_parser.ParenExpr, strings: Strings) -> Node:
    return Paren(converted(node.expr, strings))


def _names_metric(matcher: Matcher) -> bool:
    return matcher.label == NAME and matcher.op is MatchOp.EQUAL and matcher.value != ""


def _timing(node: promql_parser.VectorSelector | promql_parser.SubqueryExpr) -> Timing:
    offset = 0 if node.offset is None else _milliseconds(node.offset)
    return Timing(offset, "" if node.at is None else _at(node.at))


def _at(modifier: promql_parser.AtModifier) -> str:
    named = _AT.get(str(modifier.type))
    if named is not None:
        return named
    if modifier.at is None:
        raise UnansweredQuery("a time behind @ is missing", code="unsupported")
    seconds, rest = divmod(_milliseconds(modifier.at - _EPOCH), 1000)
    return f"{seconds}.{rest:03}"


def _milliseconds(duration: timedelta | None) -> int:
    return 0 if duration is None else duration // timedelta(milliseconds=1)


_CONVERTERS: dict[type, Callable[[Any, Strings], Node]] = {
    promql_parser.AggregateExpr: _aggregation,
    promql_parser.BinaryExpr: _binary,
    promql_parser.Call: _call,
    promql_parser.MatrixSelector: _range,
    promql_parser.NumberLiteral: _number,
    promql_parser.ParenExpr: _paren,
    promql_parser.StringLiteral: _string,
    promql_parser.SubqueryExpr: _subquery,
    promql_parser.UnaryExpr: _negation,
    promql_parser.VectorSelector: _selector,
}
