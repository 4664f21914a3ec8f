"""Keeps of each read of a wait what a report shows of it: bounded, however long it lasts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from metrics_check.model.outcome import Outcome, Report, Verdict
from metrics_check.model.polls import Polls, Track
from metrics_check.record import record

MOST_READS = 120
"""So many are kept at most: more are no wider than a line on a screen."""
MOST_TRACKS = 100

_HOLDS = frozenset({Verdict.PASS, Verdict.SKIPPED})
# Assertions that are about a value; of others the values of what violates them tell nothing.
_OF_VALUES = ("expect.", "warn.", "run.")
# Compiled when it is first asked for: most checks do not wait.
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?(?=[ ,]|$)"

_Key = tuple[str, str, str, str]


@record
class _Read:
    seconds: float
    found: Mapping[_Key, tuple[Verdict, float | None]]


class PollLog:
    """The reads of one wait. Of more than `MOST_READS` every second is let go, again and again."""

    def __init__(self) -> None:
        self._reads: list[_Read] = []
        self._last: _Read | None = None
        self._total = 0
        self._every = 1

    def add(self, report: Report, *, seconds: float) -> None:
        """Keeps one more read; `seconds` by any clock that only goes on."""
        found = {_key(each): (each.verdict, _value(each)) for each in report.outcomes}
        self._last = _Read(seconds, found)
        if self._total % self._every == 0:
            self._reads.append(self._last)
        self._total += 1
        if len(self._reads) > MOST_READS:
            self._reads = self._reads[::2]
            self._every *= 2

    def told(self, report: Report) -> Report:
        """The report of the last read, with what the reads said; as it is where there was one."""
        if self._last is None or self._total < 2:
            return report
        reads = self._reads if self._reads[-1] is self._last else [*self._reads, self._last]
        first = reads[0].seconds
        polls = Polls(
            profiles=tuple(each.profile for each in report.profiles),
            reads=self._total,
            seconds=tuple(round(read.seconds - first, 1) for read in reads),
            counts=tuple(_counts(reads)),
            tracks=_tracks(reads, report=report),
        )
        return replace(report, polls=(polls,))


def _counts(reads: Sequence[_Read]) -> list[tuple[str, tuple[int, ...]]]:
    found = [[verdict for verdict, _ in read.found.values()] for read in reads]
    counted = [
        (verdict.value, tuple(verdicts.count(verdict) for verdicts in found)) for verdict in Verdict
    ]
    return [(verdict, numbers) for verdict, numbers in counted if any(numbers)]


def _tracks(reads: Sequence[_Read], *, report: Report) -> tuple[Track, ...]:
    ordered = sorted(report.outcomes, key=lambda each: list(Verdict).index(each.verdict))
    tracks = (_track(each, reads=reads) for each in ordered)
    told = (each for each in tracks if _is_worth_telling(each))
    return tuple(each for each, _ in zip(told, range(MOST_TRACKS), strict=False))


def _track(outcome: Outcome, *, reads: Sequence[_Read]) -> Track:
    key = _key(outcome)
    found = [read.found.get(key) for read in reads]
    verdicts = tuple("" if each is None else each[0].value for each in found)
    return Track(*key, verdicts, tuple(None if each is None else each[1] for each in found))


def _is_worth_telling(track: Track) -> bool:
    # NaN is no other value than NaN.
    changes = len({*track.verdicts}) > 1 or len({*map(repr, track.values)}) > 1
    return changes or track.verdicts[-1] not in _HOLDS


def _key(outcome: Outcome) -> _Key:
    return outcome.profile, outcome.id, outcome.assertion, outcome.target


def _value(outcome: Outcome) -> float | None:
    """The first value that an outcome tells: the worst of a violation, else what was found."""
    if not outcome.assertion.startswith(_OF_VALUES):
        return None
    if outcome.evidence:
        return outcome.evidence[0].value
    found = re.match(_NUMBER, outcome.observed or "")
    return None if found is None else float(found[0])
