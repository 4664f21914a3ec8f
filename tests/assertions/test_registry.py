"""Kinds are found by name and by word, and each keeps to its Protocol."""

import jsonschema
import pytest

from metrics_check.assertions import KINDS
from metrics_check.assertions.registry import (
    aggregate_words,
    kind,
    kind_of_word,
    kinds,
    near_words,
)
from metrics_check.notation.line import AGGREGATES, is_aggregate

WORDS = {
    "any": "any",
    "avg": "aggregate",
    "each": "each",
    "max": "aggregate",
    "mean": "mean",
    "min": "aggregate",
    "observations": "observations",
    "p50": "quantile",
    "p90": "quantile",
    "p95": "quantile",
    "p99": "quantile",
    "p99.9": "quantile",
    "series": "series",
    "sum": "aggregate",
    "total": "total",
    "within": "within",
}


def test_the_table_is_sorted() -> None:
    assert list(KINDS) == sorted(KINDS)
    assert list(kinds()) == list(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_whole(name: str) -> None:
    found = kind(name)
    assert (found.compile is None) != (found.judge is None)
    assert bool(found.words) == (found.bind is not None)
    for key, schema in found.schema.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["description"], key


def test_each_word_has_its_kind() -> None:
    found = {word: kind_of_word(word) for word in aggregate_words()}
    assert found == {word: kind(name) for word, name in WORDS.items()}


@pytest.mark.parametrize(
    "word", ["p49", "p100", "p99.99", "p5", "median", "histogram", "", "sum|avg", "P95"]
)
def test_no_kind_has_that_word(word: str) -> None:
    assert kind_of_word(word) is None


@pytest.mark.parametrize("word", WORDS)
def test_the_line_grammar_knows_the_word(word: str) -> None:
    assert is_aggregate(word, aggregates=AGGREGATES)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("averag", ("avg",)),
        ("Sum", ("sum",)),
        ("observation", ("observations",)),
        ("p999", ("p99.9", "p99")),
        ("maen", ("mean",)),
        ("xyz", ()),
    ],
)
def test_near_words(word: str, near: tuple[str, ...]) -> None:
    assert near_words(word) == near
