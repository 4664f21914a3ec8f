"""Plain scalars as YAML 1.2 means them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics_check.load.scalars import plain_value
from metrics_check.located import Place, Text

MEANT: list[tuple[str, object]] = [
    ("", None),
    ("~", None),
    ("null", None),
    ("true", True),
    ("FALSE", False),
    ("12", 12),
    ("-3", -3),
    ("007", 7),
    ("0o14", 12),
    ("0x1F", 31),
    ("1.10", 1.1),
    (".5", 0.5),
    ("5.", 5.0),
    ("1e3", 1000.0),
    (".inf", math.inf),
    ("-.Inf", -math.inf),
    ("no", "no"),
    ("on", "on"),
    ("12:30:45", "12:30:45"),
    ("1_000", "1_000"),
    ("2026-01-01", "2026-01-01"),
    ("-0x1", "-0x1"),
    ("0b1", "0b1"),
    ("١", "١"),
    ("9" * 5000, "9" * 5000),
]


@pytest.mark.parametrize(("text", "meant"), MEANT, ids=[row[0][:12] or "empty" for row in MEANT])
def test_a_plain_scalar(text: str, meant: object) -> None:
    value = plain_value(Text(Place("f"), text))
    assert value == meant
    assert type(value) is type(meant)


def test_not_a_number_is_a_number() -> None:
    value = plain_value(Text(Place("f"), ".nan"))
    assert isinstance(value, float)
    assert math.isnan(value)


def test_a_quoted_scalar_is_a_text() -> None:
    assert plain_value(Text(Place("f"), "12", is_plain=False)) == "12"


@given(st.text(st.sampled_from("0123456789.eE+-oxinfa~") | st.characters()))
@settings(deadline=None)
def test_any_text_means_something(text: str) -> None:
    assert plain_value(Text(Place("f"), text, is_plain=False)) == text
    assert isinstance(plain_value(Text(Place("f"), text)), bool | int | float | str | None)
