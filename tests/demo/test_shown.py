"""What both services show: formats, families, labels and buckets."""

import pytest

from metrics_check.demo.settings import QUEUE_MODE
from metrics_check.demo.stack import Stack, running_stack
from metrics_check.demo.web import WebServer, serving
from tests.demo.asking import GOOD, MODES, Receiver, await_finished, compare
from tests.demo.stacks import ask
from tests.exposition.test_lints import lints, promtool


@pytest.mark.parametrize(
    ("accept", "content_type", "ending"),
    [
        ("", "text/plain", ""),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text", "# EOF\n"),
    ],
    ids=["text", "openmetrics"],
)
@pytest.mark.parametrize("service", ["lps", "cj"])
def test_metrics_come_in_the_format_that_is_asked_for(
    stack: Stack, service: str, accept: str, content_type: str, ending: str
) -> None:
    answered = ask(f"{stack.url(service)}/metrics", accept=accept)
    assert answered.status == 200
    assert answered.content_type.startswith(f"{content_type}; version=")
    assert answered.text.endswith(ending)
    assert "process_start_time_seconds" in answered.text


def test_types_labels_and_buckets_are_those_of_the_stack() -> None:
    with running_stack({**MODES, QUEUE_MODE: "batch_api"}) as running:
        receiver, server = Receiver(), WebServer()
        with serving(server, {("POST", "/callbacks"): receiver.take}):
            asked = {**GOOD, "callback_url": f"{server.url}/callbacks"}
            compare(running, asked, {**asked, "queue_processing_mode": "serial_bundle"})
            await_finished(running)
        shown = ask(f"{running.url('lps')}/metrics").text
        of_cj = ask(f"{running.url('cj')}/metrics").text
    for text in (shown, of_cj):
        assert lints(text.encode()) == promtool(text.encode())
    assert types(shown) == {
        "llm_provider_batch_api_items_per_job": "histogram",
        "llm_provider_batch_api_job_duration_seconds": "histogram",
        "llm_provider_batch_api_jobs_total": "counter",
        "llm_provider_comparison_callbacks_total": "counter",
        "llm_provider_queue_depth": "gauge",
        "llm_provider_queue_expiry_total": "counter",
        "llm_provider_queue_wait_time_seconds": "histogram",
        "llm_provider_serial_bundle_calls_total": "counter",
        "llm_provider_serial_bundle_items_per_call": "histogram",
    }
    assert types(of_cj) == {
        "cj_llm_batches_started_total": "counter",
        "cj_llm_requests_total": "counter",
    }
    buckets = {
        "llm_provider_batch_api_items_per_job": "1 2 4 8 16 32 64 128",
        "llm_provider_batch_api_job_duration_seconds": "0.1 0.5 1 2 5 10 30 60 120 300",
        "llm_provider_queue_wait_time_seconds": "0.5 1 2.5 5 10 30 60 120 300 600",
        "llm_provider_serial_bundle_items_per_call": "1 2 4 8 16 32 64",
    }
    assert {name: bounds(shown, name) for name in buckets} == {
        name: {*map(float, listed.split()), float("inf")} for name, listed in buckets.items()
    }


def types(text: str) -> dict[str, str]:
    """The type of each family of the stack, but for the times of creation."""
    lines = (line.split() for line in text.splitlines() if line.startswith("# TYPE "))
    return {
        name: kind
        for _, _, name, kind in lines
        if name.startswith(("llm_", "cj_")) and not name.endswith("_created")
    }


def bounds(text: str, name: str) -> set[float]:
    """The upper bounds of the buckets of a histogram."""
    lines = [line for line in text.splitlines() if line.startswith(f"{name}_bucket{{")]
    return {float(line.split('le="')[1].split('"')[0]) for line in lines}
