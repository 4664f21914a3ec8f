"""What a query reads: of which metrics, and of when."""

import pytest

from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.reads import readings_of


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("sum(a) > 1", [("a", {"a"}, 100, None)], id="an instant"),
        pytest.param(
            "a - a @ 0.04", [("a", {"a"}, 100, None), ("a @ 0.040", {"a"}, 40, None)], id="@"
        ),
        pytest.param("a @ end()", [("a @ end()", {"a"}, 100, None)], id="@ end()"),
        pytest.param(
            "rate(a[1m] offset 10ms)", [("a[1m] offset 10ms", {"a"}, 90, 60_000)], id="a range"
        ),
        pytest.param(
            '{__name__=~"a|b\\\\.c", x="y"}',
            [('{__name__=~"a|b\\\\.c", x="y"}', {"a", "b.c"}, 100, None)],
            id="names",
        ),
        pytest.param(
            '{__name__=~"(a|b)(_c|_d)?"}',
            [
                (
                    '{__name__=~"(a|b)(_c|_d)?"}',
                    {"a", "b", "a_c", "b_c", "a_d", "b_d"},
                    100,
                    None,
                )
            ],
            id="names with ends",
        ),
        pytest.param('{__name__=~"a.*"}', [('{__name__=~"a.*"}', set(), 100, None)], id="pattern"),
        pytest.param(
            '{__name__!="a",x="y"}',
            [('{__name__!="a", x="y"}', set(), 100, None)],
            id="all but one",
        ),
        pytest.param('{x="y"}', [('{x="y"}', set(), 100, None)], id="no name"),
        pytest.param(
            "max_over_time(a[1m:1s])", [("a[1m:1s]", set(), 100, None)], id="a subquery, whole"
        ),
        pytest.param("time() > bool 1", [], id="nothing"),
    ],
)
def test_readings(query: str, expected: list[object]) -> None:
    found = readings_of(parse(query), at_ms=100)
    assert [(printed(it.node), set(it.names), it.at_ms, it.range_ms) for it in found] == expected
