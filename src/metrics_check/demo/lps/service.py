"""The LLM Provider Service put together: its routes, and the thread that works on its queue."""

from collections.abc import Mapping
from threading import Thread

from metrics_check.demo.instrument import new_registry
from metrics_check.demo.lps.broken import (
    clock_of,
    expiry_of,
    naming_of,
    page_of,
    provider_of,
    publisher_of,
)
from metrics_check.demo.lps.comparison import BadRequest, read_comparisons
from metrics_check.demo.lps.metrics import Metrics
from metrics_check.demo.lps.processing import Parts, process
from metrics_check.demo.lps.queue import ComparisonQueue, QueueFull
from metrics_check.demo.settings import LpsSettings, read_lps
from metrics_check.demo.web import Answer, Call, Routes, answer_json, refuse, say_ok


def llm_provider(environment: Mapping[str, str]) -> Routes:
    """The routes of a service that has begun to work; raises `BadSetting`."""
    settings = read_lps(environment)
    fault = settings.fault
    registry = new_registry()
    queue = ComparisonQueue()
    metrics = Metrics(registry, depth=queue.depth, naming=naming_of(fault))
    parts = Parts(
        queue,
        provider_of(fault),
        publisher_of(fault, metrics, mode=settings.queue_mode),
        metrics,
        clock_of(fault),
        settings.queue_mode,
        expiry_of(fault),
    )
    Thread(target=process, args=(parts,), daemon=True).start()
    return {
        ("GET", "/admin/mock-mode"): lambda _: _mock_mode(settings),
        ("GET", "/healthz"): say_ok,
        ("GET", "/metrics"): lambda call: page_of(fault, registry, call),
        ("POST", "/comparisons"): lambda call: _take(call, parts),
    }


def _mock_mode(settings: LpsSettings) -> Answer:
    return answer_json(
        {
            "use_mock_llm": settings.uses_mock,
            "mock_mode": settings.mock_mode,
            "default_provider": "mock",
        }
    )


def _take(call: Call, parts: Parts) -> Answer:
    try:
        comparisons = read_comparisons(call, now=parts.clock())
        parts.queue.put(comparisons)
    except BadRequest as error:
        return refuse(str(error))
    except QueueFull as error:
        return refuse(str(error), status=503)
    return answer_json({"queued": len(comparisons)}, status=202)
