"""Callbacks: each comparison is answered once, to the URL that came with it."""

from contextlib import suppress
from typing import Protocol

from metrics_check.demo.lps.comparison import Comparison, Result
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.web import post_json


class Publisher(Protocol):
    """Who sends callbacks."""

    def publish(self, comparison: Comparison, *, result: Result, winner: int | None) -> None:
        """Sends the callback of one comparison."""


class CallbackPublisher:
    """Sends callbacks over HTTP and counts them."""

    def __init__(self, metrics: Metrics, *, mode: str) -> None:
        self._metrics = metrics
        self._mode = mode

    def publish(self, comparison: Comparison, *, result: Result, winner: int | None) -> None:
        """See `Publisher`. Nobody there to take it is no fault of ours."""
        document = {"id": comparison.id, "result": result.value, "winner": winner}
        with suppress(OSError):
            post_json(comparison.callback_url, document)
        self._metrics.callbacks.count(
            queue_processing_mode=self._mode,
            result=self._metrics.told(result),
            user_id=comparison.user_id,
        )
