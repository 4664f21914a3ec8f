"""The ways to break the stack, and what each does."""

from collections.abc import Mapping

from metrics_check.record import record


@record
class Fault:
    """`does`: what is wrong then, in words.

    `needs_jobs`: only batch jobs can be broken so. `hides` says why one read of the state does not
    show it; `""`: it does.
    """

    does: str
    needs_jobs: bool = False
    hides: str = ""

    @property
    def text(self) -> str:
        """What is wrong then, and what is particular of it."""
        needs = "; batch jobs only" if self.needs_jobs else ""
        return f"{self.does}{needs}{'; one read does not show it' if self.hides else ''}"


FAULTS: Mapping[str, Fault] = {
    "bad-value": Fault('comparisons that succeed are counted with result="ok"'),
    "double-callback": Fault(
        "LPS sends one callback twice", hides="one too many is counted, and that is still >= 1"
    ),
    "down": Fault("LPS is gone after the work"),
    "drop-label": Fault("callbacks are counted without the label result"),
    "fail-jobs": Fault("every batch job fails at the provider", needs_jobs=True),
    "html": Fault("/metrics of LPS answers a login page, with status 200"),
    "identity-label": Fault("callbacks are counted by user_id"),
    "lose-callback": Fault(
        "LPS loses one callback", hides="one too few is counted, and that is still >= 1"
    ),
    "missing-bucket": Fault("the time in the queue is exposed without its +Inf buckets"),
    "no-callbacks": Fault("LPS sends no callbacks"),
    "rename-metric": Fault(
        "the counter of jobs is called llm_provider_batch_api_job_total",
        needs_jobs=True,
    ),
    "restart": Fault(
        "LPS restarts in the middle of the work",
        hides="what it had counted before is gone, and the rest is still >= 1",
    ),
    "slow-queue": Fault("comparisons have waited for five minutes when they reach the queue"),
    "stuck-job": Fault("batch jobs stay scheduled and never end", needs_jobs=True),
    "wrong-type": Fault("the time in the queue is exposed as a gauge"),
}
