"""Callbacks: each comparison is answered once, to the URL that came with it."""

import sys
from collections.abc import Callable

from metrics_check.demo.lps.comparison import Ending
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.web import post_json

Publish = Callable[[Ending], None]


def publisher(metrics: Metrics) -> Publish:
    """What sends the callback of one comparison, and counts it once it was taken."""

    def publish(ending: Ending) -> None:
        comparison = ending.comparison
        document = {
            "id": comparison.id,
            "user_id": comparison.user_id,
            "result": ending.result.value,
            "winner": ending.winner,
        }
        try:
            post_json(comparison.callback_url, document)
        except OSError as error:
            print(f"lps: {comparison.callback_url} took no callback: {error}", file=sys.stderr)
            return
        metrics.callbacks.count(
            queue_processing_mode=comparison.group.mode,
            result=metrics.told(ending.result),
            user_id=comparison.user_id,
        )

    return publish
