"""When a server last had a series: closely in the last minutes, else by the minute."""

import pytest

from metrics_check.check.server.asked import ServerAnswers
from metrics_check.check.server.view import History
from metrics_check.promql.values import Element, Vector

AT = 1_000.0
CLOSE = "max(max_over_time(timestamp(up == 1)[5m:5s]))"
HOURS = "max(max_over_time(timestamp(up == 1)[6h:1m]))"


class Told(ServerAnswers):
    """A server that answers these queries, and nothing to others."""

    at = AT

    def __init__(self, **known: float) -> None:
        self._times = {CLOSE: known.get("close"), HOURS: known.get("hours")}

    def ask(self, query: str) -> Vector:
        """See `answers.Answers`."""
        found = self._times[query]
        return () if found is None else (Element({}, found),)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param(Told(close=996.0), 4.0, id="for-seconds-only"),
        pytest.param(Told(hours=400.0), 600.0, id="some-time-ago"),
        pytest.param(Told(), None, id="never"),
    ],
)
def test_last_seen(answers: Told, expected: float | None) -> None:
    assert History(answers).last_seen("up == 1") == expected
