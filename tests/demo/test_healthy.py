"""Every profile holds on the stack after its workload, and what was counted is what was sent."""

import re
from pathlib import Path

import pytest

from metrics_check.demo.kept import kept_folder
from metrics_check.demo.performance import Performance
from metrics_check.demo.workload import WORKLOADS, Driven
from tests.cli.program import run_program
from tests.demo.stacks import quietly_performed, total, turned

JOBS = "llm_provider_batch_api_jobs_total"
JOB_ITEMS = "llm_provider_batch_api_items_per_job"
CALLS = "llm_provider_serial_bundle_calls_total"
BUNDLE_ITEMS = "llm_provider_serial_bundle_items_per_call"
BATCHES, REQUESTS = "cj_llm_batches_started_total", "cj_llm_requests_total"
WAIT = "llm_provider_queue_wait_time_seconds"
CALLBACKS = "llm_provider_comparison_callbacks_total"
# By profile: the comparisons that are sent, and how many outcomes there are.
SENT = {
    "cj-generic": (16, 24),
    "cj-generic-batch-api": (16, 32),
    "cj-regular-batch-api": (60, 37),
    "eng5-anchor": (66, 24),
    "eng5-anchor-batch-api": (66, 32),
    "eng5-lower5": (10, 24),
    "eng5-lower5-batch-api": (10, 32),
}
# A whole batch by jobs is a batch of generic comparisons by jobs, too.
PICKED = {"cj-regular-batch-api": ["cj-generic-batch-api", "cj-regular-batch-api"]}


@pytest.mark.parametrize("name", WORKLOADS)
def test_profile(name: str) -> None:
    sent, outcomes = SENT[name]
    with quietly_performed(name) as performance:
        report = performance.judge()
        assert (turned(report), len(report.outcomes), report.exit_code) == ({}, outcomes, 0)
        assert performance.driven == Driven(sent, sent, callbacks=sent, unfinished=0)
        lps, cj = performance.stack.metrics_urls().values()
        assert_counted(lps, sent=sent, is_by_job=name.endswith("-batch-api"))
        assert_asked(cj, batches=1 if name == "cj-regular-batch-api" else 0)
        with kept_folder(performance) as folder:
            assert picked(folder, performance) == PICKED.get(name, [name])


def assert_counted(lps: str, *, sent: int, is_by_job: bool) -> None:
    """LPS counted each comparison once, all in one mode, and each job as it went."""
    of_mode = {
        "queue_processing_mode": "batch_api" if is_by_job else "serial_bundle",
        "result": "success",
    }
    assert total(lps, CALLBACKS) == total(lps, CALLBACKS, **of_mode) == sent
    assert total(lps, f"{WAIT}_count") == total(lps, f"{WAIT}_count", **of_mode) == sent
    jobs, calls = total(lps, f"{JOB_ITEMS}_count"), total(lps, CALLS)
    assert (total(lps, f"{JOB_ITEMS}_sum"), total(lps, f"{BUNDLE_ITEMS}_sum")) == (
        (sent, 0) if is_by_job else (0, sent)
    )
    assert {
        status: total(lps, JOBS, status=status)
        for status in ("scheduled", "completed", "failed", "cancelled")
    } == {"scheduled": jobs, "completed": jobs, "failed": 0, "cancelled": 0}
    assert total(lps, f"{BUNDLE_ITEMS}_bucket", le="64.0") == calls


def assert_asked(cj: str, *, batches: int) -> None:
    """CJ asked for 20 comparisons at a time, and counted that by the mode of the hint alone."""
    hinted = {"batching_mode": "provider_batch_api"}
    assert total(cj, BATCHES) == total(cj, BATCHES, **hinted) == batches
    assert total(cj, REQUESTS) == total(cj, REQUESTS, **hinted) == 3 * batches


def picked(folder: Path, performance: Performance) -> list[str]:
    """The profiles that a check without a name judges there: all pass, the others get a line."""
    lps, cj = performance.stack.metrics_urls().values()
    settings = (folder / "metrics-check.yaml").read_text()
    assert settings == f"targets:\n  lps: {lps}\n  cj: {cj}\n"
    ran = run_program("check", folder=folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    judged = re.findall(r"^(\S+) +PASS ", ran.stdout, re.MULTILINE)
    left_out = re.findall(r"^(\S+) +not this mode: ", ran.stdout, re.MULTILINE)
    assert sorted([*judged, *left_out]) == sorted(WORKLOADS)
    return judged
