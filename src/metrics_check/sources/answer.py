"""What a source gives when it is opened, and the shape of a source."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from typing import Protocol

from metrics_check.record import record
from metrics_check.sources.address import Address
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.mask import Mask
from metrics_check.sources.options import ReadOptions

# 32 to 64 KiB keeps a read of any size within some 20 MB of memory.
PIECE_BYTES = 64 << 10


@record
class Note:
    """Something about an answer that is worth a finding; it was read all the same."""

    code: str
    message: str


@record
class Answer:
    """A body to be read once, in pieces, and what came with it.

    `content_type` is None where nothing said it, `last_bytes` empty where they are not known
    yet. `status` is 0 where HTTP played no part. `mask` hides what was sent to get it.
    """

    chunks: Iterator[bytes]
    content_type: str | None = None
    last_bytes: bytes = b""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    mask: Mask = Mask()


class Source(Protocol):
    """A function that opens one kind of address; what it holds open is closed on leaving.

    Opening and reading the chunks raise `UnreadableSource`, and nothing else.
    """

    def __call__(
        self, address: Address, *, options: ReadOptions, deadline: Deadline
    ) -> AbstractContextManager[Answer]:
        """The answer of that address."""
