"""Reads an exposition from byte chunks of any size, block by block, never the whole body."""

from collections.abc import Iterable

from metrics_check.exposition.blocks import split_blocks
from metrics_check.exposition.model import EVERYTHING, LIMITS, Exposition, Format, Limits, Wanted
from metrics_check.exposition.reader import Reader


def read_exposition(
    chunks: Iterable[bytes],
    *,
    format: Format,  # noqa: A002 -- what it is called everywhere else
    wanted: Wanted = EVERYTHING,
    limits: Limits = LIMITS,
) -> Exposition:
    """What the body shows in this format: wanted samples, all names, all problems.

    Names and label values are verbatim. Every line is held to the format's grammar, wanted or not;
    a label given twice is found among wanted samples only. Raises UnreadableSource (`too-large`)
    past a limit.
    """
    reader = Reader(syntax=format, wanted=wanted, limits=limits)
    for block in split_blocks(chunks, line_bytes=limits.line_bytes):
        reader.read_block(block)
        if reader.is_finished:
            break
    return reader.finish()
