"""A batch of essays: its pairs, what was sent of them and what came back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from threading import Lock

from metrics_check.demo.settings import BATCHING_MODES
from metrics_check.demo.web import Call
from metrics_check.record import record

MAX_ESSAYS = 200
MAX_COMPARISONS = 1000
# Comparisons in one request to LPS; by `per_request` each is sent alone.
REQUEST_SIZE = 20


class BadBatch(Exception):
    """Why a request for a batch is not one."""


@record
class Order:
    """What `POST /batches` asks for. `mode` is the batching mode of its hint, `""`: none."""

    essays: tuple[str, ...]
    max_comparisons: int
    user_id: str
    mode: str

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every essay with every other, as many as are asked for."""
        return islice(combinations(self.essays, 2), self.max_comparisons)


@dataclass(slots=True)
class Batch:
    """A batch that runs."""

    sent: int = 0
    callbacks: int = 0
    waiting: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def add(self, ids: Sequence[str]) -> None:
        """Notes what is about to be sent."""
        with self.lock:
            self.sent += len(ids)
            self.waiting.update(ids)

    def take_callback(self, id: str) -> None:  # noqa: A002 -- what the callback calls it
        """Notes a callback, and whether it was waited for."""
        with self.lock:
            self.callbacks += 1
            self.waiting.discard(id)


def read_order(call: Call) -> Order:
    """What is asked for; raises `BadBatch`."""
    body = call.json if isinstance(call.json, dict) else {}
    essays = body.get("essays")
    if not isinstance(essays, list) or not 2 <= len(essays) <= MAX_ESSAYS:
        raise BadBatch(f"expected 2 to {MAX_ESSAYS} `essays`")
    if not all(isinstance(essay, str) and essay for essay in essays):
        raise BadBatch("an essay is a text that is not empty")
    limit = body.get("max_comparisons")
    if not isinstance(limit, int) or not 1 <= limit <= MAX_COMPARISONS:
        raise BadBatch(f"expected `max_comparisons` to be a number from 1 to {MAX_COMPARISONS}")
    mode = body.get("llm_batching_mode_hint", "")
    if mode and mode not in BATCHING_MODES:
        raise BadBatch(
            f"llm_batching_mode_hint is {mode!r}, expected one of {', '.join(BATCHING_MODES)}"
        )
    return Order(tuple(essays), limit, str(body.get("user_id", "nobody")), mode)
