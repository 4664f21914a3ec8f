"""The comparison on top taken apart where it fills: what is judged, and what cannot be."""

import pytest

from metrics_check.promql.comparison import TopComparison, makes_up_elements, top_comparison


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a > fill_right(1) b",
            TopComparison("a", "a > ignoring () group_left () fill_right (1) b", "a"),
            id="one to one",
        ),
        pytest.param(
            "a > on (x) group_right () fill_right(1) b",
            TopComparison(
                "b",
                "a > on (x) group_right () fill_right (1) b",
                "a",
                alone="a unless on (x) b",
            ),
            id="a set operator fills nothing",
        ),
    ],
)
def test_top_comparison(text: str, expected: TopComparison) -> None:
    assert top_comparison(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a > fill(0) b", True, id="both sides"),
        pytest.param("(a > fill_left(0) b)", True, id="the side that is judged"),
        pytest.param("0 < (a > fill_left(0) b)", True, id="in a chain"),
        pytest.param("a > fill_right(0) b", False, id="the other side"),
        pytest.param("a + fill(0) b > 0", False, id="arithmetic"),
        pytest.param("a > bool fill(0) b", False, id="bool"),
        pytest.param("a", False, id="no comparison"),
    ],
)
def test_made_up(text: str, expected: bool) -> None:
    assert makes_up_elements(text) == expected
