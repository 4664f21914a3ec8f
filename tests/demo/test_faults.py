"""Each fault on the running stack: exactly these outcomes turn, so, with this first explanation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from metrics_check import InvalidInput
from metrics_check.demo.faults import FAULTS
from metrics_check.demo.lps.broken import BROKEN
from metrics_check.demo.performance import Performance
from tests.demo.stacks import Turned, quietly_performed, total, turned

CALLBACKS = "llm_provider_comparison_callbacks"
DURATION = "llm_provider_batch_api_job_duration_seconds"
JOBS = "llm_provider_batch_api_jobs_total"
WAIT = "llm_provider_queue_wait_time_seconds"
RENAMED = f"lps shows no {JOBS}; near it: llm_provider_batch_api_job_total"
AS_GAUGE = f"{WAIT} is exposed as a gauge, not as a histogram: no {WAIT}_count is there"
NO_INF = Turned(
    "fail",
    "missing-inf-bucket",
    "means and quantiles of it are wrong or empty on any server: look at what makes or filters "
    "these lines, a client, a proxy or a relabelling",
)
LOGIN = Turned(
    "error",
    "not-an-exposition",
    "another server, a login or an error page answers there: is the host, the port and the path "
    "right, and does it want credentials?",
)
GONE = Turned(
    "error",
    "requires-unknown",
    "no answer (http://127.0.0.1:PORT/admin/mock-mode: nothing listens on 127.0.0.1:PORT "
    "(connection refused)), so the mode is unknown; expected use_mock_llm true and mock_mode "
    '"cj_generic_batch"; start the service so that GET http://127.0.0.1:PORT/admin/mock-mode '
    "answers that",
)
# What may differ from run to run: how long a comparison waits here.
VARYING = ((re.compile(r"\b300(\.\d+)?s(?= \{)"), "300.Ns"),)
QUEUE = (
    *("queue-wait#type", "queue-wait#labels.result", "queue-wait#expect.observations"),
    *("queue-wait#expect.mean", "queue-wait-adds-up#never"),
    *("callbacks#type", "callbacks#labels.result", "callbacks#expect.sum"),
    *("queue-expiry#type", "queue-expiry#labels.provider", "queue-expiry#labels.expiry_reason"),
    "no-identity-labels#never",
)
BATCH_API = (
    *(f"{name}#expect.sum" for name in ("jobs-scheduled", "jobs-completed")),
    *(f"{name}#labels.model" for name in ("jobs-scheduled", "jobs-completed")),
    *(f"{name}#type" for name in ("jobs-scheduled", "jobs-completed")),
    *(f"{name}#type" for name in ("items-per-job", "job-duration")),
    *(f"{name}#labels.model" for name in ("items-per-job", "job-duration")),
    *(f"{name}#expect.observations" for name in ("items-per-job", "job-duration")),
    *(f"{name}#expect.mean" for name in ("items-per-job", "job-duration")),
    *("items-per-job-add-up#never", "job-duration-adds-up#never", "every-model-shows-all#never"),
)
ALL = (*QUEUE, *BATCH_API)


@dataclass(frozen=True)
class Row:
    """What a fault does to `cj-generic-batch-api`: the callbacks that come, and those counted."""

    exit_code: int
    turned: Mapping[str, Turned] = field(default_factory=dict)
    came: int = 16
    counted: int = 16


def absent(diagnosis: str) -> Turned:
    """A bound on series that are not there."""
    return Turned("fail", "absent-series", diagnosis)


def unjudged(diagnosis: str) -> Turned:
    """A label of series that are not there."""
    return Turned("unproven", "absent-series", diagnosis)


def unseen(selector: str, diagnosis: str) -> Turned:
    """A condition on what is not there."""
    return Turned("unproven", "not-seen", f"{selector} finds nothing: {diagnosis}")


def declared(name: str) -> str:
    """The explanation for a family that has no series yet."""
    return f"lps declares {name} and shows no series of it yet"


def statuses(*found: str) -> str:
    """The explanation for a job status that does not exist."""
    values = ", ".join(f'"{status}"' for status in found)
    return f"the metric is there, with status in {{{values}}}"


def violated(diagnosis: str) -> Turned:
    """A condition that does not hold."""
    return Turned("fail", "condition-violated", diagnosis)


SILENT = {
    "callbacks#labels.result": unjudged(declared(CALLBACKS)),
    "callbacks#expect.sum": absent(declared(CALLBACKS)),
}
SKIPPED = Turned("skipped", "requires-unknown", "the stack could not be asked for its mode")
ROWS = {
    "bad-value": Row(
        1,
        {
            name: Turned(
                "fail",
                "value-not-allowed",
                'result is "ok" in 1 series; there is no other value',
            )
            for name in ("queue-wait#labels.result", "callbacks#labels.result")
        },
    ),
    "double-callback": Row(0, came=17, counted=17),
    "down": Row(
        3,
        {
            "http://127.0.0.1:PORT/admin/mock-mode#requires": GONE,
            **dict.fromkeys(ALL, SKIPPED),
        },
        counted=0,
    ),
    "drop-label": Row(
        1,
        {
            "callbacks#labels.result": Turned(
                "fail",
                "absent-label",
                "the metric is there, without a label result: the labels there are "
                "queue_processing_mode",
            )
        },
    ),
    "fail-jobs": Row(
        1,
        {
            "jobs-completed#expect.sum": absent(statuses("failed", "scheduled")),
            "jobs-completed#labels.model": unjudged(statuses("failed", "scheduled")),
            "every-model-shows-all#never": violated('2 {model="mock-small"}'),
        },
    ),
    "html": Row(3, dict.fromkeys(ALL, LOGIN), counted=0),
    "identity-label": Row(
        1,
        {
            "no-identity-labels#never": violated(
                "llm_provider_comparison_callbacks_total must not have the label user_id; its "
                'values are {"user-0", "user-1", "user-2"}'
            )
        },
    ),
    "lose-callback": Row(0, came=15, counted=15),
    "missing-bucket": Row(1, {name: NO_INF for name in QUEUE if name.startswith("queue-wait")}),
    "no-callbacks": Row(1, SILENT, came=0, counted=0),
    "rename-metric": Row(
        1,
        {
            "jobs-scheduled#expect.sum": absent(RENAMED),
            "jobs-scheduled#type": unjudged(RENAMED),
            "jobs-scheduled#labels.model": unjudged(RENAMED),
            "jobs-completed#expect.sum": absent(RENAMED),
            "jobs-completed#type": unjudged(RENAMED),
            "jobs-completed#labels.model": unjudged(RENAMED),
            "every-model-shows-all#never": unseen(f'{JOBS}{{provider="mock"}}', RENAMED),
        },
    ),
    "restart": Row(0, counted=8),
    "slow-queue": Row(
        1,
        {
            "queue-wait#expect.mean": Turned(
                "fail", "bound-violated", '300.Ns {queue_processing_mode="batch_api"}'
            )
        },
    ),
    "stuck-job": Row(
        1,
        {
            **SILENT,
            "queue-wait#labels.result": unjudged(declared(WAIT)),
            "queue-wait#expect.observations": absent(declared(WAIT)),
            "queue-wait#expect.mean": absent(declared(WAIT)),
            "queue-wait-adds-up#never": unseen(
                f'{WAIT}_sum{{queue_processing_mode="batch_api"}}', declared(WAIT)
            ),
            "jobs-completed#expect.sum": absent(statuses("scheduled")),
            "jobs-completed#labels.model": unjudged(statuses("scheduled")),
            "job-duration#labels.model": unjudged(declared(DURATION)),
            "job-duration#expect.observations": absent(declared(DURATION)),
            "job-duration#expect.mean": absent(declared(DURATION)),
            "job-duration-adds-up#never": unseen(
                f'{DURATION}_sum{{provider="mock"}}', declared(DURATION)
            ),
            "every-model-shows-all#never": violated('1 {model="mock-small"}'),
        },
        came=0,
        counted=0,
    ),
    "wrong-type": Row(
        1,
        {
            "queue-wait#type": Turned("fail", "type-differs", AS_GAUGE),
            "queue-wait#labels.result": unjudged(AS_GAUGE),
            "queue-wait#expect.observations": absent(AS_GAUGE),
            "queue-wait#expect.mean": absent(AS_GAUGE),
            "queue-wait-adds-up#never": unseen(
                f'{WAIT}_sum{{queue_processing_mode="batch_api"}}',
                f"lps shows no {WAIT}_sum; near it: {WAIT}",
            ),
        },
    ),
}
# The faults that need no batch jobs and can be read do the same in the other mode.
IN_BUNDLES = [name for name in ROWS if not FAULTS[name].needs_jobs and ROWS[name].exit_code < 3]


def seen(performance: Performance) -> Row:
    """What the check of a broken stack says, with what differs from run to run made the same."""
    report = performance.judge()
    found = {name: _steady(each) for name, each in turned(report).items()}
    lps = performance.stack.metrics_urls()["lps"]
    is_shown = report.exit_code < 3
    counted = int(total(lps, f"{CALLBACKS}_total")) if is_shown else 0
    return Row(report.exit_code, found, performance.driven.callbacks, counted)


def _steady(outcome: Turned) -> Turned:
    diagnosis = outcome.diagnosis
    for pattern, replacement in VARYING:
        diagnosis = pattern.sub(replacement, diagnosis)
    return Turned(outcome.verdict, outcome.code, diagnosis)


def test_every_fault_has_its_row_and_its_part() -> None:
    assert sorted(ROWS) == list(FAULTS)
    assert sorted([*BROKEN, "down", "restart"]) == list(FAULTS)


@pytest.mark.parametrize("fault", ROWS)
def test_exactly_this_turns(fault: str) -> None:
    with quietly_performed("cj-generic-batch-api", fault=fault) as performance:
        assert seen(performance) == ROWS[fault]


@pytest.mark.parametrize("fault", IN_BUNDLES)
def test_the_same_turns_in_bundles(fault: str) -> None:
    row = ROWS[fault]
    in_bundles = {
        name: Turned(
            each.verdict, each.code, each.diagnosis.replace('"batch_api"', '"serial_bundle"')
        )
        for name, each in row.turned.items()
    }
    with quietly_performed("cj-generic", fault=fault) as performance:
        assert seen(performance) == Row(row.exit_code, in_bundles, row.came, row.counted)


@pytest.mark.parametrize("fault", ["lose-callback", "restart", "stuck-job"])
def test_a_batch_of_comparative_judgment_is_not_waited_for_without_end(fault: str) -> None:
    came = {"lose-callback": 59, "restart": 60, "stuck-job": 0}
    with quietly_performed("cj-regular-batch-api", fault=fault) as performance:
        assert performance.driven.callbacks == came[fault]
        assert performance.judge().exit_code == ROWS[fault].exit_code


@pytest.mark.parametrize("fault", [name for name, each in FAULTS.items() if each.needs_jobs])
def test_jobs_cannot_be_broken_where_there_are_none(fault: str) -> None:
    with pytest.raises(InvalidInput) as raised, quietly_performed("eng5-anchor", fault=fault):
        pass
    assert str(raised.value) == (
        f"--break {fault} breaks batch jobs, and eng5-anchor runs in the mode serial_bundle. "
        "Take a profile that ends in -batch-api."
    )
