"""What stands at the top of a query, and whether it needs history."""

from dataclasses import replace

import pytest

from metrics_check.promql.history import needed_history
from metrics_check.promql.structure import Comparison, top

PLAIN = Comparison(
    operator=">",
    left="a",
    right="b",
    is_bool=False,
    on=None,
    ignoring=None,
    group="",
    include=(),
    is_left_scalar=False,
    is_right_scalar=False,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a > b", PLAIN, id="plain"),
        pytest.param("((a > b))", PLAIN, id="in parentheses"),
        pytest.param("a > bool b", replace(PLAIN, is_bool=True), id="bool"),
        pytest.param("a > 1", replace(PLAIN, right="1", is_right_scalar=True), id="scalar"),
        pytest.param(
            "-scalar(a) > b", replace(PLAIN, left="-scalar(a)", is_left_scalar=True), id="left"
        ),
        pytest.param("a > on() b", replace(PLAIN, on=()), id="on nothing"),
        pytest.param("a > ignoring(x) b", replace(PLAIN, ignoring=("x",)), id="ignoring"),
        pytest.param(
            "a > on(x) group_right(y) b",
            replace(PLAIN, on=("x",), group="group_right", include=("y",)),
            id="group_right",
        ),
        pytest.param("a > b > c", replace(PLAIN, left="a > b", right="c"), id="chain"),
        pytest.param("a", None, id="a selector"),
        pytest.param("a + b", None, id="arithmetic"),
        pytest.param("(a > b) or c", None, id="below an operator"),
        pytest.param("sum(a > b)", None, id="below an aggregation"),
    ],
)
def test_comparison(text: str, expected: Comparison | None) -> None:
    assert top(text).comparison == expected


@pytest.mark.parametrize(
    ("text", "kind", "is_constant", "is_never_empty"),
    [
        pytest.param("a", "vector", False, False, id="a selector"),
        pytest.param("1 + 1", "scalar", True, True, id="numbers"),
        pytest.param('"x"', "string", True, False, id="a string"),
        pytest.param("a[5m]", "matrix", False, False, id="a range"),
        pytest.param("vector(1)", "vector", True, True, id="vector"),
        pytest.param("vector(1) + fill(0) a", "vector", False, True, id="a constant, filled"),
        pytest.param("a + fill_left(0) vector(1)", "vector", False, True, id="filled left"),
        pytest.param("a + fill_right(0) vector(1)", "vector", False, False, id="filled right"),
        pytest.param("a > fill(0) vector(1)", "vector", False, False, id="filled and compared"),
        pytest.param("min_of(1, step())", "scalar", True, True, id="scalar functions"),
        pytest.param("vector(1) > 2", "vector", True, False, id="a constant that may be empty"),
        pytest.param("a or vector(0)", "vector", False, True, id="or vector"),
        pytest.param("(sum(a) or (vector(0)))", "vector", False, True, id="in parentheses"),
        pytest.param("sum(a or vector(0)) * 2", "vector", False, True, id="further down"),
        pytest.param("(a or vector(0)) > 0", "vector", False, False, id="filtered"),
        pytest.param("(a or vector(0)) > bool 0", "vector", False, True, id="bool"),
        pytest.param("a unless vector(0)", "vector", False, False, id="unless"),
        pytest.param("absent(a) or vector(0)", "vector", False, True, id="absent or vector"),
        pytest.param("hour()", "vector", True, True, id="a date"),
        pytest.param("scalar(a)", "scalar", False, True, id="scalar"),
        pytest.param("topk(0, vector(1))", "vector", True, False, id="topk"),
    ],
)
def test_top(text: str, kind: str, is_constant: bool, is_never_empty: bool) -> None:
    found = top(text)
    assert (found.kind, found.is_constant, found.is_never_empty) == (
        kind,
        is_constant,
        is_never_empty,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("sum(a)", "", id="none"),
        pytest.param("rate(a[5m])", "the range selector a[5m]", id="range"),
        pytest.param("max_over_time(a[5m:])", "the subquery a[5m:]", id="subquery"),
        pytest.param("a offset 5m", "the modifier offset of a offset 5m", id="offset"),
        pytest.param("a @ 3", "the modifier @ of a @ 3.000", id="at"),
    ],
)
def test_needed_history(text: str, expected: str) -> None:
    assert needed_history(text) == expected
