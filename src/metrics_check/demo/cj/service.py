"""Comparative Judgment put together: its routes, its metrics, and what it sends to LPS."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from threading import Thread

from prometheus_client import Counter

from metrics_check.demo.cj.batch import REQUEST_SIZE, BadBatch, Batch, Order, read_order
from metrics_check.demo.instrument import Instrument, exposition, new_registry
from metrics_check.demo.settings import CjSettings, read_cj
from metrics_check.demo.web import Answer, Call, Routes, answer_json, post_json, refuse, say_ok

PROVIDER, MODEL = "mock", "mock-small"
_MODE = ("batching_mode",)
_Asked = dict[str, str | list[str]]


class Judgment:
    """The batches of one process."""

    def __init__(self, settings: CjSettings) -> None:
        self.registry = new_registry()
        self._settings = settings
        self._batches: dict[str, Batch] = {}
        self._ids = count(1)
        self._requests = self._counter("cj_llm_requests", "Requests to LPS.")
        self._started = self._counter("cj_llm_batches_started", "Batches begun.")

    def start(self, call: Call) -> Answer:
        """Begins a batch; what it asks LPS is sent beside."""
        try:
            order = read_order(call)
        except BadBatch as error:
            return refuse(str(error))
        name = f"batch-{next(self._ids)}"
        batch = self._batches[name] = Batch()
        mode = order.mode or self._settings.batching_mode
        callback_url = f"http://{call.headers.get('host', '')}/callbacks"
        self._started.count(batching_mode=mode)
        requests = tuple(_requests(order, batch=name, mode=mode, callback_url=callback_url))
        for request in requests:
            batch.add([str(each["id"]) for each in request])
        Thread(target=self._send, args=(requests, mode), daemon=True).start()
        return answer_json({"id": name}, status=202)

    def tell(self, call: Call) -> Answer:
        """How far a batch is."""
        batch = self._batches.get(call.last)
        if batch is None:
            return refuse(f"there is no batch {call.last!r}", status=404)
        return answer_json(
            {"sent": batch.sent, "callbacks": batch.callbacks, "waiting": len(batch.waiting)}
        )

    def take_callback(self, call: Call) -> Answer:
        """Takes the callback of one comparison."""
        id = call.json.get("id") if isinstance(call.json, dict) else None  # noqa: A001
        batch = self._batches.get(str(id).rpartition("/")[0])
        if batch is None:
            return refuse("there is no such comparison", status=404)
        batch.take_callback(str(id))
        return answer_json({})

    def _counter(self, name: str, text: str) -> Instrument:
        return Instrument(Counter(name, text, _MODE, registry=self.registry), _MODE)

    def _send(self, requests: Sequence[Sequence[_Asked]], mode: str) -> None:
        for request in requests:
            self._requests.count(batching_mode=mode)
            post_json(f"{self._settings.lps_url}/comparisons", {"comparisons": request})


def comparative_judgment(environment: Mapping[str, str]) -> Routes:
    """The routes of a service; raises `BadSetting`."""
    judgment = Judgment(read_cj(environment))
    return {
        ("GET", "/batches/"): judgment.tell,
        ("GET", "/healthz"): say_ok,
        ("GET", "/metrics"): lambda call: exposition(judgment.registry, call),
        ("POST", "/batches"): judgment.start,
        ("POST", "/callbacks"): judgment.take_callback,
    }


def _requests(order: Order, *, batch: str, mode: str, callback_url: str) -> Iterator[list[_Asked]]:
    comparisons: list[_Asked] = [
        {
            "id": f"{batch}/{number}",
            "user_id": order.user_id,
            "provider": PROVIDER,
            "model": MODEL,
            "essays": list(pair),
            "callback_url": callback_url,
        }
        for number, pair in enumerate(order.pairs(), start=1)
    ]
    size = 1 if mode == "per_request" else REQUEST_SIZE
    for start in range(0, len(comparisons), size):
        yield comparisons[start : start + size]
