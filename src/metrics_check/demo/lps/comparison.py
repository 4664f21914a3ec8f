"""A comparison that was asked for, and how it ended."""

from enum import StrEnum

from metrics_check.demo.web import Call
from metrics_check.record import record

MAX_TEXT = 10_000
MAX_COMPARISONS = 1000


class Result(StrEnum):
    """How a comparison ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    EXPIRED = "expired"


@record
class Comparison:
    """Two texts to be compared. `queued_at` is in seconds of the service's clock.

    `id` and `user_id` say whose it is: they go into the callback and never into a metric.
    """

    id: str
    user_id: str
    provider: str
    model: str
    essays: tuple[str, str]
    callback_url: str
    queued_at: float

    @property
    def group(self) -> tuple[str, str]:
        """What must be equal for two comparisons to share a call to the provider."""
        return self.provider, self.model


class BadRequest(Exception):
    """Why a request is not one."""


def read_comparisons(call: Call, *, now: float) -> tuple[Comparison, ...]:
    """What `POST /comparisons` asks for; raises `BadRequest`."""
    body = call.json
    entries = body.get("comparisons") if isinstance(body, dict) else None
    if not isinstance(entries, list) or not 1 <= len(entries) <= MAX_COMPARISONS:
        raise BadRequest(f"expected 1 to {MAX_COMPARISONS} of `comparisons`")
    return tuple(_read(entry, now=now) for entry in entries)


def _read(entry: object, *, now: float) -> Comparison:
    if not isinstance(entry, dict):
        raise BadRequest("a comparison is a mapping")
    names = ("id", "user_id", "provider", "model", "callback_url")
    texts = {name: _text(entry.get(name), name) for name in names}
    if not texts["callback_url"].startswith("http://127.0.0.1:"):
        raise BadRequest("a callback_url must be on this machine: http://127.0.0.1:PORT/…")
    essays = entry.get("essays")
    if not isinstance(essays, list) or len(essays) != 2:
        raise BadRequest("expected two `essays`")
    first, second = (_text(essay, "essays") for essay in essays)
    return Comparison(**texts, essays=(first, second), queued_at=now)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT:
        raise BadRequest(f"expected `{name}` to be a text of 1 to {MAX_TEXT} characters")
    return value
