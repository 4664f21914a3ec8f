"""How targets were read: a line for each URL, replicas that were read well folded into one."""

from collections.abc import Collection, Iterable, Iterator

from metrics_check.model.outcome import TargetReading
from metrics_check.notation.visible import visible
from metrics_check.report.line import WIDTH, Line, Span, wrapped
from metrics_check.report.time import format_time

# Up to this many sources of one target are listed each; more are told as one, but for failures.
MOST_LISTED = 3


def reading_lines(
    readings: Iterable[TargetReading], *, told: Collection[str], is_verbose: bool
) -> tuple[Line, ...]:
    """`name  url  (212 series, 18 ms)` for each, targets in the order in which they were read.

    Before them stands which snapshots they are from. `told` are errors that the report explains
    elsewhere.
    """
    readings = tuple(readings)
    by_target: dict[str, list[TargetReading]] = {}
    for reading in readings:
        by_target.setdefault(reading.target, []).append(reading)
    rows = [
        row
        for target, found in by_target.items()
        for row in _rows(target, readings=found, told=told, is_verbose=is_verbose)
    ]
    widths = (_width(row[0] for row in rows), _width(row[1] for row in rows if not row[3]))
    listed = (line for row in rows for line in _line(row, widths=widths))
    return *_snapshot_lines(readings), *listed


def _snapshot_lines(readings: tuple[TargetReading, ...]) -> Iterator[Line]:
    """`from the snapshot DIR, read 2026-11-27T17:03:05Z`, with the targets where not all are."""
    by_snapshot: dict[str, list[TargetReading]] = {}
    for reading in readings:
        if reading.snapshot is not None:
            by_snapshot.setdefault(reading.snapshot, []).append(reading)
    for folder, found in by_snapshot.items():
        targets = ", ".join(dict.fromkeys(visible(reading.target) for reading in found))
        start = "" if len(found) == len(readings) else f"{targets}: "
        taken_at = format_time(min(reading.read_at for reading in found))
        text = f"{start}from the snapshot {visible(folder)}, read {taken_at}"
        yield from wrapped(text, indent=2, style="quiet")


# Name, url, what came of it, and whether that is an error.
_Row = tuple[str, str, str, bool]


def _rows(
    target: str, *, readings: list[TargetReading], told: Collection[str], is_verbose: bool
) -> list[_Row]:
    read = [reading for reading in readings if not reading.error]
    if is_verbose or len(read) <= MOST_LISTED:
        return [_row(reading, told=told) for reading in readings]
    total = sum(reading.series for reading in read)
    slowest = max((each.milliseconds for each in read if each.snapshot is None), default=None)
    time = "" if slowest is None else f", slowest {slowest:.0f} ms"
    counts = f"({_counted(total)}{time})"
    folded = (visible(target), f"{len(read)} of {len(readings)} urls read", counts, False)
    return [folded, *(_row(reading, told=told) for reading in readings if reading.error)]


def _row(reading: TargetReading, *, told: Collection[str]) -> _Row:
    name, url = visible(reading.target), visible(reading.url)
    if reading.error and reading.error in told:
        return name, url, "not read", True
    if reading.error:
        # An error begins with the source it is about, which stands there already.
        error = reading.error.removeprefix(f"{reading.url}: ")
        return name, url, visible(f"not read: {error}"), True
    if reading.snapshot is not None:
        return name, url, f"({_counted(reading.series)})", False
    return name, url, f"({_counted(reading.series)}, {reading.milliseconds:.0f} ms)", False


def _counted(series: int) -> str:
    return f"{series:,} series"


def _width(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def _line(row: _Row, *, widths: tuple[int, int]) -> tuple[Line, ...]:
    name, url, text, is_error = row
    start = f"  {name.ljust(widths[0])}  {url}"
    if not is_error:
        return ((Span(start + " " * (widths[1] - len(url) + 2)), Span(text, "quiet")),)
    if len(start) + 2 + len(text) <= WIDTH:
        return ((Span(start + "  "), Span(text, "error")),)
    return (Span(start),), *wrapped(text, indent=4, style="error")
