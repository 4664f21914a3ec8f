"""Which readers of metrics a change hits: those of which something else, or nothing, comes out.

What reads what a recording rule records is hit with the rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain

from metrics_check.audit.diff.change import Change, Difference, Hit
from metrics_check.audit.diff.exposed import bound_text
from metrics_check.audit.diff.reader import Reader, Reading
from metrics_check.audit.diff.surface import Key, ShownMetric, Surface
from metrics_check.errors import InvalidInput
from metrics_check.exposition.candidates import FAMILIES
from metrics_check.model.series import MatchOp
from metrics_check.promql.regex import compile_matcher, matcher_test
from metrics_check.record import record

_RULE = "rule"
_PARTS = ("_bucket", "_sum", "_count")
_INF = "+Inf"
# What a pattern that chooses does not take.
_ANY_TEXT = "\0"
# Operators by which something is chosen.
_CHOOSING = frozenset({MatchOp.EQUAL, MatchOp.REGEX})
_WHOLE = frozenset(
    {
        *("family-removed", "family-renamed", "series-removed"),
        *("target-removed", "type-changed", "unit-changed"),
    }
)
_OF_LABELS = frozenset({"label-partial", "label-removed", "label-renamed"})


@record
class _Index:
    """The readers, and which of them read a name; `open_ones` go by a pattern."""

    readers: tuple[Reader, ...]
    by_name: Mapping[str, tuple[int, ...]]
    open_ones: tuple[int, ...]

    def near(self, names: Iterable[str]) -> list[int]:
        """Those that may read one of these names, in order."""
        named = (at for name in names for at in self.by_name.get(name, ()))
        return sorted({*named, *self.open_ones})


def with_hits(
    difference: Difference, readers: Iterable[Reader], *, old: Surface, new: Surface
) -> Difference:
    """The changes with who is hit by each: breaking ones, and values that are gone."""
    index = _indexed(readers)
    left = frozenset(metric.name for metric in new.metrics.values())

    def hit(change: Change) -> Change:
        is_looked_at = change.is_breaking or change.kind == "value-removed"
        names = _names(change, old=old.metrics, left=left) if is_looked_at else {}
        return replace(change, hits=tuple(_hits(change, index, names=names)))

    return Difference(
        tuple(hit(change) for change in difference.breaking),
        tuple(hit(change) for change in difference.compatible),
    )


def _indexed(readers: Iterable[Reader]) -> _Index:
    every = tuple(readers)
    by_name: dict[str, list[int]] = {}
    open_ones: list[int] = []
    for at, reader in enumerate(every):
        for reading in reader.readings:
            if reading.name is not None:
                by_name.setdefault(reading.name, []).append(at)
            elif reading.pattern:
                open_ones.append(at)
    return _Index(every, {name: tuple(own) for name, own in by_name.items()}, tuple(open_ones))


def _names(
    change: Change, *, old: Mapping[Key, ShownMetric], left: frozenset[str]
) -> Mapping[str, str]:
    """The names by which series of it are read, each with its part."""
    if change.kind == "target-removed":
        metrics = [m for key, m in old.items() if key[0] == change.target and m.name not in left]
    else:
        metrics = [m for m in (old.get((change.target, change.metric)),) if m is not None]
    found: dict[str, str] = {}
    for metric in metrics:
        is_family = not metric.types.isdisjoint(FAMILIES)
        for part in ("", *(_PARTS if is_family else ()), *metric.parts):
            found[f"{metric.name}{part}"] = part
    return found


def _hits(change: Change, index: _Index, *, names: Mapping[str, str]) -> Iterator[Hit]:
    readers = index.readers
    hit: dict[int, str] = {
        at: ""
        for at in (index.near(names) if names else ())
        if any(_is_hit(change, readers[at], each, names=names) for each in readers[at].readings)
    }
    waiting = list(hit)
    while waiting:
        rule = readers[waiting.pop()]
        for at in index.by_name.get(rule.name, ()) if rule.kind == _RULE else ():
            if at not in hit:
                hit[at] = rule.name
                waiting.append(at)
    found = (
        Hit(readers[at].kind, readers[at].name, readers[at].where, hit[at]) for at in sorted(hit)
    )
    yield from dict.fromkeys(found)


def _is_hit(change: Change, reader: Reader, reading: Reading, *, names: Mapping[str, str]) -> bool:
    parts = _parts(reading, names)
    if not parts:
        return False
    if change.kind in _WHOLE:
        return True
    if change.kind in _OF_LABELS:
        is_named = change.label in reader.labels or _matches(reading, change.label)
        return is_named or reading.is_matched
    if change.kind == "label-added":
        return reading.shows_all
    if change.kind == "part-removed":
        return reading.is_family or not parts.isdisjoint(change.values)
    if change.kind in {"bucket-removed", "quantile-removed"}:
        return _is_hit_by_bounds(change, reader, reading, parts=parts)
    return _chooses(reading, change.label, change.values)


def _is_hit_by_bounds(
    change: Change, reader: Reader, reading: Reading, *, parts: frozenset[str]
) -> bool:
    if not reader.bounds.isdisjoint(change.values):
        return True
    if change.kind == "quantile-removed":
        return _chooses(reading, "quantile", change.values, are_bounds=True)
    if _INF in change.values and (reading.is_family or "_bucket" in parts):
        return True
    return _chooses(reading, "le", change.values, are_bounds=True)


def _parts(reading: Reading, names: Mapping[str, str]) -> frozenset[str]:
    """The parts of the metric that it reads; none where it reads another."""
    if reading.name is not None:
        return frozenset({names[reading.name]} if reading.name in names else ())
    test = _test(partial(compile_matcher, reading.pattern)) if reading.pattern else None
    return frozenset(part for name, part in names.items() if test is not None and test(name))


def _matches(reading: Reading, label: str) -> bool:
    return any(matcher.label == label for matcher in reading.matchers)


def _chooses(
    reading: Reading, label: str, values: tuple[str, ...], *, are_bounds: bool = False
) -> bool:
    """Whether one of its matchers of the label takes one of the values, and not any text."""
    for matcher in reading.matchers:
        if matcher.label != label or matcher.op not in _CHOOSING:
            continue
        is_bound = are_bounds and matcher.op is MatchOp.EQUAL
        own = replace(matcher, value=bound_text(matcher.value)) if is_bound else matcher
        test = _test(partial(matcher_test, own))
        if test is None or test(_ANY_TEXT):
            continue
        # Clients write the bound `1` as `1.0`, which a pattern may say.
        spellings = chain(values, (f"{each}.0" for each in values)) if are_bounds else values
        if any(map(test, spellings)):
            return True
    return False


def _test(compiled: Callable[[], Callable[[str], bool]]) -> Callable[[str], bool] | None:
    """The test of a pattern; None where it is no pattern."""
    try:
        return compiled()
    except InvalidInput:
        return None
