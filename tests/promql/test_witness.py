"""What must be there before a query can have an element."""

from dataclasses import replace

import pytest

from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.tree import Selector
from metrics_check.promql.witness import witness

ROWS = [
    pytest.param('a{x="1"} > 0', "a", id="a selector"),
    pytest.param("a unless b", "a", id="unless needs its left side"),
    pytest.param("a and b", "(a) and on () (b)", id="and needs both"),
    pytest.param("a > b", "(a) and on () (b)", id="a comparison needs both"),
    pytest.param("a / on (x) group_left () b", "(a) and on () (b)", id="arithmetic needs both"),
    pytest.param("a > a", "a", id="the same twice"),
    pytest.param("a or b", "(a) or (b)", id="or needs either"),
    pytest.param("a or absent(b)", None, id="or with what is there from nothing"),
    pytest.param("absent(a)", None, id="absent needs nothing"),
    pytest.param("a + fill(0) b", "(a) or (b)", id="fill needs either"),
    pytest.param("a + fill_left(0) b", "b", id="what fills the left needs the right"),
    pytest.param("a + fill_right(0) b", "a", id="what fills the right needs the left"),
    pytest.param("a + on (x) group_right () fill_right(0) b", "b", id="fills do not change sides"),
    pytest.param("rate(a[5m] anchored) > 0", "a anchored", id="an anchored range"),
    pytest.param("1 < a", "a", id="a scalar needs nothing"),
    pytest.param("a > scalar(b)", "a", id="scalar() is a number even of nothing"),
    pytest.param("-sum by (x) (a) > 0", "a", id="aggregation and negation"),
    pytest.param("rate(a[5m]) > 0", "a", id="a range"),
    pytest.param("max_over_time(a[5m:1m]) > 0", "a", id="a subquery"),
    pytest.param("histogram_quantile(0.9, a) > 1", "a", id="the vector among the arguments"),
    pytest.param(
        "(a and b) unless c", "(a) and on () (b)", id="nested, the right of unless left out"
    ),
]


@pytest.mark.parametrize(("query", "expected"), ROWS)
def test_what_a_query_needs(query: str, expected: str | None) -> None:
    found = witness(parse(query), strip=lambda selector: replace(selector, matchers=()))
    assert (None if found is None else printed(found)) == expected


def test_selectors_are_passed_through_strip() -> None:
    found = witness(parse("a"), strip=lambda _: Selector("b"))
    assert found == Selector("b")
