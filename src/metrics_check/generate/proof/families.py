"""Worlds of an expectation about series: with values in and out of bounds, labels right and wrong.

Which of them violate is not told here, but by evaluating the alert.
"""

from collections.abc import Iterator

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.generate.proof.labelled import LabelSets, label_sets, mislabelled
from metrics_check.generate.proof.signal import Signal, World
from metrics_check.generate.proof.values import near
from metrics_check.model.probe import Subject
from metrics_check.model.series import Bound, Labels, MetricType
from metrics_check.notation.quantity import format_number

_FAMILIES = {MetricType.HISTOGRAM, MetricType.SUMMARY}
_MANY_SERIES = 200


def worlds_of(subject: Subject, *, per_window: int) -> Iterator[World]:
    """Worlds of a subject that has a series; `per_window`: how many samples a window has."""
    sets = label_sets(subject)
    if not sets:
        return
    detail = subject.assertion.detail
    bound = detail if isinstance(detail, Bound) else None
    rule = detail if isinstance(detail, LabelRule) else None
    if bound is not None and bound.aggregate == "series":
        yield from _numbers(subject, sets=sets, bound=bound)
    elif bound is not None:
        yield from _values(subject, sets=sets, bound=bound, per_window=per_window)
    else:
        yield _steady(subject, sets=sets)
        yield ()
        if rule is not None:
            for wrong in mislabelled(subject, rule=rule, sets=sets):
                yield _steady(subject, sets=wrong)


def _name(subject: Subject) -> str:
    series = subject.expectation.series
    if series is None:
        raise TypeError(f"{subject.expectation.id} has no series")
    return series.name


def _steady(subject: Subject, *, sets: LabelSets) -> World:
    if subject.type in _FAMILIES:
        return _observed(subject, sets=sets, value=1.0, rate=1.0)
    return _plain(subject, sets=sets, value=1.0)


def _plain(subject: Subject, *, sets: LabelSets, value: float) -> World:
    is_rising, name = subject.type is MetricType.COUNTER, _name(subject)
    return tuple(Signal(name, labels, value, is_rising) for labels in sets)


def _numbers(subject: Subject, *, sets: LabelSets, bound: Bound) -> Iterator[World]:
    for number in near(bound):
        count = int(number)
        if 0 <= count <= _MANY_SERIES:
            more = ({**sets[0], "series": str(index)} for index in range(len(sets), count))
            yield _steady(subject, sets=(*sets[:count], *more))


def _values(subject: Subject, *, sets: LabelSets, bound: Bound, per_window: int) -> Iterator[World]:
    values = near(bound)
    if subject.type in _FAMILIES:
        # What comes within a window comes in equal parts.
        rates = (1.0, *(value / per_window for value in values if value >= 0))
        for rate in dict.fromkeys(rates):
            for value in values:
                yield _observed(subject, sets=sets, value=value, rate=rate, bound=bound)
    elif subject.type is MetricType.COUNTER:
        for value in values:
            if value >= 0:
                yield _plain(subject, sets=sets, value=value / per_window)
    else:
        for value in values:
            yield _plain(subject, sets=sets, value=value)


def _observed(
    subject: Subject,
    *,
    sets: LabelSets,
    value: float,
    rate: float,
    bound: Bound | None = None,
) -> World:
    """A family of which each child has `rate` observations of `value` from sample to sample."""
    name, found = _name(subject), list[Signal]()
    for labels in sets:
        if subject.type is MetricType.HISTOGRAM:
            found += _buckets(name, labels, value=value, rate=rate, bound=bound)
        found.append(Signal(f"{name}_sum", labels, rate * value, is_rising=True))
        found.append(Signal(f"{name}_count", labels, rate, is_rising=True))
    return tuple(found)


def _buckets(
    name: str, labels: Labels, *, value: float, rate: float, bound: Bound | None
) -> Iterator[Signal]:
    quantities = () if bound is None else bound.comparisons
    given = {each.quantity.value for each in quantities if each.quantity.value > 0}
    limits = {1.0, *given, *(limit / 2 for limit in given), *(limit * 2 for limit in given)}
    for limit in sorted(limits):
        inside = rate if value <= limit else 0.0
        yield Signal(f"{name}_bucket", {**labels, "le": format_number(limit)}, inside, True)  # noqa: FBT003
    yield Signal(f"{name}_bucket", {**labels, "le": "+Inf"}, rate, is_rising=True)
