"""The worst offenders: furthest outside first, NaN before all, the same in any order."""

import math

import pytest

from metrics_check.check.evidence import Offenders, worst_offenders
from metrics_check.model.probe import Evidence
from metrics_check.model.series import Bound, Comparison
from metrics_check.notation.line import parse_bound

NAN, INF = math.nan, math.inf


def _evidence(*values: float | None) -> list[Evidence]:
    return [Evidence({"n": str(number)}, value) for number, value in enumerate(values)]


ROWS = [
    pytest.param("each >= 5", [4, 1, 3], ["1", "2", "0"], id="below"),
    pytest.param("each <= 5", [6, 900, 7], ["1", "2", "0"], id="above"),
    pytest.param("each 2 .. 5", [1, 9, -7], ["2", "1", "0"], id="outside-of-either-end"),
    pytest.param("each == 5", [4, 7, 5.5], ["1", "0", "2"], id="not-equal"),
    pytest.param("each != 5", [5, 5], ["0", "1"], id="equal-to-what-must-not-be"),
    pytest.param("each < 5", [5, 6], ["1", "0"], id="at-the-open-bound"),
    pytest.param("each <= 5", [INF, NAN, 6], ["1", "0", "2"], id="nan-then-infinite"),
    pytest.param("each >= 5", [-INF, NAN], ["1", "0"], id="nan-then-minus-infinite"),
    pytest.param("each < +Inf", [INF, NAN], ["1", "0"], id="infinite-at-an-infinite-bound"),
    pytest.param("each <= 5", [8, 7, 8, 7, 8, 9, 6], ["5", "0", "2", "4", "1"], id="five-of-seven"),
    pytest.param("each <= 5", [], [], id="none"),
]


@pytest.mark.parametrize(("bound", "values", "expected"), ROWS)
def test_ranks(bound: str, values: list[float], expected: list[str]) -> None:
    elements = _evidence(*values)
    for each in (elements, elements[::-1]):
        found = worst_offenders(each, bound=parse_bound(bound))
        assert [evidence.labels["n"] for evidence in found.worst] == expected
        assert found.total == len(values)


def test_without_a_bound_by_labels_nan_first() -> None:
    found = worst_offenders(_evidence(3, None, 9, NAN))
    assert [evidence.labels["n"] for evidence in found.worst] == ["3", "0", "1", "2"]


def test_times_of_creation_are_no_offenders_beside_others() -> None:
    created = Evidence({"__name__": "a_created", "n": "0"}, 1.7e9)
    counted = Evidence({"violating_metric": "a_total", "n": "1"}, 3.0)
    assert worst_offenders([created, counted]) == Offenders((counted,), 1)
    assert worst_offenders([created]) == Offenders((created,), 1)


def test_gives_labels_value_and_note_unchanged() -> None:
    noted = Evidence({"a": ""}, None, "user_id is no label that is named")
    bound = Bound("each", (Comparison("<=", parse_bound("each <= 1").comparisons[0].quantity),), "")
    assert worst_offenders([noted], bound=bound) == Offenders((noted,), 1)
