"""Numbers as the API writes them and as Go reads them."""

import math
import struct
from random import Random

import pytest

from metrics_check.promql.numbers import format_bound, format_decimal, format_value, parse_float


@pytest.mark.parametrize(
    ("value", "api", "decimal", "bound"),
    [
        pytest.param(0.0, "0", "0", "0.0", id="zero"),
        pytest.param(-0.0, "-0", "-0", "0.0", id="negative zero"),
        pytest.param(1.0, "1", "1", "1.0", id="one"),
        pytest.param(-2.5, "-2.5", "-2.5", "-2.5", id="negative"),
        pytest.param(1e6, "1000000", "1000000", "1e+06", id="million"),
        pytest.param(1e20, "100000000000000000000", "1" + "0" * 20, "1e+20", id="1e20"),
        pytest.param(1e21, "1e+21", "1" + "0" * 21, "1e+21", id="1e21"),
        pytest.param(1.5e-7, "1.5e-07", "0.00000015", "1.5e-07", id="small"),
        pytest.param(1e-6, "0.000001", "0.000001", "1e-06", id="1e-6"),
        pytest.param(math.nan, "NaN", "NaN", "NaN", id="NaN"),
        pytest.param(math.inf, "+Inf", "+Inf", "+Inf", id="Inf"),
        pytest.param(-math.inf, "-Inf", "-Inf", "-Inf", id="-Inf"),
    ],
)
def test_written(value: float, api: str, decimal: str, bound: str) -> None:
    assert (format_value(value), format_decimal(value), format_bound(value)) == (
        api,
        decimal,
        bound,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1", 1.0, id="integer"),
        pytest.param("+.5", 0.5, id="no whole part"),
        pytest.param("1.", 1.0, id="no fraction"),
        pytest.param("1E3", 1000.0, id="exponent"),
        pytest.param("0x1p4", 16.0, id="hexadecimal"),
        pytest.param("-infinity", -math.inf, id="infinity"),
        pytest.param("iNf", math.inf, id="inf"),
        pytest.param("1_0", None, id="underscore"),
        pytest.param("1e999", None, id="too large"),
        pytest.param(" 1", None, id="space"),
        pytest.param("٣", None, id="another script's digit"),
        pytest.param("+nan", None, id="a signed NaN"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_read(text: str, expected: float | None) -> None:
    assert parse_float(text) == expected


def test_what_is_written_is_read_back() -> None:
    rng = Random(1)
    for _ in range(2000):
        value = struct.unpack("<d", rng.randbytes(8))[0]
        if math.isfinite(value):
            written = (format_value(value), format_decimal(value), format_bound(value))
            assert [parse_float(text) for text in written] == [value] * 3
