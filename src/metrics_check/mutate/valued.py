"""Changes of values: nothing happened, no number, ten times as much, a bucket further. Pure."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from metrics_check.exposition.histograms import split_histograms
from metrics_check.exposition.model import Sample
from metrics_check.mutate.mutant import OBSERVATIONS, SUM, Mutant
from metrics_check.mutate.part import Key, Part

Begun = Mapping[tuple[str, Key], float]
"""What a run began with, by sample name and labels; a value rose since then."""

_SUMS = ("_sum", "_gsum")
_COUNTED = ("_bucket", "_count", "_gcount", *_SUMS)


def begun_with(part: Part | None) -> Begun:
    """The values with which a run began; none where no run is judged."""
    if part is None:
        return {}
    return {_key(sample): sample.value for sample in part.each()}


def zero(mutant: Mutant, part: Part, begun: Begun) -> Part:
    """Nothing was counted; over a run, nothing since it began."""
    return _valued(mutant, part, lambda sample: begun.get(_key(sample), 0.0))


def nan(mutant: Mutant, part: Part, begun: Begun) -> Part:
    """A value that is no number."""
    return _valued(mutant, part, lambda _: math.nan)


def multiplied(mutant: Mutant, part: Part, begun: Begun) -> Part:
    """A value many times as large; over a run, what it rose by."""

    def larger(sample: Sample) -> float:
        begin = begun.get(_key(sample), 0.0)
        return begin + (sample.value - begin) * mutant.factor

    return _valued(mutant, part, larger)


def shift_bucket(mutant: Mutant, part: Part, begun: Begun) -> Part:
    """Each observation in the next larger bucket, as far as there is one; with an infinite factor
    all of them beyond the last bound.
    """
    shifted: dict[int, float] = {}
    own = None if mutant.labels is None else frozenset(mutant.labels.items())
    for child in split_histograms(part.name, part.each()):
        if own not in (None, frozenset(child.labels.items())):
            continue
        ordered = sorted(child.buckets, key=lambda bucket: bucket[0])
        values = [sample.value for _, sample in ordered]
        before = [begun.get(_key(sample), 0.0) for _, sample in ordered]
        rises = [value - begin for value, begin in zip(values, before, strict=True)]
        moved = [0.0, *rises] if math.isfinite(mutant.factor) else [0.0] * len(rises)
        for (_, sample), begin, rise in zip(ordered[:-1], before, moved, strict=False):
            shifted[id(sample)] = begin + rise
    return part.changed(lambda sample: replace(sample, value=shifted.get(id(sample), sample.value)))


def _valued(mutant: Mutant, part: Part, value: Callable[[Sample], float]) -> Part:
    key = None if mutant.labels is None else frozenset(mutant.labels.items())

    def changed(sample: Sample) -> Sample:
        is_own = key is None or part.key_of(sample) == key
        return replace(sample, value=value(sample)) if is_own and _is_of(mutant, sample) else sample

    return part.changed(changed)


def _is_of(mutant: Mutant, sample: Sample) -> bool:
    if sample.name.endswith("_created") and sample.name != mutant.metric:
        return False
    if mutant.of == SUM:
        return sample.name.endswith(_SUMS)
    return mutant.of != OBSERVATIONS or sample.name.endswith(_COUNTED)


def _key(sample: Sample) -> tuple[str, Key]:
    return sample.name, frozenset(sample.labels.items())
