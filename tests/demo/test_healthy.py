"""Every profile holds on the stack after its workload, and what was counted is what was sent."""

import pytest

from metrics_check.demo.workload import WORKLOADS, Driven
from tests.demo.stacks import quietly_performed, total, turned

JOBS = "llm_provider_batch_api_jobs_total"
JOB_ITEMS = "llm_provider_batch_api_items_per_job"
CALLS = "llm_provider_serial_bundle_calls_total"
BUNDLE_ITEMS = "llm_provider_serial_bundle_items_per_call"
WAIT = "llm_provider_queue_wait_time_seconds"
CALLBACKS = "llm_provider_comparison_callbacks_total"
# By profile: the comparisons that are sent, and how many outcomes are judged.
SENT = {
    "cj-generic": (16, 15),
    "cj-generic-batch-api": (16, 18),
    "cj-regular-batch-api": (60, 21),
    "eng5-anchor": (66, 15),
    "eng5-anchor-batch-api": (66, 18),
    "eng5-lower5": (10, 15),
    "eng5-lower5-batch-api": (10, 18),
}


@pytest.mark.parametrize("name", WORKLOADS)
def test_profile(name: str) -> None:
    sent, outcomes = SENT[name]
    mode = "batch_api" if name.endswith("batch-api") else "serial_bundle"
    with quietly_performed(name) as performance:
        report = performance.judge()
        assert (turned(report), len(report.outcomes), report.exit_code) == ({}, outcomes, 0)
        assert performance.driven == Driven(sent, sent, callbacks=sent, unfinished=0)
        lps, cj = performance.stack.metrics_urls().values()
        of_mode = {"queue_processing_mode": mode, "result": "success"}
        assert total(lps, CALLBACKS) == total(lps, CALLBACKS, **of_mode) == sent
        assert total(lps, f"{WAIT}_count") == total(lps, f"{WAIT}_count", **of_mode) == sent
        if mode == "batch_api":
            jobs = {
                status: total(lps, JOBS, status=status)
                for status in ("scheduled", "completed", "failed", "cancelled")
            }
            number = total(lps, f"{JOB_ITEMS}_count")
            assert jobs == {"scheduled": number, "completed": number, "failed": 0, "cancelled": 0}
            assert total(lps, f"{JOB_ITEMS}_sum") == sent
            assert total(lps, CALLS) == 0
        else:
            assert total(lps, CALLS) == total(lps, f"{BUNDLE_ITEMS}_count") >= 1
            assert total(lps, f"{BUNDLE_ITEMS}_sum") == sent
            assert total(lps, f"{BUNDLE_ITEMS}_bucket", le="64.0") == total(lps, CALLS)
            assert total(lps, JOBS) == 0
        batches = 1 if name == "cj-regular-batch-api" else 0
        hinted = {"batching_mode": "provider_batch_api"}
        assert total(cj, "cj_llm_batches_started_total", **hinted) == batches
        assert total(cj, "cj_llm_requests_total") == 3 * batches
