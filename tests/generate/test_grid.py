"""Panels on a grid: every cell is taken once, whatever widths are asked for, and order stays."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from metrics_check.generate.grid import rows_of
from metrics_check.generate.panels import COLUMNS, Panel, PanelKind, Row

WIDTHS = st.one_of(st.none(), st.integers(1, COLUMNS))
KINDS = st.sampled_from(list(PanelKind))
ROWS = st.lists(st.lists(st.tuples(KINDS, WIDTHS), max_size=20), max_size=4)


def placed(rows: list[list[tuple[PanelKind, int | None]]]) -> tuple[Row, ...]:
    """Rows of panels of these kinds and widths."""
    return rows_of(
        (
            f"row {at}",
            [
                Panel(kind, f"{at} {number}", f"{at} {number}", (), width=width)
                for number, (kind, width) in enumerate(row)
            ],
        )
        for at, row in enumerate(rows)
    )


@given(ROWS)
def test_no_hole_and_no_overlap(asked: list[list[tuple[PanelKind, int | None]]]) -> None:
    rows = placed(asked)
    places = [row.place for row in rows] + [each.place for row in rows for each in row.panels]
    cells = Counter(
        (x, y)
        for place in places
        for x in range(place.x, place.x + place.width)
        for y in range(place.y, place.y + place.height)
    )
    height = max((place.y + place.height for place in places), default=0)
    assert cells == Counter((x, y) for x in range(COLUMNS) for y in range(height))
    told = [[each.panel.title for each in row.panels] for row in rows]
    assert told == [
        [f"{at} {number}" for number in range(len(row))] for at, row in enumerate(asked) if row
    ]
    order = [(each.place.y, each.place.x) for row in rows for each in row.panels]
    assert order == sorted(order)
    numbers = [row.number for row in rows]
    numbers += [each.number for row in rows for each in row.panels]
    assert len(set(numbers)) == len(numbers)
    assert all(0 < number < 2**31 for number in numbers)


def test_a_width_that_is_asked_for_is_kept_where_another_can_grow() -> None:
    (row,) = placed([[(PanelKind.TIMESERIES, 6), (PanelKind.TIMESERIES, None)]])
    assert [each.place.width for each in row.panels] == [6, 18]


def test_verdicts_stand_in_lines_of_the_same_length() -> None:
    (row,) = placed([[(PanelKind.STAT, None)] * 8])
    assert [(each.place.y, each.place.width) for each in row.panels] == [(1, 6)] * 4 + [(5, 6)] * 4


def test_two_of_the_same_key_have_two_numbers() -> None:
    panel = Panel(PanelKind.STAT, "same", "same", ())
    (row,) = rows_of([("row", [panel, panel])])
    first, second = (each.number for each in row.panels)
    assert second == first + 1
