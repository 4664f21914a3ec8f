"""RE2 patterns: what is refused, and that no pattern costs much."""

import pytest

from metrics_check.errors import BadNotation
from metrics_check.promql.regex import compile_matcher, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("(", "bad regex `(`: missing ): ( (RE2)", id="open"),
        pytest.param("a)|(b", "bad regex `a)|(b`: unexpected ): a)|(b (RE2)", id="closed by ours"),
        pytest.param("(?=a)", "bad regex `(?=a)`: invalid perl operator: (?= (RE2)", id="look"),
        pytest.param(r"\C", r"bad regex `\C`: \C is not supported (RE2)", id="one byte"),
        pytest.param(
            "(?P<é>a)", "bad regex `(?P<é>a)`: (?P<é> is not supported (RE2)", id="a foreign name"
        ),
        pytest.param(
            "a{1001}", "bad regex `a{1001}`: invalid repetition size: {1001} (RE2)", id="repeat"
        ),
        pytest.param(
            "(" * 999 + "a" + ")" * 999,
            f"bad regex `{'(' * 59}…`: it nests more than 998 deep (RE2)",
            id="deep",
        ),
        pytest.param(
            "(?:" * 20_000 + "a" + ")" * 20_000,
            f"bad regex `{('(?:' * 20)[:59]}…`: it nests more than 998 deep (RE2)",
            id="deep, without groups",
        ),
        pytest.param(
            "x" * 100_001,
            f"bad regex `{'x' * 59}…`: it has 100001 characters, more than 100000 (RE2)",
            id="long",
        ),
    ],
)
def test_refused(pattern: str, message: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadNotation) as raised:
        compile_matcher(pattern)
    assert str(raised.value) == message
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        pytest.param("a|b", "ab", False, id="anchored"),
        pytest.param("a|b", "b", True, id="anchored alternatives"),
        pytest.param("a$", "a\n", False, id="a dollar is the very end"),
        pytest.param("é.", "éü", True, id="UTF-8"),
        pytest.param(".", "😀", True, id="one character"),
        pytest.param(r"\d", "٣", False, id="ASCII digits"),
        pytest.param("[[a]", "[", True, id="a bracket in a class"),
        pytest.param("(" * 998 + "a" + ")" * 998, "a", True, id="as deep as Go takes it"),
        pytest.param("(a)" * 999 + r"\(([(])", "a" * 999 + "((", True, id="wide"),
        pytest.param("(a+)+b", "a" * 5000, False, id="no backtracking"),
    ],
)
def test_matching(pattern: str, value: str, expected: bool) -> None:
    assert compile_matcher(pattern)(value) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        pytest.param("a.b", "a\nb", {2: False, 3: True}, id="a dot and a newline"),
        pytest.param(r"\Qa.b", "a.b", {2: None, 3: True}, id="an open quotation"),
        pytest.param("(?<n>a)", "a", {2: None, 3: True}, id="a named group without P"),
    ],
)
def test_dialects(pattern: str, value: str, expected: dict[int, bool | None]) -> None:
    found: dict[int, bool | None] = {}
    for dialect in expected:
        try:
            found[dialect] = compile_matcher(pattern, dialect=dialect)(value)
        except BadNotation:
            found[dialect] = None
    assert found == expected


def test_groups_are_bounded() -> None:
    with pytest.raises(BadNotation) as raised:
        compile_pattern("()" * 1001)
    assert str(raised.value).endswith("…`: it has 1001 groups, more than 1000 (RE2)")
