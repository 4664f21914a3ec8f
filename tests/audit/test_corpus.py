"""Expositions of real programs: each draft is valid, and holds on what it was made from."""

from pathlib import Path

import pytest

from metrics_check.exposition.format import detect_format
from tests.audit.drafting import draft, judged, not_passed
from tests.exposition.corpus import CORPUS, need_corpus

NAMES = sorted(path.name for path in CORPUS.glob("expositions/*"))


def test_the_corpus_is_there() -> None:
    need_corpus("expositions")
    assert len(NAMES) == 14


@pytest.mark.parametrize("name", NAMES)
def test_holds(name: str, tmp_path: Path) -> None:
    body = (need_corpus("expositions") / name).read_bytes()
    syntax = detect_format(None, body[:4096], last_bytes=body[-16:])
    drafted = draft(body.decode(), syntax=syntax)
    path = tmp_path / "shop.prom"
    path.write_bytes(body)
    report = judged(drafted, path)
    assert (not_passed(report), drafted.broken, drafted.beyond) == ([], (), 0)
    assert len(report.outcomes) >= drafted.expectations > 0
