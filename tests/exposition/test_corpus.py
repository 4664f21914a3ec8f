"""Expositions of real programs, beside what the Python client reads of them."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from metrics_check.exposition.format import detect_format
from metrics_check.exposition.model import Exposition, Format
from metrics_check.exposition.read import read_exposition
from tests.exposition.corpus import CORPUS, need_corpus

NAMES = sorted(path.name for path in CORPUS.glob("expositions/*"))
ClientReader = Callable[[str], Iterable[Metric]]
Row = tuple[str, frozenset[tuple[str, str]], str, float | None]


def read_corpus(name: str) -> tuple[bytes, Exposition]:
    body = (need_corpus("expositions") / name).read_bytes()
    syntax = detect_format(None, body[:4096], last_bytes=body[-16:])
    return body, read_exposition([body], format=syntax)


def ours(read: Exposition) -> Counter[Row]:
    return Counter(
        (sample.name, frozenset(sample.labels.items()), repr(sample.value), sample.timestamp)
        for samples in read.samples.values()
        for sample in samples
    )


def theirs(families: Iterable[Metric]) -> Counter[Row]:
    return Counter(
        (
            sample.name,
            frozenset(sample.labels.items()),
            repr(float(sample.value)),
            None if sample.timestamp is None else float(sample.timestamp),
        )
        for family in families
        for sample in family.samples
    )


def test_the_corpus_is_there() -> None:
    need_corpus("expositions")
    assert len(NAMES) == 14


@pytest.mark.parametrize("name", NAMES)
def test_ingestible(name: str) -> None:
    body, read = read_corpus(name)
    lines = [line for line in body.splitlines() if line and not line.startswith(b"#")]
    assert (read.is_ingestible, read.sample_count) == (True, len(lines))
    assert sum(map(len, read.samples.values())) == len(lines)


@pytest.mark.parametrize("name", NAMES)
def test_same_samples_as_the_client(name: str) -> None:
    body, read = read_corpus(name)
    reader: ClientReader = read_openmetrics if read.format is Format.OPENMETRICS else read_text
    try:
        client = theirs(reader(body.decode()))
    except ValueError:
        # Strict where a server is not: then ours must have found a broken rule too.
        assert not read.is_conformant
        return
    renamed = {row[0] for row in client} ^ {row[0] for row in ours(read)}
    assert all(f"{name}_total" in renamed or name.endswith("_total") for name in renamed)
    kept = Counter({row: n for row, n in ours(read).items() if row[0] not in renamed})
    assert kept == Counter({row: n for row, n in client.items() if row[0] not in renamed})
    assert kept.total() > 0.5 * read.sample_count
