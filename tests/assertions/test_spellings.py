"""One pattern for all spellings of a bucket's bound, and for no other number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_check.assertions.spellings import number_pattern
from metrics_check.promql.regex import compile_matcher

SPELLINGS = {
    64.0: ("64", "64.0", "64.00", "064", "+64", "6.4e+01", "6.4E1", "6.40e01"),
    0.5: ("0.5", ".5", "0.50", "5e-01", "5E-1", "5.0e-01"),
    0.001: ("0.001", "1e-03", "1E-3", "1.0E-3"),
    10.0: ("10", "10.0", "1e+01", "1E1", "1.0e+01"),
    1e22: ("10000000000000000000000", "1e+22", "1E22", "1.0E22"),
    0.0: ("0", "0.0", "-0", "+0", "0e+00"),
    -2.5: ("-2.5", "-2.50", "-2.5e+00"),
    math.inf: ("+Inf", "Inf", "inf", "+inf", "Infinity"),
    -math.inf: ("-Inf", "-inf"),
}


@pytest.mark.parametrize("value", SPELLINGS, ids=str)
def test_a_number_is_matched_in_its_spellings_only(value: float) -> None:
    matches = compile_matcher(number_pattern(value))
    found = {
        spelling
        for spellings in SPELLINGS.values()
        for spelling in (*spellings, "6", "640", "6.4", "5", "0.05", "100", "1e+02", "64.01", "")
        if matches(spelling)
    }
    assert found == set(SPELLINGS[value])


@given(st.floats(allow_nan=False))
def test_what_clients_write_is_matched(value: float) -> None:
    matches = compile_matcher(number_pattern(value))
    shortest = repr(value) if math.isfinite(value) else str(value)
    assert matches(shortest)
    assert matches(shortest.replace("e", "E") if math.isfinite(value) else shortest)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_another_number_is_not_matched(value: float, other: float) -> None:
    assert compile_matcher(number_pattern(value))(repr(other)) == (value == other)


def test_nan_is_no_bound() -> None:
    with pytest.raises(ValueError, match="NaN is not a number"):
        number_pattern(math.nan)
