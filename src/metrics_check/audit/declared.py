"""What expectations declare of metrics, as a source of knowledge."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.audit.alternatives import alternatives
from metrics_check.audit.known import ATTACHED, DECLARED, KnownMetric, Source, parts_of
from metrics_check.errors import InvalidInput, UnansweredQuery
from metrics_check.model.profile import Expectation, Profile
from metrics_check.model.series import Matcher, MatchOp, MetricType
from metrics_check.promql.rewrite import Selector, selectors

_OPEN_PARAM = "${"


def declared_source(profiles: Iterable[Profile], *, shown: str) -> Source:
    """What all profiles declare, the abstract ones too."""
    found: dict[str, KnownMetric] = {}
    attached = set(ATTACHED)
    selected: list[Selector] = []
    for profile in profiles:
        for target in profile.targets.values():
            attached |= set(target.labels)
        for expectation in profile.expectations:
            own = _metric(expectation)
            if own is not None:
                before = found.get(own.name)
                found[own.name] = own if before is None else _merged(before, own)
            selected += _selectors(expectation)
    for selector in selected:
        # A pattern of names says which are looked at, not which there are.
        if selector.name is not None:
            _add(found, selector)
    return Source(DECLARED, shown, tuple(found.values()), attached=frozenset(attached))


def _metric(expectation: Expectation) -> KnownMetric | None:
    series = expectation.series
    if series is None or any(each.kind == "absent" for each in expectation.assertions):
        return None
    rules = [each.detail for each in expectation.assertions if isinstance(each.detail, LabelRule)]
    narrowed = bool(series.matchers)
    closed = {
        rule.label: frozenset(rule.allowed)
        for rule in rules
        # What is said of some of the series is not said of all.
        if rule.allowed and not narrowed and rule.is_required
    }
    named: dict[str, frozenset[str]] = _named(series.matchers)
    for rule in rules:
        values = frozenset((*rule.allowed, *rule.every))
        if values:
            named[rule.label] = named.get(rule.label, frozenset()) | values
    return KnownMetric(
        series.name,
        expectation.type,
        parts_of(series.name, expectation.type),
        closed=closed,
        named=named,
        bounds=_bounds(expectation),
        labels=_only(expectation) if not narrowed else None,
    )


def _only(expectation: Expectation) -> frozenset[str] | None:
    """The labels where no others are allowed."""
    details = (each.detail for each in expectation.assertions if each.kind == "only_labels")
    names = next(details, None)
    if not isinstance(names, tuple):
        return None
    return frozenset(map(str, names)) | {"le", "quantile"}


def _bounds(expectation: Expectation) -> frozenset[float] | None:
    details = (each.detail for each in expectation.assertions if each.kind == "buckets")
    bounds = next(details, None)
    if not isinstance(bounds, tuple):
        return None
    numbers = [each for each in bounds if isinstance(each, float | int)]
    return frozenset(float(each) for each in numbers if math.isfinite(each)) or None


def _named(matchers: Iterable[Matcher]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for matcher in matchers:
        values: tuple[str, ...] = ()
        if matcher.op is MatchOp.EQUAL:
            values = (matcher.value,)
        elif matcher.op is MatchOp.REGEX:
            values = alternatives(matcher.value)
        kept = frozenset(value for value in values if value and _OPEN_PARAM not in value)
        if kept:
            found[matcher.label] = found.get(matcher.label, frozenset()) | kept
    return found


def _selectors(expectation: Expectation) -> Iterator[Selector]:
    for text in filter(None, (expectation.promql, expectation.exercised_by)):
        try:
            yield from selectors(text)
        except (InvalidInput, UnansweredQuery):
            # An open param of an abstract profile may stand where none parses.
            continue


def _add(found: dict[str, KnownMetric], selector: Selector) -> None:
    """What PromQL reads is declared, too: its name, and the values that it names."""
    name = selector.name or ""
    owner = next((each for each in found.values() if name in each.parts), None)
    own = owner or KnownMetric(name, MetricType.UNKNOWN, frozenset({name}))
    found[own.name] = replace(own, named=_united(own.named, _named(selector.matchers)))


def _merged(one: KnownMetric, other: KnownMetric) -> KnownMetric:
    typed = other if one.type is MetricType.UNKNOWN else one
    return KnownMetric(
        one.name,
        typed.type,
        typed.parts,
        labels=_either(one.labels, other.labels),
        closed=_united(one.closed, other.closed),
        named=_united(one.named, other.named),
        bounds=one.bounds if one.bounds is not None else other.bounds,
    )


def _either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return one if other is None else other
    return one | other


def _united(
    one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    labels = dict.fromkeys((*one, *other))
    none: frozenset[str] = frozenset()
    return {label: one.get(label, none) | other.get(label, none) for label in labels}
