"""The LLM Provider Service put together: its routes, and the threads that work on its queue."""

import time
from collections.abc import Callable, Mapping
from threading import Thread

from metrics_check.demo.faults import FAULTS
from metrics_check.demo.instrument import new_registry
from metrics_check.demo.lps.broken import BROKEN
from metrics_check.demo.lps.comparison import PROVIDER, read_comparisons
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.lps.parts import Parts
from metrics_check.demo.lps.processing import LIMITS, Work, work_for_ever
from metrics_check.demo.lps.publisher import publisher
from metrics_check.demo.lps.queue import ComparisonQueue, QueueFull
from metrics_check.demo.settings import LpsSettings, read_lps
from metrics_check.demo.web import Answer, Call, Refused, Routes, answer_json

# How many calls and jobs the provider is asked for at the same time.
WORKERS = 4


def llm_provider(environment: Mapping[str, str], *, url: str) -> Routes:
    """The routes of a service that has begun to work; raises `BadSetting`."""
    settings = read_lps(environment, faults=tuple(FAULTS))
    parts = BROKEN.get(settings.fault, Parts())
    registry = new_registry()
    queue = ComparisonQueue(LIMITS, clock=time.monotonic)
    metrics = Metrics(registry, depth=queue.depth, naming=parts.naming)
    work = Work(queue, parts.provider, parts.publishing(publisher(metrics)), metrics)
    for _ in range(WORKERS):
        Thread(target=work_for_ever, args=(work,), daemon=True).start()
    return {
        ("GET", "/admin/mock-mode"): lambda _: _mock_mode(settings),
        ("GET", "/healthz"): lambda _: _health(queue),
        ("GET", "/metrics"): lambda call: parts.page(registry, call),
        ("POST", "/comparisons"): lambda call: _take(
            call, queue=queue, settings=settings, arrival=parts.arrival
        ),
    }


def _mock_mode(settings: LpsSettings) -> Answer:
    return answer_json(
        {
            "use_mock_llm": settings.uses_mock,
            "mock_mode": settings.mock_mode,
            "default_provider": PROVIDER,
        }
    )


def _health(queue: ComparisonQueue) -> Answer:
    return answer_json({"status": "ok", "waiting": queue.depth(), "unfinished": queue.unfinished()})


def _take(
    call: Call, *, queue: ComparisonQueue, settings: LpsSettings, arrival: Callable[[], float]
) -> Answer:
    if not settings.uses_mock:
        raise Refused("this service has no provider but the mock, and is told not to", status=503)
    comparisons = read_comparisons(call, mode=settings.queue_mode, now=arrival())
    try:
        queue.put(comparisons)
    except QueueFull as error:
        raise Refused(str(error), status=503) from error
    return answer_json({"queued": len(comparisons)}, status=202)
