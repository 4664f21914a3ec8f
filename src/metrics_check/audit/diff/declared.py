"""The surface that expectation files declare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.audit.diff.exposed import bound_text
from metrics_check.audit.diff.surface import Claim, Key, ShownMetric, Surface, Use
from metrics_check.model.profile import Expectation, Profile
from metrics_check.model.series import Matcher, MatchOp, MetricType, Series
from metrics_check.notation.series import format_series

_ABSENT = "absent"
# Operators that say that a label is there.
_PRESENT = frozenset({MatchOp.EQUAL, MatchOp.REGEX})


@dataclass(slots=True)
class _Gathered:
    """What the expectations of a metric say of it together."""

    place: str
    types: set[MetricType] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=dict)
    everywhere: set[str] = field(default_factory=set)
    bounds: set[str] = field(default_factory=set)


def declared_surface(profiles: Iterable[Profile], *, by_target: bool = True) -> Surface:
    """What the profiles declare; of an abstract one what no other has from it.

    Not `by_target`: all targets are taken for one.
    """
    judged = tuple(_own(profiles))
    found: dict[Key, _Gathered] = {}
    claims = []
    for profile, expectations in judged:
        for expectation in expectations:
            target = expectation.target if by_target else ""
            claims.append(_claim(expectation, profile=profile.name, target=target))
            if expectation.series is not None and not _is_absent(expectation):
                key = target, expectation.series.name
                where = str(expectation.place)
                _gather(expectation, expectation.series, found.setdefault(key, _Gathered(where)))
    return Surface(
        metrics={key: _metric(key, gathered) for key, gathered in found.items()},
        targets=frozenset(target for target, _ in found),
        claims=tuple(claims),
        profiles={profile.name: str(profile.place) for profile, _ in judged},
    )


def _own(profiles: Iterable[Profile]) -> Iterator[tuple[Profile, tuple[Expectation, ...]]]:
    """Each profile with its expectations; those of an abstract one that are told by it alone."""
    ordered = sorted(profiles, key=lambda profile: (profile.is_abstract, profile.name))
    told = {e.place for profile in ordered if not profile.is_abstract for e in profile.expectations}
    for profile in ordered:
        own = (e for e in profile.expectations if not profile.is_abstract or e.place not in told)
        yield profile, tuple(own)


def _is_absent(expectation: Expectation) -> bool:
    return any(assertion.kind == _ABSENT for assertion in expectation.assertions)


def _gather(expectation: Expectation, series: Series, gathered: _Gathered) -> None:
    if expectation.type is not MetricType.UNKNOWN:
        gathered.types.add(expectation.type)
    if expectation.unit:
        gathered.units.add(expectation.unit)
    for label, values in _told(expectation, series=series):
        gathered.values.setdefault(label, set()).update(values)
    for detail in (each.detail for each in expectation.assertions if each.kind == "buckets"):
        if isinstance(detail, tuple):
            gathered.bounds.update(bound_text(str(bound)) for bound in detail)
    rules = _rules(expectation)
    gathered.everywhere |= {rule.label for rule in rules if rule.is_required}
    gathered.everywhere |= {matcher.label for matcher in _matchers(series)}


def _told(expectation: Expectation, *, series: Series) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each label that is said to be there, with the values that are told."""
    for matcher in _matchers(series):
        yield matcher.label, (matcher.value,) if matcher.op is MatchOp.EQUAL else ()
    for rule in _rules(expectation):
        yield rule.label, (*rule.allowed, *rule.every)


def _matchers(series: Series) -> list[Matcher]:
    """The matchers that say that a label is there; `a=""` says that it is not."""
    return [each for each in series.matchers if each.op in _PRESENT and each.value]


def _rules(expectation: Expectation) -> list[LabelRule]:
    """The rules of labels, those of bare ones too."""
    details = (assertion.detail for assertion in expectation.assertions)
    return [detail for detail in details if isinstance(detail, LabelRule)]


def _metric(key: Key, gathered: _Gathered) -> ShownMetric:
    target, name = key
    uses = {
        label: Use(label in gathered.everywhere, frozenset(held))
        for label, held in sorted(gathered.values.items())
    }
    return ShownMetric(
        name=name,
        target=target,
        types=frozenset(gathered.types or {MetricType.UNKNOWN}),
        place=gathered.place,
        unit=", ".join(sorted(gathered.units)),
        labels=uses,
        bounds=dict.fromkeys(gathered.bounds, True),
    )


def _claim(expectation: Expectation, *, profile: str, target: str) -> Claim:
    series = expectation.series
    key = None if series is None else (target, series.name)
    said = dict(_said(expectation))
    return Claim(profile, expectation.id, key, str(expectation.place), said)


def _said(expectation: Expectation) -> Iterator[tuple[str, str]]:
    series = expectation.series
    if series is not None:
        yield "series", format_series(series)
    for assertion in (*expectation.assertions, *expectation.run):
        warns = "warn: " if assertion.is_warning else ""
        yield assertion.name, expectation.promql or f"{warns}{assertion.expected}"
    plain = {
        "by": ", ".join(expectation.by),
        "exercised_by": expectation.exercised_by,
        "only_in": expectation.only_in,
        "optional": "true" if expectation.is_optional else "",
        "type": "" if expectation.type is MetricType.UNKNOWN else expectation.type.value,
        "unit": expectation.unit,
    }
    yield from ((name, text) for name, text in plain.items() if text)
