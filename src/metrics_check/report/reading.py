"""How targets were read: a line for each URL, replicas that were read well folded into one."""

from collections.abc import Collection, Iterable

from metrics_check.model.outcome import TargetReading
from metrics_check.notation.visible import visible
from metrics_check.report.line import WIDTH, Line, Span, wrapped

# Up to this many sources of one target are listed each; more are told as one, but for failures.
MOST_LISTED = 3


def reading_lines(
    readings: Iterable[TargetReading], *, told: Collection[str], is_verbose: bool
) -> tuple[Line, ...]:
    """`name  url  (212 series, 18 ms)` for each, targets in the order in which they were read.

    `told` are errors that the report explains elsewhere.
    """
    by_target: dict[str, list[TargetReading]] = {}
    for reading in readings:
        by_target.setdefault(reading.target, []).append(reading)
    rows = [
        row
        for target, found in by_target.items()
        for row in _rows(target, readings=found, told=told, is_verbose=is_verbose)
    ]
    widths = (_width(row[0] for row in rows), _width(row[1] for row in rows if not row[3]))
    return tuple(line for row in rows for line in _line(row, widths=widths))


# Name, url, what came of it, and whether that is an error.
_Row = tuple[str, str, str, bool]


def _rows(
    target: str, *, readings: list[TargetReading], told: Collection[str], is_verbose: bool
) -> list[_Row]:
    read = [reading for reading in readings if not reading.error]
    if is_verbose or len(read) <= MOST_LISTED:
        return [_row(reading, told=told) for reading in readings]
    total = sum(reading.series for reading in read)
    slowest = max(reading.milliseconds for reading in read)
    counts = f"({_counted(total)}, slowest {slowest:.0f} ms)"
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
