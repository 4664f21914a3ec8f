"""Float arithmetic at its edges, where Python raises and Go does not."""

import math

import pytest

from metrics_check.promql.floats import (
    decimal_logarithm,
    divide,
    maximum,
    mean_of,
    minimum,
    modulo,
    power,
    sum_of,
    to_int64,
)

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        pytest.param(2, 10, 1024, id="integers"),
        pytest.param(2, -1, 0.5, id="negative exponent"),
        pytest.param(100, 2.5, 100000.00000000001, id="as Go, not exact"),
        pytest.param(9, 0.5, 3, id="root"),
        pytest.param(-8, 1 / 3, NAN, id="root of a negative"),
        pytest.param(0, -1, INF, id="zero to a negative"),
        pytest.param(-0.0, -3, -INF, id="negative zero to an odd negative"),
        pytest.param(-0.0, -2, INF, id="negative zero to an even negative"),
        pytest.param(-10, 309, -INF, id="overflow of an odd power"),
        pytest.param(10, 1e300, INF, id="a large exponent"),
        pytest.param(0.5, 1e6, 0, id="underflow"),
        pytest.param(-1, INF, 1, id="minus one to infinity"),
        pytest.param(NAN, 0, 1, id="NaN to zero"),
        pytest.param(1, NAN, 1, id="one to NaN"),
        pytest.param(-INF, 3, -INF, id="infinity to an odd"),
        pytest.param(-INF, 0.5, INF, id="the root of minus infinity"),
    ],
)
def test_power(base: float, exponent: float, expected: float) -> None:
    found = power(base, exponent)
    assert repr(found) == repr(float(expected))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(divide(1, 0), INF, id="one by zero"),
        pytest.param(divide(1, -0.0), -INF, id="one by negative zero"),
        pytest.param(divide(0, 0), NAN, id="zero by zero"),
        pytest.param(divide(INF, INF), NAN, id="infinity by infinity"),
        pytest.param(modulo(5, -3), 2.0, id="the sign of the left"),
        pytest.param(modulo(-5, INF), -5.0, id="by infinity"),
        pytest.param(modulo(INF, 2), NAN, id="of infinity"),
        pytest.param(modulo(2, 0), NAN, id="by zero"),
        pytest.param(maximum(NAN, INF), INF, id="infinity before NaN"),
        pytest.param(maximum(NAN, 1), NAN, id="NaN before numbers"),
        pytest.param(minimum(0.0, -0.0), -0.0, id="the smaller zero"),
        pytest.param(sum_of([1e100, 1.0, -1e100]), 1.0, id="a compensated sum"),
        pytest.param(sum_of([INF, -INF]), NAN, id="a sum of infinities"),
        pytest.param(mean_of([1.5e308, 1.5e308]), 1.5e308, id="a mean whose sum overflows"),
        pytest.param(mean_of([INF, 1.0]), INF, id="a mean with infinity"),
        pytest.param(decimal_logarithm(1000), 3.0, id="log10 of a thousand"),
        pytest.param(to_int64(NAN), -(2**63), id="NaN as an integer"),
        pytest.param(to_int64(-1.9), -1, id="towards zero"),
    ],
)
def test_arithmetic(found: float, expected: float) -> None:
    assert repr(found) == repr(expected)
