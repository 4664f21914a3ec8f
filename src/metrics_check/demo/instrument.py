"""Metrics as the services use them: what was counted, set or observed, by labels in words."""

from collections.abc import Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder

from metrics_check.demo.web import Answer, Call


class Instrument:
    """One family. Labels that it does not have are left out, so that a caller names them all."""

    def __init__(self, metric: Counter | Gauge | Histogram, names: Sequence[str]) -> None:
        self._metric = metric
        self._names = tuple(names)

    def count(self, **labels: str) -> None:
        """One more."""
        child = self._child(labels)
        if not isinstance(child, Counter):
            raise TypeError("only a counter counts")
        child.inc()

    def observe(self, value: float, **labels: str) -> None:
        """One observation; a gauge keeps the last."""
        child = self._child(labels)
        if isinstance(child, Histogram):
            child.observe(value)
        elif isinstance(child, Gauge):
            child.set(value)
        else:
            raise TypeError("a counter observes nothing")

    def _child(self, labels: dict[str, str]) -> Counter | Gauge | Histogram:
        return self._metric.labels(**{name: labels[name] for name in self._names})


def new_registry() -> CollectorRegistry:
    """A registry that tells of the process, and of nothing else yet."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return registry


def exposition(registry: CollectorRegistry, call: Call) -> Answer:
    """What `/metrics` shows, in the format that the caller accepts best."""
    encode, content_type = choose_encoder(call.headers.get("accept", ""))
    return Answer(200, encode(registry), content_type)
