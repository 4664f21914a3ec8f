"""Every row of every kind."""

from tests.assertions.rows import Row, around, conditions, existence, histograms, plain

ALL_ROWS: tuple[Row, ...] = (
    *plain.ROWS,
    *histograms.ROWS,
    *existence.ROWS,
    *conditions.ROWS,
    *around.ROWS,
)
