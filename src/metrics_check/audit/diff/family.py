"""One metric of OLD compared with the same, or its likely heir, of NEW."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from metrics_check.audit.diff.change import Change, severity
from metrics_check.audit.diff.surface import LabelSet, ShownMetric, Use
from metrics_check.audit.diff.told import (
    counted,
    labels_of,
    name_of,
    names_of,
    summary_of,
    types_of,
    values_of,
)
from metrics_check.audit.diff.values import is_closed
from metrics_check.exposition.candidates import UNTOLD
from metrics_check.model.series import MetricType
from metrics_check.notation.visible import visible
from metrics_check.record import record

_QUANTILED = frozenset({MetricType.SUMMARY})


@record
class _Pair:
    """A metric before and after."""

    old: ShownMetric
    new: ShownMetric

    def change(
        self,
        kind: str,
        detail: str,
        *,
        is_breaking: bool | None = None,
        label: str = "",
        renamed_to: str = "",
        values: Collection[str] = (),
        count: int = 0,
        is_open: bool = False,
    ) -> Change:
        """A change of this metric, called as OLD called it."""
        is_gone = kind.endswith(("-removed", "-partial"))
        return Change(
            kind=kind,
            metric=self.old.name,
            detail=detail,
            is_breaking=severity(kind) if is_breaking is None else is_breaking,
            where=self.old.place if is_gone else self.new.place,
            target=self.old.target,
            label=label,
            renamed_to=renamed_to,
            values=tuple(values),
            count=count or len(values),
            is_open=is_open,
        )


def one_sided(kind: str, metric: ShownMetric) -> Change:
    """The change that a metric is there on one side only."""
    return Change(
        kind, metric.name, summary_of(metric), severity(kind), metric.place, metric.target
    )


def compare_metrics(old: ShownMetric, new: ShownMetric) -> Iterator[Change]:
    """What changed of one metric; nothing where it is as it was."""
    pair = _Pair(old, new)
    yield from _metadata(pair)
    if old.series is not None and new.series is not None and not (old.series and new.series):
        yield from _emptied(pair, before=old.series, after=new.series)
        return
    yield from _labels(pair)
    yield from _series(pair)
    if old.types == new.types or (old.parts and new.parts and old.parts.keys() == new.parts.keys()):
        yield from _parts(pair)
    if _has_bounds(pair):
        yield from _bounds(pair)


def _metadata(pair: _Pair) -> Iterator[Change]:
    old, new = pair.old, pair.new
    if old.types != new.types:
        is_told = not old.types <= UNTOLD
        yield pair.change("type-changed", f"{types_of(old)} → {types_of(new)}", is_breaking=is_told)
    if old.unit != new.unit:
        kind = "unit-changed" if old.unit and new.unit else None
        kind = kind or ("unit-added" if new.unit else "unit-removed")
        told = " → ".join(name_of(unit) for unit in (old.unit, new.unit) if unit)
        yield pair.change(kind, told)
    if old.help != new.help:
        yield pair.change("help-changed", "the help text differs")


def _emptied(
    pair: _Pair, *, before: Collection[LabelSet], after: Collection[LabelSet]
) -> Iterator[Change]:
    if before:
        detail = f"no series is left, {_were(len(before))}"
        yield pair.change("series-removed", detail, is_breaking=True, count=len(before))
    if after:
        detail = f"{counted(len(after), 'series')}, there was none"
        yield pair.change("series-added", detail, count=len(after))


def _were(number: int) -> str:
    return "there was 1" if number == 1 else f"there were {number}"


def _labels(pair: _Pair) -> Iterator[Change]:
    old, new = pair.old.labels, pair.new.labels
    gone = [label for label in old if label not in new]
    added = [label for label in new if label not in old]
    if len(gone) == len(added) == 1 and old[gone[0]] == new[added[0]] and old[gone[0]].values:
        (before,), (after,) = gone, added
        detail = f"{name_of(before)} is gone, {name_of(after)} is new, with the same values"
        yield pair.change("label-renamed", detail, label=before, renamed_to=after)
        gone, added = [], []
    for label in gone:
        yield pair.change("label-removed", _label(label, old[label]), label=label)
    for label in added:
        yield pair.change("label-added", _label(label, new[label]), label=label)
    for label in old:
        if label in new:
            yield from _uses(pair, label, before=old[label], after=new[label])


def _label(label: str, use: Use) -> str:
    values = f", {counted(len(use.values), 'value')}" if use.values else ""
    return f"{name_of(label)}{values}{'' if use.is_everywhere else ', on some series'}"


def _uses(pair: _Pair, label: str, *, before: Use, after: Use) -> Iterator[Change]:
    named = name_of(label)
    if before.is_everywhere and not after.is_everywhere:
        yield pair.change("label-partial", f"{named} is not on every series any more", label=label)
    if after.is_everywhere and not before.is_everywhere:
        yield pair.change("label-complete", f"{named} is on every series now", label=label)
    closed = partial(_is_closed, pair, label)
    for kind, gone, of in (
        ("value-removed", before.values - after.values, before.values),
        ("value-added", after.values - before.values, after.values),
    ):
        if not gone:
            continue
        is_set = closed(of)
        detail = f"{named}: {values_of(gone)}" if is_set else _counted(named, kind, gone, of)
        is_breaking = is_set and kind == "value-removed"
        yield pair.change(
            kind,
            detail,
            is_breaking=is_breaking,
            label=label,
            values=sorted(gone),
            is_open=not is_set,
        )


def _counted(label: str, kind: str, some: Collection[str], of: Collection[str]) -> str:
    word = "gone" if kind == "value-removed" else "new"
    return f"{label}: {len(some)} of {counted(len(of), 'value')} {word}"


def _is_closed(pair: _Pair, label: str, values: Collection[str]) -> bool:
    is_declared = pair.old.is_declared and pair.new.is_declared
    return is_declared or is_closed(label, metric=pair.old.name, values=values)


def _series(pair: _Pair) -> Iterator[Change]:
    """Label sets that are gone or new although each of their labels and values is still there."""
    before, after = pair.old.series, pair.new.series
    if before is None or after is None or before == after:
        return
    old, new = pair.old.labels, pair.new.labels
    same = {
        label
        for label, use in old.items()
        if label in new and use.is_everywhere == new[label].is_everywhere
    }
    old_sets, new_sets = _projected(before, same), _projected(after, same)
    removed = _unexplained(old_sets - new_sets, known=new)
    added = _unexplained(new_sets - old_sets, known=old)
    for kind, some, of in (
        ("series-removed", removed, old_sets),
        ("series-added", added, new_sets),
    ):
        if some:
            word = "gone" if kind == "series-removed" else "new"
            detail = f"{len(some)} of {counted(len(of), 'label set')} {word}{_such_as(pair, some)}"
            yield pair.change(kind, detail, is_breaking=False, count=len(some))


def _projected(series: Iterable[LabelSet], labels: set[str]) -> frozenset[LabelSet]:
    return frozenset(frozenset(item for item in each if item[0] in labels) for each in series)


def _unexplained(some: Iterable[LabelSet], *, known: Mapping[str, Use]) -> list[LabelSet]:
    """Those of which no value alone is gone or new, in order."""
    left = (each for each in some if all(value in known[label].values for label, value in each))
    return sorted(left, key=sorted)


def _such_as(pair: _Pair, some: Collection[LabelSet]) -> str:
    """An example, where no label of it tells things apart."""
    first = next(iter(some))
    uses = pair.old.labels
    is_plain = all(
        label in uses and _is_closed(pair, label, uses[label].values) for label, _ in first
    )
    return f", such as {labels_of(first)}" if is_plain and first else ""


def _parts(pair: _Pair) -> Iterator[Change]:
    old, new = pair.old.parts, pair.new.parts
    for kind, from_, to in (("part-removed", old, new), ("part-added", new, old)):
        some = [part for part in from_ if _is_less(part, from_, to)]
        if some:
            names = names_of([f"{pair.old.name}{part}" for part in some])
            yield pair.change(kind, names + _only_some(some, to), values=some)


def _has_bounds(pair: _Pair) -> bool:
    """Whether both have them, or the one that has none is not for want of a part or a type."""
    old, new = pair.old, pair.new
    is_same = old.types == new.types and old.parts.keys() == new.parts.keys()
    return bool(old.bounds and new.bounds) or is_same


def _bounds(pair: _Pair) -> Iterator[Change]:
    old, new = pair.old.bounds, pair.new.bounds
    word = "quantile" if pair.old.types & pair.new.types & _QUANTILED else "bucket"
    label = "quantile" if word == "quantile" else "le"
    for kind, from_, to in ((f"{word}-removed", old, new), (f"{word}-added", new, old)):
        some = sorted((b for b in from_ if _is_less(b, from_, to)), key=_number)
        if some:
            told = f"{label} {names_of([visible(bound) for bound in some])}"
            yield pair.change(kind, told + _only_some(some, to), values=some)


def _is_less(name: str, before: Mapping[str, bool], after: Mapping[str, bool]) -> bool:
    """Whether it is gone, or is no longer on every series."""
    return name not in after or (before[name] and not after[name])


def _only_some(some: Iterable[str], to: Mapping[str, bool]) -> str:
    return ", on some series" if any(each in to for each in some) else ""


def _number(text: str) -> tuple[float, str]:
    try:
        return float(text), text
    except ValueError:
        return float("inf"), text
