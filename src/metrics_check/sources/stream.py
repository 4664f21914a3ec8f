"""Reading an open binary stream: its last bytes first, since `# EOF` tells the format."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from metrics_check.errors import UnreadableSource
from metrics_check.sources.answer import PIECE_BYTES, Answer
from metrics_check.sources.bounds import bounded
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.options import ReadOptions

# What cannot be read twice is kept in memory up to here, then on disk.
_MEMORY_BYTES = 8 << 20
# Enough for `# EOF` and its newlines.
_LAST_BYTES = 16


@contextmanager
def open_stream(
    stream: IO[bytes], *, shown: str, options: ReadOptions, deadline: Deadline
) -> Iterator[Answer]:
    """The exposition in a stream; one that cannot seek is read to its end first.

    Raises `UnreadableSource`, here and while the chunks are read.
    """
    with tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES) as copy:
        source: IO[bytes] = stream
        if not _can_seek(stream):
            pieces = _pieces(stream, shown=shown)
            for piece in bounded(
                pieces, max_bytes=options.max_body_bytes, deadline=deadline, shown=shown
            ):
                copy.write(piece)
            source = copy
        last_bytes = _last_bytes(source, shown=shown)
        chunks = _pieces(source, shown=shown)
        yield Answer(
            bounded(chunks, max_bytes=options.max_body_bytes, deadline=deadline, shown=shown),
            last_bytes=last_bytes,
        )


def system_error(shown: str, *, error: OSError) -> UnreadableSource:
    """What an operating system's error says of a file."""
    reason = (error.strerror or type(error).__name__).lower()
    return UnreadableSource(f"{shown}: cannot be read: {reason}.", code="unreadable")


def _can_seek(stream: IO[bytes]) -> bool:
    return stream.seekable()


def _last_bytes(stream: IO[bytes], *, shown: str) -> bytes:
    try:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _LAST_BYTES))
        last_bytes = stream.read(_LAST_BYTES)
        stream.seek(0)
    except OSError as error:
        raise system_error(shown, error=error) from error
    return last_bytes


def _pieces(stream: IO[bytes], *, shown: str) -> Iterator[bytes]:
    try:
        while piece := stream.read(PIECE_BYTES):
            yield piece
    except OSError as error:
        raise system_error(shown, error=error) from error
