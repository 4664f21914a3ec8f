"""Small charts as SVG within the HTML page: verdicts and values over the reads of a wait.

Colours come from the page's style by class, since its policy allows no style of their own.
"""

import math
from collections.abc import Iterator, Sequence

from metrics_check.model.polls import Polls, Track
from metrics_check.notation.quantity import shown_number
from metrics_check.report.markup import Markup, element, nested

_WIDTH = 600.0
_STRIP, _LINE, _BARS = 8.0, 40.0, 80.0
_MARGIN = 3.0
_MANY, _APART, _OVERLAP = 40, 2.0, 0.3


def counts_chart(polls: Polls) -> Markup:
    """A bar for each read, the verdicts stacked, those that fail below."""
    columns = list(zip(*(numbers for _, numbers in polls.counts), strict=True))
    most = max(map(sum, columns))
    bars: list[Markup] = []
    for at, column in enumerate(columns):
        bottom = _BARS
        for (verdict, _), number in zip(polls.counts, column, strict=True):
            height = _BARS * number / most if most else 0.0
            bottom -= height
            if number:
                bars.append(_column(at, len(columns), top=bottom, height=height, verdict=verdict))
    return _svg(bars, height=_BARS, said=_told_counts(polls))


def track_chart(track: Track) -> Markup:
    """A strip of verdicts, and above it the values as a line where there are two at least."""
    count = len(track.verdicts)
    finite = _finite(track)
    top = _LINE if len(finite) > 1 else 0.0
    strip = (
        _column(at, count, top=top, height=_STRIP, verdict=verdict)
        for at, verdict in enumerate(track.verdicts)
        if verdict
    )
    lines = _lines(track.values, low=min(finite), high=max(finite)) if top else ()
    return _svg([*lines, *strip], height=top + _STRIP, said=told_track(track))


def told_track(track: Track) -> str:
    """`unproven to pass; value 0 to 3`: the chart in words."""
    finite = _finite(track)
    first, last = (each or "not there" for each in (track.verdicts[0], track.verdicts[-1]))
    said = f"{first} to {last}" if first != last else f"{last} throughout"
    if len({*track.verdicts}) > 1 and first == last:
        said = f"{last}, and others between"
    if len(finite) < 2:
        return said
    low, high = shown_number(min(finite)), shown_number(max(finite))
    return f"{said}; value {low}" + (f" to {high}" if high != low else "")


def _finite(track: Track) -> list[float]:
    return [value for value in track.values if value is not None and math.isfinite(value)]


def _column(at: int, count: int, *, top: float, height: float, verdict: str) -> Markup:
    width = _WIDTH / count
    # A few stand apart; of many each overlaps the next, so that no hair of the page shows between.
    drawn = width - _APART if count < _MANY else width + _OVERLAP
    return element(
        "rect",
        class_=verdict,
        x=_number(at * width),
        y=_number(top),
        width=_number(drawn),
        height=_number(height),
    )


def _lines(values: Sequence[float | None], *, low: float, high: float) -> Iterator[Markup]:
    """A line for each stretch of values; one that stands alone is a dot."""
    width, room = _WIDTH / len(values), _LINE - 2 * _MARGIN
    stretch: list[str] = []
    for at, value in enumerate([*values, None]):
        if value is not None and math.isfinite(value):
            share = (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.5
            point = ((at + 0.5) * width, _MARGIN + room * (1 - share))
            stretch.append(f"{_number(point[0])},{_number(point[1])}")
            continue
        if len(stretch) == 1:
            x, _, y = stretch[0].partition(",")
            yield element("circle", cx=x, cy=y, r="2")
        elif stretch:
            yield element("polyline", points=" ".join(stretch))
        stretch = []


def _svg(content: Sequence[Markup], *, height: float, said: str) -> Markup:
    title = element("title", said)
    return nested(
        "svg",
        title,
        *content,
        class_="chart",
        role="img",
        viewBox=f"0 0 {_number(_WIDTH)} {_number(height)}",
        height=_number(height),
        preserveAspectRatio="none",
    )


def _told_counts(polls: Polls) -> str:
    pairs = (f"{verdict} {numbers[0]} to {numbers[-1]}" for verdict, numbers in polls.counts)
    return f"verdicts from the first read to the last: {', '.join(pairs)}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
