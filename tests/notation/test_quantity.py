"""Quantities and durations: what they mean, how they are refused, how numbers print."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.errors import BadNotation
from metrics_check.model.series import Quantity
from metrics_check.notation.duration import parse_duration_seconds
from metrics_check.notation.quantity import (
    format_number,
    parse_quantity,
    shown_like,
    shown_number,
)
from tests.notation.refusing import refusal

QUANTITIES = [
    ("5", 5.0, ""),
    ("+5", 5.0, ""),
    ("-5", -5.0, ""),
    ("0.25", 0.25, ""),
    ("1e3", 1000.0, ""),
    ("1.5E-3", 0.0015, ""),
    ("007", 7.0, ""),
    ("+Inf", math.inf, ""),
    ("-inf", -math.inf, ""),
    ("infinity", math.inf, ""),
    ("1.5h", 5400.0, "seconds"),
    ("250ms", 0.25, "seconds"),
    ("0.1ms", 0.0001, "seconds"),
    ("3us", 0.000003, "seconds"),
    ("7ns", 7e-9, "seconds"),
    ("2d", 172800.0, "seconds"),
    ("-5s", -5.0, "seconds"),
    ("1m30s", 90.0, "seconds"),
    ("1h0.5m250ms", 3630.25, "seconds"),
    ("512B", 512.0, "bytes"),
    ("1kB", 1000.0, "bytes"),
    ("1.5MB", 1500000.0, "bytes"),
    ("2GB", 2e9, "bytes"),
    ("1KiB", 1024.0, "bytes"),
    ("64MiB", 67108864.0, "bytes"),
    ("2GiB", 2147483648.0, "bytes"),
    ("100%", 1.0, "ratio"),
    ("99.9%", 0.999, "ratio"),
]

UNITS = "expected one of d h m s ms us ns B kB MB GB KiB MiB GiB %"
NUMBER = "expected a number such as `5`, `1.5h`, `250ms`, `64MiB` or `100%`"

BROKEN = [
    ("", 0, "bad-quantity", f"found nothing, {NUMBER}"),
    ("abc", 0, "bad-quantity", f"found `abc`, {NUMBER}"),
    (" .5", 1, "bad-quantity", f"found `.5`, {NUMBER}. Write `0.5`"),
    ("NaN", 0, "bad-quantity",
     "`NaN` equals nothing and is neither above nor below anything; write a number"),
    ("1,000", 1, "bad-quantity",
     "found `1,000`: digits are not grouped, and the decimal sign is a point"),
    ("1_000", 1, "bad-quantity",
     "found `1_000`: digits are not grouped, and the decimal sign is a point"),
    ("1e999", 0, "bad-quantity", "`1e999` is too large or too long for a number"),
    ("9" * 41, 0, "bad-quantity", f"`{'9' * 41}` is too large or too long for a number"),
    ("5w", 1, "unknown-unit", f"found the unit `w`, {UNITS}"),
    ("5mb", 1, "unknown-unit", f"found the unit `mb`, {UNITS}. Did you mean `5MB`?"),
    ("5M", 1, "unknown-unit", f"found the unit `M`, {UNITS}. Did you mean `5MB`?"),
    ("5Mi", 1, "unknown-unit", f"found the unit `Mi`, {UNITS}. Did you mean `5MiB`?"),
    ("5min", 1, "unknown-unit", f"found the unit `min`, {UNITS}. Did you mean `5m`?"),
    ("5µs", 1, "unknown-unit", f"found the unit `µs`, {UNITS}. Did you mean `5us`?"),
    ("5 s", 1, "unknown-unit",
     f"found the unit ` s`, {UNITS}. A unit stands directly behind its number: `5s`"),
    ("30s1m", 2, "unknown-unit", f"found the unit `s1m`, {UNITS}"),
    ("1m1m", 1, "unknown-unit", f"found the unit `m1m`, {UNITS}"),
    ("0x10", 1, "unknown-unit", f"found the unit `x10`, {UNITS}"),
    ("${sent}s", 0, "bad-quantity",
     "found `${sent}s`, expected a param that is the whole quantity, such as `${sent}`."
     " A unit belongs into the param's value"),
    ("$sent", 0, "bad-quantity",
     "found `$sent`, expected a param that is the whole quantity, such as `${sent}`."
     " A unit belongs into the param's value"),
]  # fmt: skip

DURATIONS = [
    ("30s", 30.0),
    ("1.5h", 5400.0),
    ("1m30s", 90.0),
    ("1d1h1m1s1ms1us1ns", 90061.001001001),
    (" 5m ", 300.0),
    ("0", 0.0),
    ("0s", 0.0),
]

DURATION = "expected a duration such as `30s`, `1.5h` or `1m30s`"

BROKEN_DURATIONS = [
    ("", 0, f"found nothing, {DURATION}"),
    ("5", 0, f"found `5`, {DURATION}. A duration needs a unit: write `5s` for seconds"),
    (" -5s", 1, f"found `-5s`, {DURATION}. A duration is not negative"),
    ("1w", 0, f"found `1w`, {DURATION}. There are no weeks: write days"),
    ("1m 30s", 0, f"found `1m 30s`, {DURATION}. Write it without spaces"),
    ("30s1m", 0, f"found `30s1m`, {DURATION}"),
    ("5x", 0, f"found `5x`, {DURATION}"),
]


@pytest.mark.parametrize(("text", "value", "unit"), QUANTITIES, ids=[q[0] for q in QUANTITIES])
def test_a_quantity_is_read_in_its_base_unit(text: str, value: float, unit: str) -> None:
    assert parse_quantity(f" {text} ") == Quantity(value, text, unit)


def test_a_param_is_a_whole_quantity() -> None:
    assert parse_quantity("${sent}") == Quantity(math.nan, "${sent}", param="sent")


@pytest.mark.parametrize(
    ("text", "offset", "code", "message"), BROKEN, ids=[repr(row[0]) for row in BROKEN]
)
def test_a_broken_quantity_is_refused(text: str, offset: int, code: str, message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_quantity(text)
    assert (caught.value.offset, caught.value.code) == (offset, code)
    assert str(caught.value) == message


@pytest.mark.parametrize(("text", "seconds"), DURATIONS, ids=[row[0] for row in DURATIONS])
def test_a_duration_is_seconds(text: str, seconds: float) -> None:
    assert parse_duration_seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "offset", "message"), BROKEN_DURATIONS, ids=[repr(row[0]) for row in BROKEN_DURATIONS]
)
def test_a_broken_duration_is_refused(text: str, offset: int, message: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_duration_seconds(text)
    assert (caught.value.offset, caught.value.code) == (offset, "bad-duration")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-5.0, "-5"),
        (0.0, "0"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (1e-7, "1e-07"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
        (math.nan, "NaN"),
    ],
    ids=str,
)
def test_a_number_prints_short(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "beside", "text"),
    [
        pytest.param(1.7749999999999995, (), "1.775", id="six-digits"),
        pytest.param(1234567890.0, (), "1234567890", id="whole"),
        pytest.param(1234567.891, (), "1234568", id="the-whole-part-is-kept"),
        pytest.param(99999999.7, (), "100000000", id="rounded-to-one-more-digit"),
        pytest.param(-0.123456789, (), "-0.123457", id="negative"),
        pytest.param(1.23456789e-9, (), "1.23457e-09", id="small"),
        pytest.param(math.nan, (1.0,), "NaN", id="nan"),
        pytest.param(-math.inf, (), "-Inf", id="infinite"),
        pytest.param(120.0000001, (60.0, 120.0), "120.0000001", id="not-onto-a-bound"),
        pytest.param(0.99999999, (0.999999999,), "0.99999999", id="not-past-a-bound"),
        pytest.param(120.25, (120.0,), "120.25", id="clear-of-a-bound"),
        pytest.param(0.30000000000000004, (0.5,), "0.3", id="far-from-a-bound"),
    ],
)
def test_a_number_is_shown_to_a_person(value: float, beside: tuple[float, ...], text: str) -> None:
    assert shown_number(value, beside=beside) == text


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        pytest.param(0.100345, "50ms", "100.345ms", id="milliseconds"),
        pytest.param(0.07, "70ms", "70ms", id="at-the-bound"),
        pytest.param(0.0700000001, "70ms", "70.0000001ms", id="not-onto-the-bound"),
        pytest.param(250.0, "120s", "250s", id="seconds"),
        pytest.param(5400.0, "1h", "1.5h", id="hours"),
        pytest.param(91.5, "1m30s", "91.5s", id="several-units"),
        pytest.param(1572864.0, "1MiB", "1.5MiB", id="bytes"),
        pytest.param(0.125, "10%", "12.5%", id="percent"),
        pytest.param(7.0, "5", "7", id="none"),
        pytest.param(math.nan, "5s", "NaN", id="nan"),
        pytest.param(math.inf, "5s", "+Inf", id="infinite"),
        pytest.param(3.0, "+Inf", "3", id="an-infinite-bound"),
    ],
)
def test_a_number_is_shown_in_the_unit_of_its_bound(value: float, bound: str, text: str) -> None:
    quantity = parse_quantity(bound)
    assert shown_like(value, quantity, beside=[quantity]) == text


@given(st.floats(allow_nan=False))
@settings(deadline=None)
def test_a_printed_number_reads_back(value: float) -> None:
    assert parse_quantity(format_number(value)).value == value


@given(st.text(st.sampled_from("0123456789.eE+-smhdunkKMGiB%${}a_ \n") | st.characters()))
@settings(deadline=None, max_examples=500)
def test_any_text_is_a_quantity_or_is_refused(text: str) -> None:
    for parse in (parse_quantity, parse_duration_seconds):
        assert len(str(refusal(parse, text))) < 300


@pytest.mark.parametrize("text", ["9" * 10**6, "1m" * 10**6, "5" + "x" * 10**6, "1e" + "9" * 10**6])
def test_a_long_text_is_refused_with_a_short_message(text: str) -> None:
    for parse in (parse_quantity, parse_duration_seconds):
        with pytest.raises(BadNotation) as caught:
            parse(text)
        assert len(str(caught.value)) < 300
