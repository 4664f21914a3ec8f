"""The raw numbers of the cross product, and the expositions that show them."""

import math
from collections.abc import Mapping

from tests.assertions.oracle import Child, Labels

INF, NAN = math.inf, math.nan
AX: Labels = (("g", "a"), ("l", "x"))
AY: Labels = (("g", "a"), ("l", "y"))
BX: Labels = (("g", "b"), ("l", "x"))
NO_LABEL: Labels = ()

PLAIN: Mapping[str, Mapping[Labels, float]] = {
    "missing": {},
    "five": {AX: 5.0},
    "zero": {AX: 0.0, AY: 0.0},
    "two": {AX: 5.0, AY: 7.0},
    "one-low": {AX: 5.0, AY: 1.0},
    "all-low": {AX: 1.0, AY: 2.0},
    "groups": {AX: 5.0, BX: 6.0},
    "one-group-low": {AX: 5.0, AY: 1.0, BX: 1.0},
    "one-group-nan": {AX: 5.0, BX: NAN},
    "nan": {AX: NAN},
    "one-nan": {AX: 5.0, AY: NAN},
    "inf": {AX: INF, AY: 5.0},
    "minus-inf": {AX: -INF, AY: 5.0},
    "both-inf": {AX: INF, AY: -INF},
    "no-label": {NO_LABEL: 5.0},
    "some-label": {NO_LABEL: 1.0, AX: 5.0},
    "negative": {AX: -5.0, BX: 5.0},
}
HISTOGRAM: Mapping[str, Mapping[Labels, Child]] = {
    "missing": {},
    "low": {AX: Child(4, 4, 4, 2.0)},
    "spread": {AX: Child(2, 4, 4, 12.0)},
    "zero": {AX: Child(0, 0, 0, 0.0)},
    "all-in-inf": {AX: Child(0, 0, 4, 400.0)},
    "one-in-inf": {AX: Child(2, 3, 4, 112.0)},
    "two": {AX: Child(2, 4, 4, 12.0), AY: Child(1, 2, 2, 5.0)},
    "one-child-zero": {AX: Child(2, 4, 4, 12.0), AY: Child(0, 0, 0, 0.0)},
    "groups": {AX: Child(2, 4, 4, 12.0), BX: Child(1, 2, 2, 5.0)},
    "one-group-bad": {AX: Child(4, 4, 4, 2.0), BX: Child(0, 0, 2, 200.0)},
    "one-group-zero": {AX: Child(4, 4, 4, 2.0), BX: Child(0, 0, 0, 0.0)},
    "all-groups-zero": {AX: Child(0, 0, 0, 0.0), BX: Child(0, 0, 0, 0.0)},
    "bad-and-zero": {AX: Child(0, 0, 2, 200.0), BX: Child(0, 0, 0, 0.0)},
    "nan-sum": {AX: Child(2, 4, 4, NAN)},
    "inf-sum": {AX: Child(2, 4, 4, INF)},
    "no-label": {NO_LABEL: Child(1, 2, 2, 5.0)},
}


def plain_text(series: Mapping[Labels, float]) -> str:
    """An exposition of a gauge `m`."""
    lines = [f"m{_braced(labels)} {_number(value)}" for labels, value in series.items()]
    return "\n".join(["# TYPE m gauge", *lines, "other 1"]) + "\n"


def histogram_text(children: Mapping[Labels, Child]) -> str:
    """An exposition of a histogram `h`."""
    lines = ["# TYPE h histogram"]
    for labels, child in children.items():
        counts = {"1.0": child.up_to_one, "8.0": child.up_to_eight, "+Inf": child.count}
        lines += [
            f"h_bucket{_braced((*labels, ('le', bound)))} {count}"
            for bound, count in counts.items()
        ]
        lines.append(f"h_sum{_braced(labels)} {_number(child.sum)}")
        lines.append(f"h_count{_braced(labels)} {child.count}")
    return "\n".join([*lines, "other 1"]) + "\n"


def expositions() -> tuple[str, ...]:
    """Every exposition of the product."""
    return (*map(plain_text, PLAIN.values()), *map(histogram_text, HISTOGRAM.values()))


def _braced(labels: Labels) -> str:
    inside = ",".join(f'{name}="{value}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _number(value: float) -> str:
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return "NaN" if math.isnan(value) else repr(value)
