"""Comparative Judgment put together: its routes, its metrics, and what it sends to LPS."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from threading import Thread

from prometheus_client import Counter

from metrics_check.demo.cj.batch import Batch, Order, read_order
from metrics_check.demo.fields import mapping_of, text_of
from metrics_check.demo.instrument import Instrument, exposition, new_registry
from metrics_check.demo.settings import QUEUE_MODE_OF, CjSettings, read_cj
from metrics_check.demo.web import Answer, Call, Refused, Routes, answer_json, post_json, say_ok

PROVIDER, MODEL = "mock", "mock-small"
# Comparisons in one request to LPS; by `per_request` each is sent alone.
REQUEST_SIZE = 20
MAX_BATCHES = 100
_MODE = ("batching_mode",)
_Asked = dict[str, str | list[str]]


class Judgment:
    """The batches of one process."""

    def __init__(self, settings: CjSettings, *, url: str) -> None:
        self.registry = new_registry()
        self._settings = settings
        self._callback_url = f"{url}/callbacks"
        self._batches: dict[str, Batch] = {}
        self._ids = count(1)
        self._requests = self._counter("cj_llm_requests", "Requests to LPS.")
        self._started = self._counter("cj_llm_batches_started", "Batches begun.")

    def start(self, call: Call) -> Answer:
        """Begins a batch; what it asks LPS is sent beside."""
        order = read_order(call)
        if len(self._batches) >= MAX_BATCHES:
            raise Refused(f"no more than {MAX_BATCHES} batches are kept", status=503)
        name = f"batch-{next(self._ids)}"
        mode = order.mode or self._settings.batching_mode
        asked = _asked(order, batch=name, mode=mode, callback_url=self._callback_url)
        batch = self._batches[name] = Batch(total=len(asked))
        self._started.count(batching_mode=mode)
        words = {"batch": batch, "mode": mode}
        Thread(target=self._send, args=(asked,), kwargs=words, daemon=True).start()
        return answer_json({"id": name}, status=202)

    def tell(self, call: Call) -> Answer:
        """How far a batch is."""
        batch = self._batches.get(call.last)
        if batch is None:
            raise Refused(f"there is no batch {call.last!r}", status=404)
        return answer_json(batch.told())

    def take_callback(self, call: Call) -> Answer:
        """Takes the callback of one comparison."""
        name = text_of(mapping_of(call.json, what="the body").get("id"), "id")
        batch = self._batches.get(name.rpartition("/")[0])
        if batch is None or not batch.take_callback(name):
            raise Refused(f"there is no comparison {name!r}", status=404)
        return answer_json({})

    def _counter(self, name: str, text: str) -> Instrument:
        return Instrument(Counter(name, text, _MODE, registry=self.registry), _MODE)

    def _send(self, asked: Sequence[_Asked], *, batch: Batch, mode: str) -> None:
        for request in _requests(asked, mode=mode):
            batch.await_callbacks([str(each["id"]) for each in request])
            self._requests.count(batching_mode=mode)
            try:
                post_json(f"{self._settings.lps_url}/comparisons", {"comparisons": request})
            except OSError as error:
                batch.failure = f"LPS took no more than {batch.sent} comparisons: {error}"
                return
            batch.note_sent(len(request))


def comparative_judgment(environment: Mapping[str, str], *, url: str) -> Routes:
    """The routes of a service that is called at this URL; raises `BadSetting`."""
    judgment = Judgment(read_cj(environment), url=url)
    return {
        ("GET", "/batches/"): judgment.tell,
        ("GET", "/healthz"): say_ok,
        ("GET", "/metrics"): lambda call: exposition(judgment.registry, call),
        ("POST", "/batches"): judgment.start,
        ("POST", "/callbacks"): judgment.take_callback,
    }


def _asked(order: Order, *, batch: str, mode: str, callback_url: str) -> tuple[_Asked, ...]:
    """Each comparison as LPS is asked for it."""
    return tuple(
        {
            "id": f"{batch}/{number}",
            "user_id": order.user_id,
            "provider": PROVIDER,
            "model": MODEL,
            "essays": list(pair),
            "callback_url": callback_url,
            "queue_processing_mode": QUEUE_MODE_OF[mode],
        }
        for number, pair in enumerate(order.pairs(), start=1)
    )


def _requests(asked: Sequence[_Asked], *, mode: str) -> Iterator[Sequence[_Asked]]:
    size = 1 if mode == "per_request" else REQUEST_SIZE
    for start in range(0, len(asked), size):
        yield asked[start : start + size]
