"""String literals found and replaced without parsing."""

import pytest

from metrics_check.errors import BadNotation
from metrics_check.promql.strings import (
    StringLiteral,
    map_strings,
    offsets_outside_strings,
    string_literals,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a{b="c"}', [StringLiteral("c", 4, False)], id="double quotes"),
        pytest.param("a{b=~'c'}", [StringLiteral("c", 5, True)], id="a regex in single quotes"),
        pytest.param("a{b!~ `c\\d`}", [StringLiteral("c\\d", 6, True)], id="a regex in backticks"),
        pytest.param('a{b!="c"}', [StringLiteral("c", 5, False)], id="not equal"),
        pytest.param("# it's\na", [], id="a quote in a comment"),
        pytest.param(
            'f("#", "\\"")', [StringLiteral("#", 2, False), StringLiteral('"', 7, False)], id="two"
        ),
        pytest.param("a{b=~ # c\n'd'}", [StringLiteral("d", 10, True)], id="behind a comment"),
    ],
)
def test_string_literals(text: str, expected: list[StringLiteral]) -> None:
    assert list(string_literals(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a{b='c'}  #  'c'", "a{b=\"<c>\"}  #  'c'", id="all else stays"),
        pytest.param(r"a{b=`\`}", r'a{b="<\\>"}', id="requoted"),
        pytest.param("a", "a", id="none"),
    ],
)
def test_map_strings(text: str, expected: str) -> None:
    assert map_strings(text, lambda literal: f"<{literal.value}>") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a{b="${c}"}', (), id="in a string"),
        pytest.param("a > ${c}", (4,), id="outside"),
        pytest.param("${a} # ${b}\n ${c}", (0, 13), id="not in a comment"),
        pytest.param("$a", (), id="another use of $"),
    ],
)
def test_offsets_outside_strings(text: str, expected: tuple[int, ...]) -> None:
    assert offsets_outside_strings(text, "${") == expected


def test_an_open_string_is_told_by_its_offset() -> None:
    with pytest.raises(BadNotation) as raised:
        map_strings('a{b="c}', lambda literal: literal.value)
    assert (raised.value.offset, str(raised.value)) == (4, 'found `"c}`, expected a closing "')
