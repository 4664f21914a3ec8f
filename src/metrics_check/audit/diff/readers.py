"""Readers made of what was read: of expressions in rules, dashboards and pages, and of profiles."""

from collections.abc import Iterable, Iterator

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.audit.diff.exposed import bound_text
from metrics_check.audit.diff.reader import EXPECTATION, Reader, Reading
from metrics_check.audit.uses import Judged
from metrics_check.audit.variables import STANDS_IN
from metrics_check.model.profile import Expectation, Profile
from metrics_check.model.series import Matcher, MatchOp, Series
from metrics_check.promql.parse import parse
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Node,
    Selector,
    String,
    children,
    walk,
)

_PARTS = ("_bucket", "_sum", "_count")
# These choose series and leave their labels as they are.
_KEEPING = frozenset({"bottomk", "limit_ratio", "limitk", "topk"})
# These take labels as strings (Prometheus docs, Query functions).
_NAMING = frozenset({"label_join", "label_replace"})


def readers_of(judged: Iterable[Judged]) -> Iterator[Reader]:
    """One of each expression."""
    for each in judged:
        expression, tree = each.expression, each.query.tree
        shown, matched = _ids(_shown(tree)), _ids(_matched(tree))
        readings = tuple(
            Reading(
                use.name,
                use.pattern,
                _matchers(use.selector.matchers),
                shows_all=id(use.selector) in shown and not each.is_bare,
                is_matched=id(use.selector) in matched,
                is_family=each.is_series or each.is_bare,
            )
            for use in each.uses
        )
        where = str(expression.source.place)
        yield Reader(expression.kind, expression.name, where, readings, _clauses(tree))


def readers_of_profiles(profiles: Iterable[Profile]) -> Iterator[Reader]:
    """One of each expectation, whatever profiles inherit it."""
    told = set()
    for profile in profiles:
        for expectation in profile.expectations:
            if expectation.place not in told:
                told.add(expectation.place)
                yield _of_expectation(expectation)


def _of_expectation(expectation: Expectation) -> Reader:
    where, series = str(expectation.place), expectation.series
    if series is not None:
        reading = _of_series(expectation, series=series)
        labels = frozenset((*series.bare_labels, *expectation.by))
        bounds = (each.detail for each in expectation.assertions if each.kind == "buckets")
        asked = {bound_text(str(b)) for each in bounds if isinstance(each, tuple) for b in each}
        named = labels | {matcher.label for matcher in reading.matchers}
        return Reader(EXPECTATION, expectation.id, where, (reading,), named, frozenset(asked))
    tree = parse(expectation.promql or "")
    shown, matched = _ids(_shown(tree)), _ids(_matched(tree))
    readings = tuple(
        Reading(
            each.name,
            "",
            _matchers(each.matchers),
            shows_all=id(each) in shown,
            is_matched=id(each) in matched,
        )
        for each in walk(tree)
        if isinstance(each, Selector)
    )
    return Reader(EXPECTATION, expectation.id, where, readings, _clauses(tree))


def _of_series(expectation: Expectation, *, series: Series) -> Reading:
    """Its values that are allowed or asked for are taken as matchers."""
    rules = [each.detail for each in expectation.assertions if isinstance(each.detail, LabelRule)]
    asked = tuple(
        Matcher(rule.label, MatchOp.EQUAL, value)
        for rule in rules
        for value in (*rule.allowed, *rule.every)
    )
    is_exact = any(each.kind == "only_labels" for each in expectation.assertions)
    return Reading(series.name, "", (*series.matchers, *asked), is_exact, is_family=True)


def _matchers(matchers: Iterable[Matcher]) -> tuple[Matcher, ...]:
    """Those that no variable stands in."""
    return tuple(each for each in matchers if not STANDS_IN.search(each.label + each.value))


def _shown(node: Node) -> Iterator[Selector]:
    """The selectors of whose series each label is left in what comes out, or is matched."""
    if isinstance(node, Selector):
        yield node
    elif not isinstance(node, Aggregation) or node.is_without or node.operator in _KEEPING:
        for child in children(node):
            yield from _shown(child)


def _matched(tree: Node) -> Iterator[Selector]:
    """The selectors of whose series all labels, but those that a clause leaves out, are matched
    with those of another metric. The parts of one lose a label together.
    """
    for node in walk(tree):
        if isinstance(node, Binary) and not node.matching.is_on:
            for own, other in ((node.left, node.right), (node.right, node.left)):
                others = {_stem(each) for each in walk(other) if isinstance(each, Selector)}
                yield from (each for each in _shown(own) if others - {_stem(each)})


def _stem(selector: Selector) -> str:
    """The name of the family, were it a part of one."""
    name = selector.name or ""
    return next((name.removesuffix(part) for part in _PARTS if name.endswith(part)), name)


def _ids(selectors: Iterable[Selector]) -> frozenset[int]:
    return frozenset(map(id, selectors))


def _clauses(tree: Node) -> frozenset[str]:
    """The labels that clauses name, and that functions read or make."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Aggregation):
            found.update(node.labels or ())
        elif isinstance(node, Binary):
            found.update((*node.matching.labels, *node.matching.include))
        elif isinstance(node, Call) and node.function in _NAMING:
            found.update(each.value for each in node.arguments if isinstance(each, String))
    return frozenset(found)
