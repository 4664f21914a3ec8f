"""Values that patterns match, found without a solver."""

import pytest

from metrics_check.generate.proof.witness import matched_by, value_for
from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.regex import compile_matcher


@pytest.mark.parametrize(
    "pattern",
    [
        "a", "a|b", "a.+", ".*", "x?y*z+", "[0-9]{3}", "[^a]", "(a|b)c", "(?:a|b|c)+", "(?i:ab)",
        r"a\.b", r"\d+", r"[1-5][0-9][0-9]", "^a$", "[[:alpha:]]+", r"[\d]", "(?P<name>x)", "",
        "a{2,}", "[-a]", "[]a]", r"\w+@\w+", "a||b", "llm_provider_.+",
    ],
)  # fmt: skip
def test_what_is_drawn_is_matched(pattern: str) -> None:
    matches = compile_matcher(pattern)
    assert any(matches(value) for value in matched_by(pattern))


@pytest.mark.parametrize("pattern", ["(", "[", "\\", "a{", "(?", "[^", "*"])
def test_what_is_no_pattern_ends_somehow(pattern: str) -> None:
    assert isinstance(matched_by(pattern), tuple)


@pytest.mark.parametrize(
    ("matchers", "value"),
    [
        pytest.param([], "x", id="anything"),
        pytest.param([("=", "a")], "a", id="equal"),
        pytest.param([("=", "a"), ("!=", "a")], None, id="never"),
        pytest.param([("=~", "a|b"), ("!=", "a")], "b", id="what is left"),
        pytest.param([("!~", ".+")], "", id="none"),
        pytest.param([("!=", "")], "x", id="any but none"),
    ],
)
def test_a_value_for_matchers(matchers: list[tuple[str, str]], value: str | None) -> None:
    found = tuple(Matcher("l", MatchOp(op), text) for op, text in matchers)
    assert value_for(found) == value
