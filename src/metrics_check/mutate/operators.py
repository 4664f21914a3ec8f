"""The ways to break a metric: which mutants there are of it, and what each of them shows. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from metrics_check.model.series import Labels, MetricType
from metrics_check.mutate import mutant as names
from metrics_check.mutate.labelled import (
    change_label_value,
    change_type,
    drop_label,
    drop_series,
    new_name,
    other_type,
    rename_label,
    rename_metric,
)
from metrics_check.mutate.mutant import OBSERVATIONS, SUM, Mutant
from metrics_check.mutate.part import BOUNDS, Key, Part
from metrics_check.mutate.valued import Begun, multiplied, nan, shift_bucket, zero

_LABELLED: Mapping[str, Callable[[Mutant, Part], Part]] = {
    names.CHANGE_LABEL_VALUE: change_label_value,
    names.CHANGE_TYPE: change_type,
    names.DROP_LABEL: drop_label,
    names.DROP_SERIES: drop_series,
    names.RENAME_LABEL: rename_label,
    names.RENAME_METRIC: rename_metric,
}
_VALUED: Mapping[str, Callable[[Mutant, Part, Begun], Part]] = {
    names.NAN: nan,
    names.SHIFT_BUCKET: shift_bucket,
    names.TIMES_TEN: multiplied,
    names.ZERO: zero,
}


def mutated(mutant: Mutant, part: Part, *, begun: Begun) -> Part:
    """The metric as the mutant shows it. `begun` are the values that a run began with."""
    labelled = _LABELLED.get(mutant.operator)
    if labelled is not None:
        return labelled(mutant, part)
    return _VALUED[mutant.operator](mutant, part, begun)


def mutants_of(
    parts: Sequence[Part], *, target: str, taken: Sequence[str] = ()
) -> Iterator[Mutant]:
    """Every mutant of one metric, `parts` what each replica shows of it, in a fixed order.

    `taken` are all names that the target shows.
    """
    shown = [part for part in parts if part.samples]
    if not shown:
        return
    metric, about = shown[0].name, (target, shown[0].name, shown[0].series)
    renamed = new_name(metric, taken=taken)
    yield Mutant(names.RENAME_METRIC, *about, old=metric, new=renamed)
    other = other_type(shown[0])
    if other is not None:
        yield Mutant(names.CHANGE_TYPE, *about, old=shown[0].type.value, new=other.value)
    labels = values_by_label(shown)
    for label, values in labels.items():
        free = new_name(label, taken=labels)
        yield Mutant(names.DROP_LABEL, *about, label=label)
        yield Mutant(names.RENAME_LABEL, *about, label=label, old=label, new=free)
        for value in values:
            new = _new_value(value, taken=values)
            yield Mutant(names.CHANGE_LABEL_VALUE, *about, label=label, old=value, new=new)
    for child in children(shown):
        yield from _of_child(child, about=about, part=shown[0])


def children(parts: Sequence[Part]) -> tuple[Labels, ...]:
    """The label sets that any of the parts shows, in order of their text."""
    found: dict[Key, Labels] = {}
    for part in parts:
        for sample in part.each():
            found.setdefault(part.key_of(sample), part.labels_of(sample))
    return tuple(sorted(found.values(), key=lambda labels: sorted(labels.items())))


def values_by_label(parts: Sequence[Part]) -> Mapping[str, tuple[str, ...]]:
    """The values of each label, but for bounds and what is empty; all in order."""
    found: dict[str, set[str]] = {}
    for labels in children(parts):
        for label, value in labels.items():
            if value and label not in BOUNDS:
                found.setdefault(label, set()).add(value)
    return {label: tuple(sorted(found[label])) for label in sorted(found)}


def _of_child(labels: Labels, *, about: tuple[str, str, str], part: Part) -> Iterator[Mutant]:
    own = (*about, labels)
    yield Mutant(names.DROP_SERIES, *own)
    if not part.has_parts:
        for operator in (names.ZERO, names.NAN, names.TIMES_TEN):
            yield Mutant(operator, *own)
        return
    yield Mutant(names.ZERO, *own, of=OBSERVATIONS)
    yield Mutant(names.NAN, *own, of=SUM)
    yield Mutant(names.TIMES_TEN, *own, of=SUM)
    yield Mutant(names.TIMES_TEN, *own, of=OBSERVATIONS)
    if part.type in (MetricType.HISTOGRAM, MetricType.GAUGEHISTOGRAM):
        yield Mutant(names.SHIFT_BUCKET, *own)


def _new_value(value: str, *, taken: Sequence[str]) -> str:
    new = f"{value}_mutated"
    while new in taken:
        new += "_mutated"
    return new
