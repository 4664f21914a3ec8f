"""Panels put into rows on a grid: no two overlap, no line has a hole, and numbers stay."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from metrics_check.generate.panels import COLUMNS, Panel, PanelKind, Place, Placed, Row

_HEIGHTS = {PanelKind.STAT: 4}
_HEIGHT = 8
_WIDTH = COLUMNS // 2
_MOST_STATS_IN_A_LINE = 6
# Numbers of panels stand in URLs: short ones, far below what JavaScript counts exactly.
_NUMBERS = 10**7


def rows_of(titled: Iterable[tuple[str, Sequence[Panel]]]) -> tuple[Row, ...]:
    """The rows, one below the other; those without panels are left out."""
    rows, top, taken = [], 0, set[int]()
    for title, panels in titled:
        if panels:
            number = _number(f"row {title}", taken=taken)
            placed = tuple(_placed(panels, top=top + 1, taken=taken))
            rows.append(Row(title, Place(0, top, COLUMNS, 1), number, placed))
            top = placed[-1].place.y + placed[-1].place.height
    return tuple(rows)


def _placed(panels: Sequence[Panel], *, top: int, taken: set[int]) -> Iterator[Placed]:
    for line in _lines(panels):
        height = max(_HEIGHTS.get(panel.kind, _HEIGHT) for panel, _ in line)
        left = 0
        for panel, width in line:
            number = _number(panel.key, taken=taken)
            yield Placed(panel, Place(left, top, width, height), number)
            left += width
        top += height


def _lines(panels: Sequence[Panel]) -> Iterator[list[tuple[Panel, int]]]:
    """The panels of each line with their widths, which fill it."""
    usual = _usual_width(panels)
    line: list[tuple[Panel, int]] = []
    for panel in panels:
        width = panel.width or usual
        if line and sum(each for _, each in line) + width > COLUMNS:
            yield _filled(line)
            line = []
        line.append((panel, width))
    if line:
        yield _filled(line)


def _usual_width(panels: Sequence[Panel]) -> int:
    if any(panel.kind is not PanelKind.STAT for panel in panels):
        return _WIDTH
    lines = -(-len(panels) // _MOST_STATS_IN_A_LINE)
    return COLUMNS // -(-len(panels) // lines)


def _filled(line: list[tuple[Panel, int]]) -> list[tuple[Panel, int]]:
    """What is left of the line goes to those whose width nobody asked for, else to the last."""
    growing = [at for at, (panel, _) in enumerate(line) if panel.width is None] or [len(line) - 1]
    left = COLUMNS - sum(width for _, width in line)
    share, more = divmod(left, len(growing))
    extra = {at: share + (order < more) for order, at in enumerate(growing)}
    return [(panel, width + extra.get(at, 0)) for at, (panel, width) in enumerate(line)]


def _number(key: str, *, taken: set[int]) -> int:
    number = int(hashlib.sha256(key.encode()).hexdigest(), 16) % _NUMBERS + 1
    while number in taken:
        number += 1
    taken.add(number)
    return number
