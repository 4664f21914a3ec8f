"""Regexes, numbers, literals, templates and dates held to real servers."""

import re
import struct
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from metrics_check.errors import InvalidInput
from metrics_check.notation.text import quote
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate_vector
from metrics_check.promql.numbers import format_value
from metrics_check.promql.printing import print_number
from metrics_check.promql.regex import compile_matcher
from tests.promql.agreement import our_answer, server_answer
from tests.promql.seeds import SEED
from tests.promql.versions import Version, asked_versions, need_version
from tests.real.prometheus import RealPrometheus, prometheus_taking_writes
from tests.real.remote_write import WrittenSeries

NOW_MS = round(time.time() * 1000)
HERE = Path(__file__).parent
FIXED = (HERE / "regexes.txt").read_text(encoding="utf-8").splitlines()
PLAIN = (HERE / "values.txt").read_text(encoding="utf-8").splitlines()
VALUES = [*PLAIN, "a b", "a\nb", "\n", "\t", " ", 'q"q', "\u00a0", "e\u0301", "a" * 300]
# What a random pattern is put together from.
ATOMS = [
    *(pattern for pattern in FIXED if len(pattern) < 5),
    "(",
    ")",
    "[",
    "]",
    "{",
    "|",
    "*",
    "-",
]
FLOATS = [
    *(0.0, -0.0, 1.0, 1.5, 0.1, 1e20, 1e21, 1e22, -1e21, 123456789012345680000.0, 1e-6, 9.9e-7),
    *(1e-7, 5e-324, 1.7976931348623157e308, 1 / 3, 2**53 + 0.0, 1e15, 1e16, 1e17, 1.23e-5),
]
LITERALS = [
    *(r'"a\nb"', r"'it\'s'", "`a\\b`", r'"\x41\101\u00e9\U0001F600"', r'"\q"', r'"\400"'),
    *(r'"\ud800"', '"é"', r'"\""', r"'\"'", "`a\nb`", '"a\nb"', "# c\n'x'", '"x" # c'),
]
SECONDS = (
    0,
    -1,
    86399,
    951782400,
    1e10,
    -1e10,
    1e15,
    -1e15,
    1e18,
    -1e18,
    1e300,
    2147483648.9,
    -0.9,
)
PARTS = ("day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month")


@dataclass(frozen=True, slots=True)
class Texts:
    """A server that holds a series for each value."""

    server: RealPrometheus
    version: Version


@pytest.fixture(scope="module", params=asked_versions())
def texts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Texts]:
    version, folder = need_version(request.param), tmp_path_factory.mktemp("texts")
    series = [WrittenSeries({"__name__": "text", "v": value}, ((NOW_MS, 1.0),)) for value in VALUES]
    with prometheus_taking_writes(folder=folder, program=version.program) as server:
        server.write(series)
        yield Texts(server, version)


def test_regexes_match_as_on_the_server(texts: Texts) -> None:
    assert len(set(FIXED)) >= 200
    assert len(set(VALUES)) >= 50
    rng = Random(SEED)
    patterns = list(FIXED)
    patterns += ["".join(rng.choices(ATOMS, k=rng.randint(1, 5))) for _ in range(500)]
    with ThreadPoolExecutor(8) as pool:
        theirs = list(pool.map(lambda pattern: _server_matches(texts.server, pattern), patterns))
    ours = [_our_matches(pattern, dialect=texts.version.dialect) for pattern in patterns]
    differing = [
        row
        for row in zip(patterns, ours, theirs, strict=True)
        if row[1] != row[2] and not texts.version.may_differ(row[0])
    ]
    assert differing == []
    assert sum(isinstance(found, set) for found in ours) > 300


def test_python_itself_would_answer_otherwise() -> None:
    """The patterns are worth asking: on many of them the standard library is wrong."""
    differing = [
        pattern
        for pattern in FIXED
        if _re_matches(pattern) != _our_matches(pattern, dialect=2, values=PLAIN)
    ]
    assert len(differing) > 60


def _server_matches(server: RealPrometheus, pattern: str) -> set[str] | str:
    answer = server.ask(f"text{{v=~{quote(pattern)}}}", at=NOW_MS / 1000)
    if answer["status"] != "success":
        return "invalid"
    return {dict(labels)["v"] for labels, _ in server_answer(answer).elements}


def _our_matches(pattern: str, *, dialect: int, values: list[str] = VALUES) -> set[str] | str:
    try:
        matches = compile_matcher(pattern, dialect=dialect)
    except InvalidInput:
        return "invalid"
    return {value for value in values if matches(value)}


def _re_matches(pattern: str) -> set[str] | str:
    try:
        with warnings.catch_warnings(action="ignore"):
            compiled = re.compile(pattern)
    except (re.error, OverflowError):
        return "invalid"
    # Never on the long value: it backtracks for ever.
    return {value for value in PLAIN if compiled.fullmatch(value)}


def test_numbers_are_written_as_by_the_server(texts: Texts) -> None:
    rng = Random(SEED)
    bits = [struct.unpack("<d", rng.randbytes(8))[0] for _ in range(150)]
    numbers = [*FLOATS, *(value for value in bits if value == value)]
    theirs = [texts.server.vector(f"vector({print_number(number)})")[0][1] for number in numbers]
    assert [format_value(number) for number in numbers] == theirs


@pytest.mark.parametrize("literal", LITERALS)
def test_literals_are_read_as_by_the_server(texts: Texts, literal: str) -> None:
    _check(texts, literal)


@pytest.mark.parametrize("template", ["$1", "${1}x", "$1x", "$$1", "$", "${", "${1", "$é", "$01"])
@pytest.mark.parametrize("regex", ["(.)(.*)", "(?P<x>a)?.*", "(é.)"])
def test_templates_are_expanded_as_by_the_server(texts: Texts, template: str, regex: str) -> None:
    query = f'label_replace(vector(1), "v", "aé", "", ""), "w", {quote(template)}, "v"'
    _check(texts, f"label_replace({query}, {quote(regex)})")


@pytest.mark.parametrize("seconds", [*SECONDS, float("nan"), float("inf"), -float("inf")])
def test_dates_are_told_as_by_the_server(texts: Texts, seconds: float) -> None:
    for part in (*PARTS, "year"):
        _check(texts, f"{part}(vector({print_number(float(seconds))}))")


def _check(texts: Texts, query: str) -> None:
    at, version = NOW_MS / 1000, texts.version
    ours = our_answer(query, Dataset.of([], at=at, dialect=version.dialect), at=at)
    theirs = server_answer(texts.server.ask(query, at=at))
    assert version.agrees(query, ours, theirs), f"{query}\nours {ours}\nserver {theirs}"


def test_a_dot_matches_a_newline_from_3_on() -> None:
    samples = [("text", {"v": "a\nb"}, 1.0, None)]
    found = {
        dialect: len(evaluate_vector('text{v=~"a.b"}', Dataset.of(samples, at=0, dialect=dialect)))
        for dialect in (2, 3)
    }
    assert found == {2: 0, 3: 1}
