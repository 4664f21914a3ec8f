"""Selectors found and extended."""

import re
from pathlib import Path
from random import Random

import pytest

from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import printed
from metrics_check.promql.rewrite import (
    Selector,
    print_selector,
    selectors,
    stripped,
    with_matchers,
    with_selectors,
)
from metrics_check.promql.tree import walk
from tests.promql.expressions import random_vector

LABELS = {"job": "api", "env": 'a"b'}
ADDED = r'job="api", env="a\"b"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a", f"a{{{ADDED}}}", id="bare"),
        pytest.param('a{x="1"}', f'a{{x="1", {ADDED}}}', id="with a matcher"),
        pytest.param('a{job!="b"}', 'a{job!="b", env="a\\"b"}', id="names the label"),
        pytest.param('a{job=~"", env!~"x"}', 'a{job=~"", env!~"x"}', id="names both"),
        pytest.param("absent(a)", f"absent(a{{{ADDED}}})", id="in absent"),
        pytest.param("rate(a[5m] offset 1h)", f"rate(a{{{ADDED}}}[5m] offset 1h)", id="in a range"),
        pytest.param(
            "max_over_time(rate(a[5m])[1h:1m] @ 3)",
            f"max_over_time(rate(a{{{ADDED}}}[5m])[1h:1m] @ 3.000)",
            id="in a subquery",
        ),
        pytest.param(
            "a / on (x) group_left (y) sum by (x) (b)",
            f"a{{{ADDED}}} / on (x) group_left (y) sum by (x) (b{{{ADDED}}})",
            id="on both sides",
        ),
        pytest.param('{__name__=~"a|b"}', f'{{__name__=~"a|b", {ADDED}}}', id="without a name"),
        pytest.param("vector(1) + time()", "vector(1) + time()", id="no selector"),
    ],
)
def test_with_matchers(text: str, expected: str) -> None:
    assert with_matchers(text, LABELS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a", "(a + 1)", id="bare"),
        pytest.param(
            "sum by (x) (-a) / (b or a)", "sum by (x) (-(a + 1)) / (b or (a + 1))", id="anywhere"
        ),
        pytest.param("absent(a)", "absent((a + 1))", id="in a call"),
        pytest.param("rate(a[5m])", "rate(a[5m])", id="a range"),
        pytest.param("max_over_time(a[5m:1m])", "max_over_time(a[5m:1m])", id="a subquery"),
        pytest.param("timestamp(a)", "timestamp(a)", id="the time of a sample"),
        pytest.param("a smoothed + a", "a smoothed + (a + 1)", id="what is smoothed"),
        pytest.param("a + fill_left(0) a", "(a + 1) + fill_left (0) (a + 1)", id="a fill"),
    ],
)
def test_with_selectors(text: str, expected: str) -> None:
    def more(found: Selector) -> str:
        return f"({print_selector(found)} + 1)" if found.name == "a" else ""

    assert with_selectors(text, more) == expected


def test_every_selector_is_extended() -> None:
    rng = Random(3)
    for _ in range(300):
        tree = random_vector(rng, depth=4)
        rewritten = parse(with_matchers(printed(tree), {"target": "x"}))
        walked = [node for node in walk(tree) if isinstance(node, Selector)]
        added = Matcher("target", MatchOp.EQUAL, "x")
        extended = [selector for selector in selectors(rewritten) if added in selector.matchers]
        assert len(extended) == len(walked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a", [("a", ())], id="bare"),
        pytest.param('{__name__="a"}', [("a", ())], id="name as a matcher"),
        pytest.param('{"a.b", x="1"}', [("a.b", (Matcher("x", MatchOp.EQUAL, "1"),))], id="UTF-8"),
        pytest.param(
            'sum(rate(a{x!~"1"}[5m])) / b',
            [("a", (Matcher("x", MatchOp.NOT_REGEX, "1"),)), ("b", ())],
            id="two",
        ),
        pytest.param(
            '{__name__=~"a.*"}',
            [(None, (Matcher("__name__", MatchOp.REGEX, "a.*"),))],
            id="a pattern of names",
        ),
        pytest.param("1 + 1", [], id="none"),
    ],
)
def test_selectors(text: str, expected: list[tuple[str | None, tuple[Matcher, ...]]]) -> None:
    assert [(found.name, found.matchers) for found in selectors(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a{x="1"} offset 5m', 'a{job="j"}', id="name"),
        pytest.param(
            '{__name__=~"a.*", x="1"}', '{__name__=~"a.*", job="j"}', id="a pattern of names"
        ),
        pytest.param('{x="1"}', '{job="j"}', id="no name"),
    ],
)
def test_stripped(text: str, expected: str) -> None:
    assert stripped(selectors(text)[0], labels={"job": "j"}) == expected


def test_printing_random_queries_changes_nothing() -> None:
    rng = Random(5)
    for _ in range(300):
        text = printed(random_vector(rng, depth=4))
        assert printed(parse(text)) == text


def test_only_two_modules_know_the_parser() -> None:
    room = Path("src/metrics_check/promql")
    knowing = [
        p.name for p in room.rglob("*.py") if re.search(r"^import promql_", p.read_text(), re.M)
    ]
    assert sorted(knowing) == ["convert.py", "parse.py"]
