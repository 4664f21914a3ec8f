"""Samples sent to a server by remote write: any times, several of them a series, stale markers.

The protocol is small (Prometheus docs, Remote write 1.0): a protobuf message, compressed by snappy
in its plainest form, one literal.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

HEADERS = {
    "Content-Type": "application/x-protobuf",
    "Content-Encoding": "snappy",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}


@dataclass(frozen=True, slots=True)
class WrittenSeries:
    """A series: labels with `__name__`, and `(milliseconds, value)` in order."""

    labels: Mapping[str, str]
    samples: Sequence[tuple[int, float]]


def write_request(series: Iterable[WrittenSeries]) -> bytes:
    """The body of a request that writes these series."""
    return _snappy(b"".join(_field(1, _time_series(each)) for each in series))


def _time_series(series: WrittenSeries) -> bytes:
    labels = b"".join(_field(1, _label(*item)) for item in sorted(series.labels.items()))
    return labels + b"".join(_field(2, b"".join(_sample(*each))) for each in series.samples)


def _label(name: str, value: str) -> bytes:
    return _field(1, name.encode()) + _field(2, value.encode())


def _sample(taken_ms: int, value: float) -> Iterator[bytes]:
    yield b"\x09" + struct.pack("<d", value)
    yield b"\x10" + _varint(taken_ms % 2**64)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))


def _snappy(content: bytes) -> bytes:
    # A literal whose length less one follows in four bytes.
    literal = b"\xfc" + struct.pack("<I", len(content) - 1) + content if content else b""
    return _varint(len(content)) + literal
