"""Cuts a stream of byte chunks into blocks of whole lines."""

from collections.abc import Iterable, Iterator

from metrics_check.errors import UnreadableSource
from metrics_check.record import record

# Small enough to stay in a processor's cache, large enough that the work per block is nothing.
BLOCK_BYTES = 1 << 17


@record
class Block:
    """Whole lines: `text` ends with a newline.

    `is_cut`: the newline of the very last line was missing and is added.
    """

    text: bytes
    is_cut: bool = False

    def cut(self) -> list[bytes]:
        """The lines, without their newlines."""
        lines = self.text.split(b"\n")
        lines.pop()
        return lines


def split_blocks(chunks: Iterable[bytes], *, line_bytes: int) -> Iterator[Block]:
    """The lines of the chunks, in order; UnreadableSource when one is longer than `line_bytes`."""
    parts: list[bytes] = []
    size, goal = 0, BLOCK_BYTES
    for piece in _pieces(chunks):
        parts.append(piece)
        size += len(piece)
        if size < goal:
            continue
        text = b"".join(parts)
        end = text.rfind(b"\n") + 1
        if end:
            yield _block(text[:end], line_bytes=line_bytes)
        elif size > line_bytes:
            raise _too_long(line_bytes)
        parts, size = [text[end:]], len(text) - end
        # Twice as far each time, so that a long line in tiny chunks is not joined again and again.
        goal = max(BLOCK_BYTES, 2 * size)
    text = b"".join(parts)
    if text:
        is_cut = not text.endswith(b"\n")
        yield _block(text + b"\n" if is_cut else text, line_bytes=line_bytes, is_cut=is_cut)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if len(chunk) <= BLOCK_BYTES:
            yield chunk
            continue
        view = memoryview(chunk)
        for start in range(0, len(chunk), BLOCK_BYTES):
            yield bytes(view[start : start + BLOCK_BYTES])


def _block(text: bytes, *, line_bytes: int, is_cut: bool = False) -> Block:
    block = Block(text, is_cut)
    if len(text) > line_bytes and max(map(len, block.cut())) > line_bytes:
        raise _too_long(line_bytes)
    return block


def _too_long(line_bytes: int) -> UnreadableSource:
    message = f"a line is longer than {line_bytes} bytes; no exposition has such a line"
    return UnreadableSource(message, code="too-large")
