"""The official OpenMetrics vectors, in both readings: the format's rules, and a real server."""

import json
from pathlib import Path

import pytest

from metrics_check.exposition.model import Format
from metrics_check.exposition.read import read_exposition
from tests.exposition.corpus import need_corpus
from tests.exposition.scraping import ask_prometheus
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden" / "vectors.txt"


@pytest.fixture(scope="module", name="vectors")
def read_vectors() -> dict[str, bytes]:
    folder = need_corpus("openmetrics_vectors")
    return {path.parent.name: path.read_bytes() for path in sorted(folder.glob("*/metrics"))}


def test_conformant_as_the_vectors_say(vectors: dict[str, bytes]) -> None:
    folder = need_corpus("openmetrics_vectors")
    expected = {
        name: json.loads((folder / name / "test.json").read_text())["shouldParse"]
        for name in vectors
    }
    found = {
        name: read_exposition([body], format=Format.OPENMETRICS).is_conformant
        for name, body in vectors.items()
    }
    assert found == expected
    assert len(found) == 211


def test_each_rejection_names_the_broken_rule_at_its_line(
    vectors: dict[str, bytes], request: pytest.FixtureRequest
) -> None:
    told = "".join(
        f"{name}: {', '.join(f'{each.line}:{each.column} {each.code}' for each in problems)}\n"
        for name, body in vectors.items()
        if (problems := read_exposition([body], format=Format.OPENMETRICS).problems)
    )
    assert told.count("\n") == 167
    assert_golden(told, path=GOLDEN, config=request.config)


def test_ingestible_as_a_server_says(vectors: dict[str, bytes], tmp_path: Path) -> None:
    bodies = {name: (Format.OPENMETRICS, body) for name, body in vectors.items()}
    found = {name: taken(*given) for name, given in bodies.items()}
    assert found == ask_prometheus(bodies, folder=tmp_path)


def taken(syntax: Format, body: bytes) -> int:
    """How many samples we say that a server takes; -1 where it refuses."""
    read = read_exposition([body], format=syntax)
    return read.sample_count if read.is_ingestible else -1
