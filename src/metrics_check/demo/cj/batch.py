"""A batch of essays: its pairs, what was sent of them and what came back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from metrics_check.demo.fields import choice_of, mapping_of, number_of, text_of, texts_of
from metrics_check.demo.settings import BATCHING_MODES
from metrics_check.demo.web import Call
from metrics_check.record import record

MAX_ESSAYS = 200
MAX_COMPARISONS = 1000


@record
class Order:
    """What `POST /batches` asks for. `mode` is the batching mode of its hint, `""`: none."""

    essays: tuple[str, ...]
    max_comparisons: int
    user_id: str
    mode: str

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """As many pairs as are asked for; each essay comes about as often as any other."""
        return tuple(islice(_ring(self.essays), self.max_comparisons))


@dataclass(slots=True)
class Batch:
    """A batch that runs. `total` is how many comparisons it has; `failure` says what ended it."""

    total: int
    sent: int = 0
    callbacks: int = 0
    failure: str = ""
    waiting: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def await_callbacks(self, ids: Sequence[str]) -> None:
        """Notes what is about to be sent."""
        with self.lock:
            self.waiting.update(ids)

    def note_sent(self, number: int) -> None:
        """Notes how many comparisons LPS took."""
        with self.lock:
            self.sent += number

    def take_callback(self, name: str) -> bool:
        """Whether the callback belongs to a comparison of this batch; it is counted then."""
        with self.lock:
            number = name.rpartition("/")[2]
            if not number.isdecimal() or not 1 <= int(number) <= self.total:
                return False
            self.callbacks += 1
            self.waiting.discard(name)
            return True

    def told(self) -> dict[str, object]:
        """How far it is, for `GET /batches/ID`."""
        with self.lock:
            is_done = self.sent == self.total and not self.waiting
            return {
                "status": "failed" if self.failure else "completed" if is_done else "running",
                "comparisons": self.total,
                "sent": self.sent,
                "callbacks": self.callbacks,
                "waiting": len(self.waiting),
                "failure": self.failure or None,
            }


def read_order(call: Call) -> Order:
    """What `POST /batches` asks for; raises `Refused`.

    {"essays": [TEXT, …], "max_comparisons", "user_id", "llm_batching_mode_hint"?}
    """
    body = mapping_of(call.json, what="the body")
    hint = body.get("llm_batching_mode_hint")
    return Order(
        texts_of(body.get("essays"), "essays", least=2, most=MAX_ESSAYS),
        number_of(body.get("max_comparisons"), "max_comparisons", least=1, most=MAX_COMPARISONS),
        text_of(body.get("user_id"), "user_id"),
        "" if hint is None else choice_of(hint, "llm_batching_mode_hint", known=BATCHING_MODES),
    )


def _ring(essays: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every pair once: each essay with the next, then with the one after that, and so on."""
    size = len(essays)
    for step in range(1, size // 2 + 1):
        # Half way around, the second half of the ring would meet the first again.
        for start in range(step if 2 * step == size else size):
            yield essays[start], essays[(start + step) % size]
