"""Counts the samples of a block by name without cutting it into lines, where it is regular."""

from collections import Counter
from collections.abc import Callable

from metrics_check.record import record

# A block of more runs of samples, or a run of more names, is cut into lines in less time.
_MOST_RUNS = 16
_MOST_NAMES = 4
# So many lines in a row are passed by to find a name that was not met yet.
_MOST_PASSED = 40
_NEWLINE = 0x0A
_HASH = 0x23


@record
class Skimmed:
    """The lines of a block that begin with `#`, by index; samples by name; how many lines."""

    metadata: dict[int, bytes]
    counts: Counter[bytes]
    line_count: int


def skim(text: bytes, *, is_regular: Callable[[bytes], bool]) -> Skimmed | None:
    """What whole lines hold: metadata, and samples with labels whose names are all regular.

    None where there is anything else, what may end the exposition, or so many names that this
    would save nothing.
    """
    metadata: dict[int, bytes] = {}
    counts: Counter[bytes] = Counter()
    position = line = 0
    for _ in range(_MOST_RUNS):
        while position < len(text) and text[position] == _HASH:
            end = text.index(_NEWLINE, position)
            metadata[line] = text[position:end]
            if b"\0" in metadata[line] or metadata[line] == b"# EOF":
                return None
            position, line = end + 1, line + 1
        if position == len(text):
            return Skimmed(metadata, counts, line)
        end = _end_of_run(text, position)
        found = _count_names(text[position:end], is_regular=is_regular)
        if found is None:
            return None
        counts.update(found)
        position, line = end, line + sum(found.values())
    return None


def _end_of_run(text: bytes, start: int) -> int:
    """Where the next line begins with `#`, or the end; one byte is found faster than two."""
    position = text.find(_HASH, start)
    while position >= 0 and text[position - 1] != _NEWLINE:
        position = text.find(_HASH, position + 1)
    return len(text) if position < 0 else position


def _count_names(run: bytes, *, is_regular: Callable[[bytes], bool]) -> dict[bytes, int] | None:
    # CPython takes bytes out several times as fast as it counts them.
    left = len(run) - len(run.replace(b"\n", b""))
    counts: dict[bytes, int] = {}
    begun: tuple[bytes, ...] = ()
    position = 0
    while left and position < len(run) and len(counts) < _MOST_NAMES:
        name, brace, _ = run[position : run.index(_NEWLINE, position)].partition(b"{")
        if not (brace and is_regular(name)):
            return None
        begin = name + b"{"
        # All of its lines lie from here on: those before begin with other names.
        counts[name] = 1 + run.count(b"\n" + begin, position)
        left -= counts[name]
        begun += (begin,)
        if left:
            position = _pass_by(run, position, begun=begun)
    return None if left else counts


def _pass_by(run: bytes, start: int, *, begun: tuple[bytes, ...]) -> int:
    """Where the next line begins that begins otherwise; the end where none of the next does."""
    position = start
    for _ in range(_MOST_PASSED):
        position = run.index(_NEWLINE, position) + 1
        if position == len(run) or not run.startswith(begun, position):
            return position
    return len(run)
