"""The reads of one wait: what each of them said, in short."""

from metrics_check.record import record


@record
class Track:
    """One outcome over the reads of a wait: the verdict of each, `""` where it was not there, and
    the first value that was told, None where none was.
    """

    profile: str
    id: str
    assertion: str
    target: str
    verdicts: tuple[str, ...]
    values: tuple[float | None, ...]


@record
class Polls:
    """The reads of one wait, oldest first, the last of them the one that is reported.

    `reads` is how many there were; of many some are left out, evenly. `seconds` is when each began
    to be judged, since the first. `counts` are those of the verdicts, by verdict. `tracks` are
    those that changed or do not hold, the worst first.
    """

    profiles: tuple[str, ...]
    reads: int
    seconds: tuple[float, ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    tracks: tuple[Track, ...] = ()
