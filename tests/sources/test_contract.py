"""What every source does alike; a new source is one more entry of OPENINGS."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from metrics_check.exposition.model import Format, Wanted
from metrics_check.exposition.read import read_exposition
from metrics_check.sources import SOURCES
from metrics_check.sources.address import Address, parse_address, registry_address
from metrics_check.sources.kept_read import KeptRead
from metrics_check.sources.read import read_sources
from metrics_check.sources.snapshot import DOCUMENT
from metrics_check.sources.snapshot_document import Snapshot, format_snapshot
from tests.real.programs import free_port
from tests.sources.reading import OPTIONS, failure, read_one
from tests.sources.rogue import answer, rogue, sends

TEXT_TYPE = "text/plain; version=0.0.4"
Opening = Callable[[bytes, Path, pytest.MonkeyPatch], AbstractContextManager[str | Address]]


class Families:
    """A collector of the families that a text shows."""

    def __init__(self, text: str) -> None:
        self._text = text

    def collect(self) -> Iterable[Metric]:
        """The families."""
        return list(text_string_to_metric_families(self._text))


@contextmanager
def by_file(body: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A file of the body."""
    path = folder / "metrics.txt"
    path.write_bytes(body)
    yield str(path)


@contextmanager
def by_registry(body: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """A registry that shows the body again."""
    registry = CollectorRegistry()
    registry.register(Families(body.decode()))
    yield registry_address(registry)


@contextmanager
def by_scrape(body: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server of the body."""
    with rogue(sends(answer(body, content_type=TEXT_TYPE))) as server:
        yield server.url()


@contextmanager
def by_snapshot(body: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A snapshot of the body."""
    kept = KeptRead(
        target="lps",
        url="http://lps/metrics",
        instance="lps:80",
        read_at=1.5,
        seconds=0.25,
        status=200,
        headers=(("content-type", TEXT_TYPE),),
        file="01-lps.prom",
    )
    (folder / DOCUMENT).write_bytes(format_snapshot(Snapshot("p", 1.5, (kept,))))
    (folder / kept.file).write_bytes(body)
    yield str(folder)


@contextmanager
def by_stdin(body: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Standard input of the body, which cannot be read twice."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Once(body)))
    yield "-"


class Once(io.BytesIO):
    """A pipe."""

    def seekable(self) -> bool:
        """It is not."""
        return False


OPENINGS: dict[str, Opening] = {
    "file": by_file,
    "registry": by_registry,
    "scrape": by_scrape,
    "snapshot": by_snapshot,
    "stdin": by_stdin,
}
# A registry makes its own text, so bytes that are broken cannot come from it.
OF_BYTES = {kind: opening for kind, opening in OPENINGS.items() if kind != "registry"}
BODY = b"""\
# HELP jobs_total Jobs by how they ended.
# TYPE jobs_total counter
jobs_total{status="a,b}\\"\\n"} 3.0
# HELP wait_seconds Waited.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="1.0"} 1.0
wait_seconds_bucket{le="+Inf"} 2.0
wait_seconds_count 2.0
wait_seconds_sum 1.5
# HELP depth Depth.
# TYPE depth gauge
depth NaN
"""


def test_every_source_is_held_to_the_contract() -> None:
    assert sorted(OPENINGS) == sorted(SOURCES)


@pytest.mark.parametrize("kind", OPENINGS)
def test_is_told_apart(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OPENINGS[kind](BODY, tmp_path, monkeypatch) as source:
        address = parse_address(source) if isinstance(source, str) else source
    assert address.kind == kind


@pytest.mark.parametrize("kind", OPENINGS)
def test_the_same_exposition(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read_exposition([BODY], format=Format.TEXT)
    options = replace(OPTIONS, format=Format.TEXT, keeps_body=True)
    with OPENINGS[kind](BODY, tmp_path, monkeypatch) as source:
        read = read_one(source, options=options)
    assert read.error is None
    # NaN is not equal to itself.
    assert repr(read.exposition) == repr(expected)
    assert read.body == BODY
    assert read.series == 6


@pytest.mark.parametrize("kind", OPENINGS)
def test_only_what_is_wanted(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OPENINGS[kind](BODY, tmp_path, monkeypatch) as source:
        ((read,),) = read_sources([source], wanted=Wanted(frozenset({"depth"})), options=OPTIONS)
    assert read.exposition is not None
    assert list(read.exposition.samples) == ["depth"]
    assert read.series == 6


@pytest.mark.parametrize("kind", OPENINGS)
def test_too_large(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = replace(OPTIONS, max_body_bytes=100)
    with OPENINGS[kind](BODY, tmp_path, monkeypatch) as source:
        code, message, is_final = failure(source, options=options)
    assert (code, is_final) == ("too-large", True)
    assert message.endswith(": the body is larger than 100B (--max-body).")


@pytest.mark.parametrize("kind", OF_BYTES)
def test_broken_bytes(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b'a{b="\xff"} 1\nc 2\n'
    with OPENINGS[kind](body, tmp_path, monkeypatch) as source:
        read = read_one(source)
    assert read.exposition is not None
    assert [(p.line, p.code) for p in read.exposition.problems] == [(1, "invalid-utf8")]


@pytest.mark.parametrize("kind", OF_BYTES)
def test_not_an_exposition(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OPENINGS[kind](b"<html></html>\n", tmp_path, monkeypatch) as source:
        code, message, is_final = failure(source)
    assert (code, is_final) == ("not-an-exposition", True)
    assert message.endswith(": shows an HTML page, not metrics.")


@pytest.mark.parametrize("kind", OPENINGS)
def test_empty(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OPENINGS[kind](b"", tmp_path, monkeypatch) as source:
        code, message, _ = failure(source)
    assert code == "empty"
    assert "not one metric." in message


class Broken:
    """A collector that fails."""

    def collect(self) -> Iterable[Metric]:
        """Nothing."""
        raise ValueError("no database")


def test_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    sources: dict[str, str | Address] = {
        "file": str(tmp_path / "none"),
        "registry": registry_address(Broken()),
        "scrape": f"http://127.0.0.1:{free_port()}/metrics",
        "snapshot": str(tmp_path),
        "stdin": "-",
    }
    codes = {kind: failure(source)[0] for kind, source in sources.items()}
    assert codes == {
        "file": "not-found",
        "registry": "unreadable",
        "scrape": "refused",
        "snapshot": "not-a-snapshot",
        "stdin": "unreadable",
    }
