"""The ways to break the stack, and what each does."""

from collections.abc import Mapping

from metrics_check.record import record


@record
class Fault:
    """`does`: what is wrong then, in words. `hides`: why one read of the state does not show it."""

    does: str
    hides: str = ""


_COUNTED = "every counter is still at least 1; only what one run added would tell"

FAULTS: Mapping[str, Fault] = {
    "bad-value": Fault('comparisons that succeed are counted with result="ok"'),
    "double-callback": Fault("one callback is sent twice", _COUNTED),
    "down": Fault("LPS is gone when it is checked"),
    "drop-label": Fault("callbacks are counted without the label result"),
    "fail-jobs": Fault("the provider refuses every batch job"),
    "html": Fault("LPS answers a login page instead of its metrics, with status 200"),
    "identity-label": Fault("callbacks are counted by user_id"),
    "lose-callback": Fault("one callback is never sent", _COUNTED),
    "missing-bucket": Fault("the items of a batch job are exposed without their +Inf bucket"),
    "no-callbacks": Fault("no callback is sent"),
    "rename-metric": Fault("llm_provider_batch_api_jobs_total became …_job_total"),
    "restart": Fault("LPS restarts when half of the work is done", _COUNTED),
    "slow-queue": Fault("comparisons wait for minutes (the clock of LPS runs fast)"),
    "stuck-job": Fault("the first batch job is scheduled and never ends"),
    "wrong-type": Fault("the time in the queue is exposed as a gauge"),
}
