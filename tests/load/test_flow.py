"""Mappings in braces: the advice names what to quote, and following it helps."""

import re

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.load.yaml import read_document
from tests.load.trees import plain, problems

SIGNS = "within { } YAML reads signs such as , { > as its own"
VALUE = f"{SIGNS}; put the value in single quotes"

ADVICES = {
    "braces": (
        '- {id: x, holds: up{job="a"} == 1}',
        ("2:18", "needs-quotes", f"{VALUE}: holds: 'up{{job=\"a\"}} == 1'"),
    ),
    "the first value of three": (
        '- {series: a_total{b="c", d}, expect: sum >= 1, why: x}',
        ("2:12", "needs-quotes", f"{VALUE}: series: 'a_total{{b=\"c\", d}}'"),
    ),
    "two values, the first is told first": (
        '- {holds: up{a="b"}, never: down{a=~"b|c"}}',
        ("2:11", "needs-quotes", f"{VALUE}: holds: 'up{{a=\"b\"}}'"),
    ),
    "a comma": (
        "- {id: x, holds: sum(a) by (b, c) > 1}",
        ("2:18", "needs-quotes", f"{VALUE}: holds: 'sum(a) by (b, c) > 1'"),
    ),
    "brackets": (
        "- {id: x, holds: a[5m] > 1}",
        ("2:18", "needs-quotes", f"{VALUE}: holds: 'a[5m] > 1'"),
    ),
    "a first sign": (
        "- {series: a_total, expect: >= 1}",
        ("2:29", "needs-quotes", f"{VALUE}: expect: '>= 1'"),
    ),
    "an exclamation mark": (
        "- {series: a_total, expect: != 1}",
        ("2:29", "tag", f"{VALUE}: expect: '!= 1'"),
    ),
    "an item of a list": (
        "- {series: a_total, expect: [sum >= 1, > 3, sum <= 9]}",
        ("2:40", "needs-quotes", f"{SIGNS}; put the item in single quotes: '> 3'"),
    ),
    "a colon in prose": (
        "- {id: x, holds: a > 1, why: Note: it's late}",
        ("2:30", "needs-quotes", f"{VALUE}: why: 'Note: it''s late'"),
    ),
    "a colon and a sharp in a string": (
        '- {id: x, holds: a{b="c: #d"} > 1}',
        ("2:18", "needs-quotes", f"{VALUE}: holds: 'a{{b=\"c: #d\"}} > 1'"),
    ),
    "a series that starts with a brace": (
        '- {id: x, series: {"utf8.name", label}}',
        ("2:19", "needs-quotes", f"{VALUE}: series: '{{\"utf8.name\", label}}'"),
    ),
    "a value that starts with a quote": (
        '- {id: x, holds: "a" > 1}',
        ("2:18", "needs-quotes", f"{VALUE}: holds: '\"a\" > 1'"),
    ),
    "a mapping within a mapping": (
        "labels: {a: [x, y], b: {matches: a{2}}}",
        ("2:34", "needs-quotes", f"{VALUE}: matches: 'a{{2}}'"),
    ),
    "a pattern that starts with a bracket": (
        "labels: {a: {matches: [0-9]{3}}}",
        ("2:23", "needs-quotes", f"{VALUE}: matches: '[0-9]{{3}}'"),
    ),
}
OTHERS = {
    "a missing comma": (
        "- {id: x holds: up == 1}",
        [("2:8", "bad-yaml", "a comma is missing before the key `holds`")],
    ),
    "a key without a value": (
        "- {id: x, optional, series: a_total}",
        [("2:11", "bad-yaml", "found the key `optional` without a value, expected `optional: …`")],
    ),
    "a value on another line": (
        '- {id: x,\n   why: y, holds: up{job="a"\n  }}',
        [
            (
                "2:3",
                "bad-yaml",
                "the { has no closing }, or a comma is missing after an item",
            )
        ],
    ),
}


@pytest.mark.parametrize(("line", "expected"), ADVICES.values(), ids=ADVICES)
def test_the_value_to_quote_is_named(line: str, expected: tuple[str, str, str]) -> None:
    assert problems(f"x:\n{line}\n")[0] == expected


@pytest.mark.parametrize("line", [line for line, _ in ADVICES.values()], ids=ADVICES)
def test_who_follows_the_advice_is_done(line: str) -> None:
    text = f"x:\n{line}\n"
    for _ in range(3):
        try:
            plain(read_document(text.encode(), path="f.yaml"))
        except InvalidInput as wrong:
            text = _followed(text, problem=str(wrong.problems[0]))
    plain(read_document(text.encode(), path="f.yaml"))


@pytest.mark.parametrize(("text", "expected"), OTHERS.values(), ids=OTHERS)
def test_what_no_quotes_mend(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert problems(f"x:\n{text}\n") == expected


def _followed(text: str, *, problem: str) -> str:
    column = int(problem.split(":")[2]) - 1
    quoted = re.search(r"single quotes: (?:\w+: )?('.*')$", problem)
    assert quoted is not None, problem
    head, line = text.split("\n")[:2]
    value = quoted[1][1:-1].replace("''", "'")
    assert line.startswith(value, column)
    return f"{head}\n{line[:column]}{quoted[1]}{line[column + len(value) :]}\n"
