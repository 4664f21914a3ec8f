"""Expositions of real programs: each draft is valid, and holds on what it was made from."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_check.audit.draft import Draft
from metrics_check.exposition.format import detect_format
from tests.audit.drafting import draft, judged, not_passed
from tests.exposition.corpus import CORPUS, need_corpus

NAMES = sorted(path.name for path in CORPUS.glob("expositions/*"))


def test_the_corpus_is_there() -> None:
    need_corpus("expositions")
    assert len(NAMES) == 14


def drafted_of(name: str, *, folder: Path) -> tuple[Path, Draft]:
    """The exposition in a file of the folder, and its draft."""
    body = (need_corpus("expositions") / name).read_bytes()
    syntax = detect_format(None, body[:4096], last_bytes=body[-16:])
    path = folder / "shop.prom"
    path.write_bytes(body)
    return path, draft(body.decode(), syntax=syntax)


@pytest.mark.parametrize("name", NAMES)
def test_holds(name: str, tmp_path: Path) -> None:
    path, drafted = drafted_of(name, folder=tmp_path)
    report = judged(drafted, path)
    assert (not_passed(report), drafted.broken, drafted.beyond) == ([], (), 0)
    assert len(report.outcomes) >= drafted.expectations > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_bounds_that_it_tells_hold(name: str, tmp_path: Path) -> None:
    path, drafted = drafted_of(name, folder=tmp_path)
    # As a person does: the sign of the comment goes, and an entry on one line becomes two.
    taken = re.sub(r"(?m)^    # expect:", "    expect:", drafted.text)
    taken = re.sub(r"(?m)^(  - \{.*)\}  # expect: (.*)$", r"\1, expect: \2}", taken)
    assert (taken != drafted.text) == ("# expect: " in drafted.text.partition("format: 1")[2])
    assert not_passed(judged(replace(drafted, text=taken), path)) == []
