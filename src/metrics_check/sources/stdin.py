"""Reading standard input. It may take as long as its writer does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from metrics_check.errors import UnreadableSource
from metrics_check.sources.address import Address
from metrics_check.sources.answer import Answer
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.stream import open_stream


@contextmanager
def open_stdin(address: Address, *, options: ReadOptions, deadline: Deadline) -> Iterator[Answer]:
    """The exposition on standard input. See `answer.Source`."""
    # Python sets it to None where the process was started without one.
    if sys.stdin is None:
        raise UnreadableSource(
            f"{address.shown}: there is no standard input.", code="unreadable", is_final=True
        )
    # A thread that waits in a buffered read holds a lock that Python needs to end.
    stream: IO[bytes] = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    with open_stream(stream, shown=address.shown, options=options, deadline=deadline) as answer:
        yield answer
