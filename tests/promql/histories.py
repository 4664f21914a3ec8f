"""Random series over several scrapes, and random range functions over them.

Series begin late, end with a stale marker or without one, have gaps, are reset, hold NaN.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from metrics_check.promql.storage import STALE
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Paren,
    Range,
    Selector,
)
from tests.promql.expressions import GAUGES, VALUES, random_samples, random_value
from tests.real.remote_write import WrittenSeries

SPAN_MS = 600_000
# Halves of seconds, so that most rates are exact, and one that is not.
INTERVALS_MS = (8_000, 16_000, 32_000, 64_000, 15_000)
SHARES = (0.0, 0.25, 0.5, 0.9, 1.0, -1.0, 2.0)
COUNTED = ("rate", "increase", "irate", "resets")
# fmt: off
RANGE_FUNCTIONS = (
    *COUNTED, *COUNTED, "delta", "idelta", "changes", "avg_over_time", "min_over_time",
    "max_over_time", "sum_over_time", "count_over_time", "stddev_over_time", "stdvar_over_time",
    "last_over_time", "present_over_time", "absent_over_time", "quantile_over_time",
)
# fmt: on
# These make much of the last digit of what is computed.
_TOUCHY = frozenset({"sin", "cos", "tan"})


def random_history(rng: Random) -> tuple[WrittenSeries, ...]:
    """Series with times in milliseconds from zero to `SPAN_MS`."""
    interval_ms = rng.choice(INTERVALS_MS)
    jitter_ms = rng.choice((0, 0, 1, 400))
    times = [
        time + rng.randint(0, jitter_ms) for time in range(0, SPAN_MS - jitter_ms, interval_ms)
    ]
    found = []
    for name, labels, first in random_samples(rng):
        is_counter = name not in GAUGES[:3]
        values = _counts(rng, first) if is_counter else _gauges(rng)
        samples = [(time, next(values)) for time in times]
        kept = {label: text for label, text in labels.items() if text} | {"__name__": name}
        found.append(WrittenSeries(kept, tuple(_lived(rng, samples))))
    return tuple(series for series in found if series.samples)


def _counts(rng: Random, first: float) -> Iterator[float]:
    count = first
    while True:
        yield count
        chance = rng.random()
        count = 0.0 if chance < 0.04 else count + rng.choice((0, 1, 2, 2.5, 8, 100))


def _gauges(rng: Random) -> Iterator[float]:
    value = random_value(rng)
    while True:
        yield value
        if rng.random() < 0.6:
            value = random_value(rng) if rng.random() < 0.2 else rng.choice(VALUES[:10])


def _lived(rng: Random, samples: list[tuple[int, float]]) -> Iterator[tuple[int, float]]:
    """The samples of a series that was there for a while only."""
    start = rng.choice((0, 0, 0, rng.randrange(len(samples))))
    end = rng.choice((len(samples), len(samples), rng.randrange(len(samples)), start + 1))
    share = rng.choice((1.0, 1.0, 0.7, 0.2))
    for time, value in samples[start:end]:
        if rng.random() < share:
            yield time, STALE if rng.random() < 0.03 else value
    if end < len(samples) and rng.random() < 0.6:
        yield samples[end][0], STALE


def random_moment(rng: Random, history: tuple[WrittenSeries, ...]) -> int:
    """A time to ask at: often just when a sample was taken, or when one leaves the lookback."""
    time, _ = rng.choice(rng.choice(history).samples)
    if rng.random() < 0.3:
        return time + rng.choice((0, 299_999, 300_000, 300_001, 8_000, 64_000))
    return rng.randrange(SPAN_MS // 4, SPAN_MS + 100_000)


def with_ranges(node: Node, rng: Random) -> Node:
    """The expression with range functions in the place of many of its selectors."""
    match node:
        case Selector():
            return _over_range(node, rng) if rng.random() < 0.6 else node
        case Paren() | Negation():
            return replace(node, inner=with_ranges(node.inner, rng))
        case Binary() if node.operator != "%":
            left, right = with_ranges(node.left, rng), with_ranges(node.right, rng)
            return replace(node, left=left, right=right)
        case Aggregation() if node.operator != "count_values":
            return replace(node, inner=with_ranges(node.inner, rng))
        case Call() if node.function not in _TOUCHY:
            return replace(node, arguments=tuple(with_ranges(a, rng) for a in node.arguments))
        case _:
            return node


def _over_range(selector: Selector, rng: Random) -> Node:
    if rng.random() < 0.08:
        # Of so large a number little would be left behind the last digit that may differ.
        return Paren(Binary("%", Call("timestamp", (selector,)), Number(1000.0)))
    ranged = Range(selector, rng.choice(_RANGES)(rng))
    name = rng.choice(RANGE_FUNCTIONS)
    inner: Node = Paren(ranged) if rng.random() < 0.05 else ranged
    if name == "quantile_over_time":
        return Call(name, (Number(rng.choice(SHARES)), inner))
    return Call(name, (inner,))


def random_range(selector: Selector, rng: Random) -> Range:
    """A bare range vector."""
    return Range(selector, rng.choice(_RANGES)(rng))


_RANGES: tuple[Callable[[Random], int], ...] = (
    *[lambda rng: rng.choice((32_000, 64_000, 128_000, 256_000, 512_000))] * 4,
    lambda rng: rng.choice((15_000, 30_000, 60_000, 300_000, 600_000)),
    lambda rng: rng.choice((1, 8_000, 16_000, 64_001, 63_999)),
)
