"""Bodies made to hurt end soon, in little memory."""

import tracemalloc
from collections.abc import Iterator

import pytest

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import EVERYTHING, NOTHING, Format, Wanted
from metrics_check.exposition.read import read_exposition

MIB = 1 << 20


def large(*, lines: int) -> Iterator[bytes]:
    """An exposition of 100 lines a family."""
    for family in range(lines // 100):
        name = f"metric_{family}_total"
        yield f"# TYPE {name} counter\n".encode()
        for index in range(100):
            yield f'{name}{{path="/api/{index}",zone="eu"}} {index}\n'.encode()


def test_memory_is_small_whatever_the_size() -> None:
    wanted = Wanted(frozenset({"metric_0_total", "metric_7_total", "metric_1999_total"}))
    tracemalloc.start()
    try:
        read = read_exposition(large(lines=200_000), format=Format.TEXT, wanted=wanted)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (read.sample_count, {name: len(held) for name, held in read.samples.items()}) == (
        200_000,
        dict.fromkeys(sorted(wanted.names, key=len), 100),
    )
    assert peak < 4 * MIB


def endless(piece: bytes, *, gibibytes: int = 1) -> Iterator[bytes]:
    for _ in range(gibibytes * 1024 * MIB // len(piece)):
        yield piece


@pytest.mark.parametrize(
    "piece",
    [b"a" * MIB, b"a" * 1000, b'a{x="' + b"y" * MIB, b"\0" * MIB, b"{" * MIB],
    ids=["letters", "small pieces", "open quote", "NUL", "braces"],
)
@pytest.mark.parametrize("syntax", [Format.TEXT, Format.OPENMETRICS])
def test_a_line_without_end(piece: bytes, syntax: Format) -> None:
    with pytest.raises(UnreadableSource, match="a line is longer than 1048576 bytes"):
        read_exposition(endless(piece), format=syntax, wanted=NOTHING)


def test_too_many_labels() -> None:
    line = b"a{" + b",".join(b'l%d="1"' % index for index in range(90_000)) + b"} 1\n"
    with pytest.raises(UnreadableSource, match="a has more than 512 labels"):
        read_exposition([line], format=Format.TEXT)


@pytest.mark.parametrize(
    ("body", "samples", "problems"),
    [
        pytest.param(b'a{x="\n' * 100_000, 0, 1000, id="open quotes"),
        pytest.param(b'a{x="' + b"\n" * 200_000, 0, 1, id="an open quote and empty lines"),
        pytest.param(b'a{x="' + b"\\" * 60_000 + b'"} 1\n', 1, 0, id="backslashes"),
        pytest.param(b"a " + b"1" * 500_000 + b"\n", 0, 1, id="a long number"),
        pytest.param(b"a 1 " + b"9" * 500_000 + b"\n", 0, 1, id="a long timestamp"),
        pytest.param(b"a" + b" " * 500_000 + b"1\n", 1, 0, id="blanks"),
        pytest.param(b"#" * 500_000 + b"\n", 0, 0, id="hashes"),
        pytest.param(b"# TYPE a" + b" " * 500_000 + b"\n", 0, 1, id="a long type"),
        pytest.param(b"1\n" * 200_000, 0, 1000, id="nothing but errors"),
        pytest.param(b'a{x="1"y="2"} 1\n' * 20_000, 20_000, 1000, id="nothing but notes"),
    ],
)
def test_long_lines_and_many_problems(body: bytes, samples: int, problems: int) -> None:
    read = read_exposition([body], format=Format.TEXT, wanted=EVERYTHING)
    assert (read.sample_count, len(read.problems)) == (samples, problems)


def test_many_names() -> None:
    lines = (b"name_%d 1\n" % index for index in range(200_000))
    read = read_exposition(lines, format=Format.TEXT, wanted=NOTHING)
    assert (len(read.names), read.problems) == (200_000, ())
