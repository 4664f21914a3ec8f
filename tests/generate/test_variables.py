"""Variables in PromQL: ours are put in, and what a file says is none."""

from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check import Profile
from metrics_check.generate.panels import Variable
from metrics_check.generate.variables import (
    Scheme,
    inert,
    mark,
    put_in,
    scheme_of,
    variables_of,
)
from metrics_check.notation.text import quote_regex
from tests.generate.profiles import shop

A, B = mark("a"), mark("b")
QUOTED = quote_regex(A).replace("\\", "\\\\")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    found = shop(tmp_path, "  - x_total >= 1\n")
    return replace(found, params={"a": "one", "b": "two.b"}, open_params=("c-d", "instance"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(f'x{{l="{A}"}}', 'x{l="${a}"}', id="a whole value"),
        pytest.param(f'x{{l="v{A}w"}}', 'x{l="v${a}w"}', id="a part"),
        pytest.param(f'x{{l=~"{QUOTED}|y"}}', 'x{l=~"${a}|y"}', id="quoted for a regex"),
        pytest.param(f'x{{l="{B}"}}', 'x{l="two.b"}', id="a value"),
        pytest.param(f'x{{l="{A}{B}$a"}}', 'x{l="${a}two.b\\x24a"}', id="beside each other"),
        pytest.param('x{l="$a"}', 'x{l="\\x24a"}', id="a text like a variable"),
        pytest.param('x{l="${a}"}', 'x{l="\\x24{a}"}', id="one with braces"),
        pytest.param('x{l="[[a]]"}', 'x{l="\\x5b[a]]"}', id="one in brackets"),
        pytest.param('x{l=~"a$"}', 'x{l=~"a$"}', id="the end of a pattern"),
        pytest.param(
            'label_replace(x, "l", "$1", "m", "(.+)")',
            'label_replace(x, "l", "$1", "m", "(.+)")',
            id="a group of a pattern",
        ),
        pytest.param("rate(x[$__rate_interval])", "rate(x[$__rate_interval])", id="the window"),
    ],
)
def test_what_is_put_in(query: str, expected: str) -> None:
    assert put_in(query, scheme=Scheme({"a": "a"}, {"a": "one", "b": "two.b"})) == expected


def test_which_params_are_variables(profile: Profile) -> None:
    quoted = f'x{{l=~"{quote_regex(B)}"}}'.replace("\\", "\\\\")
    assert scheme_of([f'x{{l="{A}{B}"}}'], profile=profile).names == {"a": "a", "b": "b"}
    plain = replace(profile, params={"b": "two"})
    assert scheme_of([quoted], profile=plain).names == {"b": "b"}
    # Its dot would match anything.
    assert scheme_of([f'x{{l="{A}{B}"}}', quoted], profile=profile).names == {"a": "a"}
    assert scheme_of(["x"], profile=profile).names == {}
    odd = replace(profile, params={"a": 'x"y'})
    assert scheme_of([f'x{{l="{A}"}}'], profile=odd).names == {}
    others = f'x{{l="{mark("c-d")}", m="{mark("instance")}"}}'
    names = scheme_of([others], profile=profile).names
    assert names == {"c-d": "c_d", "instance": "param_instance"}


def test_names_are_told_apart(profile: Profile) -> None:
    twins = replace(profile, params={"a-b": "x", "a_b": "y"})
    query = f'x{{l="{mark("a-b")}", m="{mark("a_b")}"}}'
    assert scheme_of([query], profile=twins).names == {"a-b": "a_b", "a_b": "a_b_2"}


def test_the_values_of_others_are_proposed(profile: Profile) -> None:
    others = [replace(profile, params={"a": value}) for value in ("zwei", "one", "a, b", "eins")]
    scheme = Scheme({"a": "a", "c-d": "c_d"}, {})
    assert variables_of(scheme, profile=profile, others=others) == (
        Variable("a", "a", ("one", "eins", "zwei")),
        Variable("c_d", "c-d", ()),
    )


@pytest.mark.parametrize("text", ["plain", "5 $", "$1", "a[0]", "{{x}}", "100$ [x]"])
def test_a_text_that_is_no_variable_stays(text: str) -> None:
    assert inert(text) == text
