"""What is `anchored` or `smoothed`: values at borders where no sample need be.

Source: Prometheus docs, Feature flags, Extended range selectors; where it is silent, Prometheus'
own engine tests. Runs reach beyond their range here, by the lookback (`Moment.matrix`).
"""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise

from metrics_check.promql.values import Matrix, Run
from metrics_check.record import record

# Which functions take them; any other is an error.
TAKES = {
    "anchored": ("changes", "delta", "increase", "rate", "resets"),
    "smoothed": ("delta", "increase", "rate"),
}


@record
class Bordered:
    """The values at both borders of a range, and the samples between them."""

    left: float
    right: float
    times: tuple[int, ...]
    values: tuple[float, ...]


def anchored_values(run: Run, matrix: Matrix) -> tuple[float, ...]:
    """The values in the range behind the last one before it; empty where the range has none."""
    first = bisect_right(run.times, matrix.start_ms)
    return run.values[max(0, first - 1) :] if first < len(run.times) else ()


def change_of(run: Run, matrix: Matrix, *, modifier: str, is_counter: bool) -> float | None:
    """What the value grew by between the borders, resets of a counter made up for.

    None where neither border has a value.
    """
    found = _bordered(run, matrix, is_smoothed=modifier == "smoothed", is_counter=is_counter)
    if found is None:
        return None
    change = found.right - found.left
    if is_counter:
        for before, after in pairwise((found.left, *found.values, found.right)):
            change += before if after < before else 0.0
    return change


def with_borders(matrix: Matrix, *, modifier: str) -> Matrix:
    """The range vector as it is answered by itself: each run begins and ends at a border."""
    runs = []
    for run in matrix.runs:
        found = _bordered(run, matrix, is_smoothed=modifier == "smoothed", is_counter=False)
        if found is not None:
            times = (matrix.start_ms, *found.times, matrix.end_ms)
            runs.append(Run(run.labels, times, (found.left, *found.values, found.right)))
    return replace(matrix, runs=tuple(runs))


def smoothed_value(run: Run, *, at_ms: int) -> float | None:
    """The value at a moment, on the line between the samples around it.

    Behind the last sample its value; None before the first one.
    """
    index = bisect_left(run.times, at_ms)
    if index < len(run.times) and run.times[index] == at_ms:
        return run.values[index]
    if index == 0:
        return None
    if index == len(run.times):
        return run.values[-1]
    return _between(run, index, at_ms=at_ms, is_counter=False)


def _bordered(run: Run, matrix: Matrix, *, is_smoothed: bool, is_counter: bool) -> Bordered | None:
    times, last = run.times, len(run.times) - 1
    first = max(0, bisect_right(times, matrix.start_ms, 0, last) - 1)
    if is_smoothed:
        last = bisect_left(times, matrix.end_ms, 0, last)
    is_before, is_behind = times[last] <= matrix.start_ms, times[first] > matrix.end_ms
    if is_before or (is_smoothed and is_behind):
        return None
    left, right = run.values[first], run.values[last]
    if is_smoothed and times[first] < matrix.start_ms:
        left = _between(run, first + 1, at_ms=matrix.start_ms, is_counter=is_counter)
    if is_smoothed and last > 0 and times[last] > matrix.end_ms:
        right = _between(run, last, at_ms=matrix.end_ms, is_counter=is_counter)
    inner = slice(
        first + (times[first] <= matrix.start_ms), last + 1 - (times[last] >= matrix.end_ms)
    )
    return Bordered(left, right, times[inner], run.values[inner])


def _between(run: Run, index: int, *, at_ms: int, is_counter: bool) -> float:
    """The value at a moment between a sample and the one before it."""
    (before_ms, after_ms), (before, after) = (
        run.times[index - 1 : index + 1],
        run.values[index - 1 : index + 1],
    )
    # Behind a reset a counter began at zero.
    start = 0.0 if is_counter and after < before else before
    return start + (after - start) * (at_ms - before_ms) / (after_ms - before_ms)
