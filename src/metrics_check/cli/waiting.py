"""What is told while `--wait` waits, and the last read where that is interrupted."""

import sys

from metrics_check.check.checking import not_yet
from metrics_check.cli.terminal import write_note
from metrics_check.model.outcome import Report, Verdict
from metrics_check.report.line import WIDTH, listed

# So many reads are told as one on a terminal; a log is told the first.
_READS_A_LINE = 5
# Seconds; what is over sooner than it is read is not told.
_WORTH_A_WORD = 1.0


class Waiting:
    """Tells stderr what is waited for; `last` is the report of the last read."""

    def __init__(self) -> None:
        self.last: Report | None = None
        self._reads = 0

    def tell(self, report: Report, left: float) -> None:
        """See `checking.Tell`."""
        self.last = report
        is_told = self._reads == 0 or sys.stderr.isatty()
        if is_told and self._reads % _READS_A_LINE == 0 and left >= _WORTH_A_WORD:
            start = f"waiting up to {left:.0f} s more for "
            write_note(start + listed(_awaited(report), room=WIDTH - len(start)))
            sys.stderr.flush()
        self._reads += 1


def _awaited(report: Report) -> list[str]:
    """Targets that were not read, then expectations that do not hold."""
    waited = not_yet(report)
    targets = [
        f"{each.target} ({each.code})"
        for each in waited
        if each.verdict is Verdict.ERROR and each.target
    ]
    ids = [each.id for each in waited if each.verdict is not Verdict.ERROR or not each.target]
    return [*targets, *ids] or ["a profile whose requirements hold"]
