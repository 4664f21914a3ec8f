"""What to add to a profile so that what survived is noticed: one entry a metric, to be pasted.

It says what holds now: a person who knows the metric decides whether it always does.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from metrics_check.check.attach import attach_labels
from metrics_check.exposition.histograms import split_histograms
from metrics_check.load.scalar_text import scalar
from metrics_check.model.profile import Target
from metrics_check.model.series import MetricType
from metrics_check.mutate import mutant as names
from metrics_check.mutate.mutant import OBSERVATIONS, SUM, Mutant
from metrics_check.mutate.operators import children, values_by_label
from metrics_check.mutate.part import Part
from metrics_check.mutate.result import Proposal
from metrics_check.notation.quantity import format_number
from metrics_check.notation.series import METRIC_NAME, format_label
from metrics_check.notation.text import quote
from metrics_check.record import record

# A set of more values, or longer ones, is no enumeration, and nobody wants to read it.
_MOST_VALUES = 20
_LONGEST_VALUE = 200
# How far a value may go from what it is now, by that factor; ten times as much is beyond it.
_ROOM = 3.0
_SHARE = 0.95
_NUL = "\0"


@record
class _Survivors:
    """The survivors of one metric, and what it shows."""

    parts: tuple[Part, ...]
    mutants: tuple[Mutant, ...]
    target: Target

    def has(self, operator: str, *, of: str = "") -> bool:
        """Whether one of this operator survived."""
        return any(each.operator == operator and each.of == of for each in self.mutants)

    def labels(self, *operators: str) -> tuple[str, ...]:
        """The labels that those of these operators are about, in order."""
        found = {each.label for each in self.mutants if each.operator in operators}
        return tuple(sorted(found))

    def stored(self, label: str) -> str:
        """The name under which a label is stored: one that is the target's own makes way."""
        attached = attach_labels({label: _NUL}, target=self.target, instance="")
        return next(name for name, value in attached.items() if value == _NUL)


def proposal_of(
    mutants: Sequence[Mutant], *, parts: tuple[Part, ...], target: Target, is_only_target: bool
) -> Proposal:
    """What to add for the survivors of one metric; `parts` is what each replica shows of it.

    The only target is not named.
    """
    series = mutants[0].series
    survivors = _Survivors(parts, tuple(mutants), target)
    if _NUL in series or any(_NUL in each.label for each in mutants):
        lines = ["# its name, or that of a label, holds a NUL character, which no file can hold"]
        return Proposal(target.name, series, tuple(lines), len(mutants))
    lines = [f"- id: {scalar(_id(series))}"]
    if not is_only_target:
        lines.append(f"  target: {scalar(target.name)}")
    lines += (f"  {line}" for line in _keys(survivors))
    return Proposal(target.name, series, tuple(lines), len(mutants))


def _id(series: str) -> str:
    return f"{series}.more".replace("#", "_").replace("${", "$_")


def _keys(found: _Survivors) -> Iterator[str]:
    part = found.parts[0]
    yield f"series: {scalar(_series(found))}"
    expected = tuple(_expected(found))
    is_typed = found.has(names.CHANGE_TYPE) or (expected and part.has_parts)
    if is_typed and part.type not in (MetricType.UNKNOWN, MetricType.UNTYPED):
        yield f"type: {part.type.value}"
    values = values_by_label(found.parts)
    closed = [
        label for label in found.labels(names.CHANGE_LABEL_VALUE) if _is_enumeration(values[label])
    ]
    if closed:
        yield "labels:"
    for label in closed:
        held = ", ".join(scalar(_literal(value), in_flow=True) for value in values[label])
        yield f"  {scalar(found.stored(label), in_flow=True)}: [{held}]"
    if part.has_parts and expected and values and _needs_each(found):
        apart = ", ".join(scalar(found.stored(label), in_flow=True) for label in values)
        yield f"by: [{apart}]"
    if expected:
        yield "expect:"
    for line in expected:
        yield f"  - {line}"


