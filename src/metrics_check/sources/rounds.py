"""Reads of several times: what a snapshot with a past gives for each URL, round by round."""

from collections.abc import Iterable

from metrics_check.sources.reading import Read


def rounds_of(reads: Iterable[Read]) -> tuple[tuple[Read, ...], ...]:
    """All that was read, the oldest round first; the last one is that of the reads themselves.

    A URL that has fewer reads than another has none in the oldest rounds.
    """
    given = tuple(reads)
    deepest = max((len(read.before) for read in given), default=0)
    return tuple(
        tuple(
            (*read.before, read)[len(read.before) - back]
            for read in given
            if back <= len(read.before)
        )
        for back in range(deepest, -1, -1)
    )
