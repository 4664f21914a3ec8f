"""Reads an exposition from byte chunks of any size, block by block, never the whole body."""

from collections.abc import Iterable

from metrics_check.exposition.blocks import split_blocks
from metrics_check.exposition.holding import Tell
from metrics_check.exposition.model import (
    EVERYTHING,
    LIMITS,
    VALIDATED,
    Exposition,
    Format,
    Limits,
    Manner,
    Wanted,
)
from metrics_check.exposition.reader import Reader


def read_exposition(
    chunks: Iterable[bytes],
    *,
    format: Format,  # noqa: A002 -- what it is called everywhere else
    wanted: Wanted = EVERYTHING,
    limits: Limits = LIMITS,
    manner: Manner = VALIDATED,
) -> Exposition:
    """What the body shows in this format: wanted samples, all names, all problems.

    Names and label values are verbatim. Every line is held to the format's grammar, wanted or not,
    unless `manner` says otherwise; a label given twice is found among wanted samples only. Raises
    UnreadableSource (`too-large`) past a limit.
    """
    return _read(
        chunks, Reader(syntax=format, wanted=wanted, limits=limits, manner=manner), limits=limits
    )


def read_samples(
    chunks: Iterable[bytes],
    *,
    tell: Tell,
    format: Format,  # noqa: A002 -- what it is called everywhere else
    wanted: Wanted = EVERYTHING,
    limits: Limits = LIMITS,
) -> Exposition:
    """All but the samples of a body, no family of it judged; `tell` is given the wanted samples.

    They come in file order, some hundred at a time, also those of names that only turn out later
    not to belong to a wanted family.
    """
    reader = Reader(syntax=format, wanted=wanted, limits=limits, keeps=False, tell=tell)
    return _read(chunks, reader, limits=limits)


def review_exposition(
    chunks: Iterable[bytes],
    *,
    format: Format,  # noqa: A002 -- what it is called everywhere else
    tell: Tell | None = None,
    limits: Limits = LIMITS,
) -> Exposition:
    """All but the samples of a body, judged whole, in memory that does not grow with it.

    `tell` is given the samples in file order, some hundred at a time. A family that is over is let
    go after many samples: what is wrong between its lines and those that come after others' is not
    looked for then, only that it goes on.
    """
    reader = Reader(syntax=format, wanted=EVERYTHING, limits=limits, releases=True, tell=tell)
    return _read(chunks, reader, limits=limits)


def _read(chunks: Iterable[bytes], reader: Reader, *, limits: Limits) -> Exposition:
    for block in split_blocks(chunks, line_bytes=limits.line_bytes):
        reader.read_block(block)
        if reader.is_finished:
            break
    return reader.finish()