def _is_enumeration(values: Sequence[str]) -> bool:
    is_short = all(len(value) <= _LONGEST_VALUE and _NUL not in value for value in values)
    return is_short and len(values) <= _MOST_VALUES


def _needs_each(found: _Survivors) -> bool:
    return len(children(found.parts)) > 1


def _series(found: _Survivors) -> str:
    part = found.parts[0]
    name = part.series
    labels = found.labels(names.DROP_LABEL, names.RENAME_LABEL)
    items = [format_label(found.stored(label)) for label in labels]
    if METRIC_NAME.fullmatch(name) is None:
        return "{" + ", ".join([quote(name), *items]) + "}"
    return f"{name}{{{', '.join(items)}}}" if items else name


def _expected(found: _Survivors) -> Iterator[str]:
    if found.has(names.DROP_SERIES):
        yield f"series >= {len(children(found.parts))}"
    if found.parts[0].has_parts:
        yield from _of_family(found)
    else:
        yield from _of_value(found)


def _of_value(found: _Survivors) -> Iterator[str]:
    has_any = any(found.has(each) for each in (names.ZERO, names.NAN, names.TIMES_TEN))
    values = [
        sample.value
        for part in found.parts
        for sample in part.each()
        if not sample.name.endswith("_created") and math.isfinite(sample.value)
    ]
    if not has_any or not values:
        return
    least, most = min(values), max(values)
    is_counter = found.parts[0].type is MetricType.COUNTER
    if least > 0 and (is_counter or not found.has(names.TIMES_TEN)):
        yield "each > 0"
    elif is_counter or (least >= 0 and not found.has(names.TIMES_TEN)):
        yield "each >= 0"
    else:
        yield f"each {_rounded(_below(least))} .. {_rounded(_above(most))}"


def _of_family(found: _Survivors) -> Iterator[str]:
    if found.has(names.ZERO, of=OBSERVATIONS) or found.has(names.TIMES_TEN, of=OBSERVATIONS):
        yield "observations >= 1"
    means = _means(found.parts)
    is_sum = found.has(names.NAN, of=SUM) or found.has(names.TIMES_TEN, of=SUM)
    if is_sum and means:
        yield f"mean {_rounded(_below(min(means)))} .. {_rounded(_above(max(means)))}"
    bound = _p95_bound(found.parts)
    if found.has(names.SHIFT_BUCKET) and bound is not None:
        yield f"p95 <= {format_number(bound)}"


def _means(parts: Iterable[Part]) -> list[float]:
    found = []
    for part in parts:
        sums = {part.key_of(each): each.value for each in part.samples.get(f"{part.name}_sum", ())}
        for count in part.samples.get(f"{part.name}_count", ()):
            total = sums.get(part.key_of(count), math.nan)
            mean = total / count.value if count.value else math.nan
            if math.isfinite(mean):
                found.append(mean)
    return found


def _p95_bound(parts: Iterable[Part]) -> float | None:
    """The largest finite bound that 95 % of the observations of a label set are within."""
    found: list[float] = []
    for part in parts:
        for child in split_histograms(part.name, part.each()):
            ordered = sorted(
                ((bound, sample.value) for bound, sample in child.buckets),
                key=lambda bucket: bucket[0],
            )
            whole = ordered[-1][1] if ordered else 0.0
            within = [bound for bound, count in ordered if whole and count >= _SHARE * whole]
            if within and math.isfinite(within[0]):
                found.append(within[0])
    return max(found, default=None)


def _below(value: float) -> float:
    return value / _ROOM if value >= 0 else value * _ROOM


def _above(value: float) -> float:
    return value * _ROOM if value >= 0 else value / _ROOM


def _rounded(value: float) -> str:
    return format_number(float(f"{value:.3g}"))


def _literal(value: str) -> str:
    return value.replace("${", "$${")
