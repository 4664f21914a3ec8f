"""How much work one query may be: the series that it selects, the samples that its steps hold."""

from metrics_check.errors import UnansweredQuery
from metrics_check.record import record


@record
class Limits:
    """The most series that one selector may match, the most samples that all steps may produce.

    A server's own bound is 50 million samples (Prometheus docs, `--query.max-samples`). Ours are
    some seconds of work.
    """

    series: int = 1_000_000
    samples: int = 10_000_000


class Budget:
    """What a query may still spend. Raises `UnansweredQuery` (`limit`) beyond it."""

    __slots__ = ("_limits", "_spent")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spent = 0

    def check_series(self, count: int) -> None:
        """Refuses a selector that matches so many series."""
        if count > self._limits.series:
            raise _beyond(f"a selector matches more than {self._limits.series} series")

    def spend(self, samples: int) -> None:
        """Counts the samples of one step."""
        self._spent += samples
        if self._spent > self._limits.samples:
            raise _beyond(f"its steps hold more than {self._limits.samples} samples")


def _beyond(reason: str) -> UnansweredQuery:
    return UnansweredQuery(f"the query is too large: {reason}", code="limit")
