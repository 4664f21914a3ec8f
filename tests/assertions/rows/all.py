"""Every row of every kind."""

from tests.assertions.rows import Row, around, existence, histograms, holds, matching, never, plain

ALL_ROWS: tuple[Row, ...] = (
    *plain.ROWS,
    *histograms.ROWS,
    *existence.ROWS,
    *matching.ROWS,
    *holds.ROWS,
    *never.ROWS,
    *around.ROWS,
)
