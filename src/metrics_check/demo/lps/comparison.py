"""A comparison that was asked for, and how it ended."""

import re
from enum import StrEnum

from metrics_check.demo.fields import choice_of, list_of, mapping_of, text_of, texts_of
from metrics_check.demo.settings import QUEUE_MODES
from metrics_check.demo.web import Call, Refused
from metrics_check.record import record

PROVIDER = "mock"
MAX_COMPARISONS = 1000
# Nothing but this machine is called, whatever a request says.
_ON_THIS_MACHINE = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}/[\w./-]*", re.ASCII)


class Result(StrEnum):
    """How a comparison ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    EXPIRED = "expired"


@record
class Group:
    """What must be equal for two comparisons to share a call to the provider."""

    mode: str
    provider: str
    model: str


@record
class Comparison:
    """Two texts to be compared. `queued_at` is in seconds of the service's clock.

    `id` and `user_id` say whose it is: they go into the callback and never into a metric.
    """

    id: str
    user_id: str
    group: Group
    essays: tuple[str, str]
    callback_url: str
    queued_at: float


@record
class Ending:
    """How a comparison ended; the winner is 0 or 1, None without success."""

    comparison: Comparison
    result: Result
    winner: int | None = None


def read_comparisons(call: Call, *, mode: str, now: float) -> tuple[Comparison, ...]:
    """What `POST /comparisons` asks for; `mode` is that of those which name none. Raises `Refused`.

    {"comparisons": [{"id", "user_id", "provider", "model", "essays": [A, B], "callback_url",
    "queue_processing_mode"?}]}
    """
    body = mapping_of(call.json, what="the body")
    entries = list_of(body.get("comparisons"), "comparisons", least=1, most=MAX_COMPARISONS)
    return tuple(_read(entry, mode=mode, now=now) for entry in entries)


def _read(document: object, *, mode: str, now: float) -> Comparison:
    entry = mapping_of(document, what="a comparison")
    url = text_of(entry.get("callback_url"), "callback_url")
    if not _ON_THIS_MACHINE.fullmatch(url):
        raise Refused("a callback_url is on this machine: http://127.0.0.1:PORT/PATH")
    first, second = texts_of(entry.get("essays"), "essays", least=2, most=2)
    asked = entry.get("queue_processing_mode", mode)
    group = Group(
        choice_of(asked, "queue_processing_mode", known=QUEUE_MODES),
        choice_of(entry.get("provider"), "provider", known=(PROVIDER,)),
        text_of(entry.get("model"), "model"),
    )
    return Comparison(
        text_of(entry.get("id"), "id"),
        text_of(entry.get("user_id"), "user_id"),
        group,
        (first, second),
        url,
        now,
    )
