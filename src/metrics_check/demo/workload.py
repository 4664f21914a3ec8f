"""What is sent to the stack for each profile, and waiting until it is done."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from metrics_check.demo.stack import Stack
from metrics_check.demo.web import (
    LOOPBACK,
    Answer,
    Call,
    WebServer,
    answer_json,
    get_json,
    post_json,
)
from metrics_check.record import record

PROVIDER, MODEL = "mock", "mock-small"
# Nothing more is expected when nothing came for so long; a job takes a fraction of it.
PATIENCE_SECONDS = 1.5
# How long one more callback than expected is waited for.
SETTLING_SECONDS = 0.2
_POLL_SECONDS = 0.02


@record
class Workload:
    """What is sent: `comparisons` straight to LPS, or a batch of `essays` to CJ."""

    comparisons: int
    essays: int = 0
    hint: str = ""

    @property
    def text(self) -> str:
        """What is sent, in words."""
        if not self.essays:
            return f"{self.comparisons} comparisons to lps"
        hint = f", hint {self.hint}" if self.hint else ""
        return (
            f"a batch of {self.essays} essays to cj, at most {self.comparisons} comparisons{hint}"
        )

    def halves(self) -> tuple["Workload", "Workload"]:
        """The same in two parts."""
        first = self.comparisons // 2
        return (
            replace(self, comparisons=first),
            replace(self, comparisons=self.comparisons - first),
        )


# The anchor net compares 12 essays with each other, the small one 5.
_ANCHOR_NET = Workload(comparisons=66)
_SMALL_NET = Workload(comparisons=10)
WORKLOADS: Mapping[str, Workload] = {
    "cj-generic": Workload(comparisons=16),
    "cj-generic-batch-api": Workload(comparisons=16),
    "cj-regular-batch-api": Workload(comparisons=60, essays=24, hint="provider_batch_api"),
    "eng5-anchor": _ANCHOR_NET,
    "eng5-anchor-batch-api": _ANCHOR_NET,
    "eng5-lower5": _SMALL_NET,
    "eng5-lower5-batch-api": _SMALL_NET,
}


@record
class Driven:
    """What was sent, and how many callbacks came."""

    sent: int
    callbacks: int


def drive(workload: Workload, *, stack: Stack) -> Driven:
    """Sends a workload and waits for its end, or until nothing moves any more.

    Raises `OSError` where the stack does not take it.
    """
    return _drive_batch(workload, stack) if workload.essays else _drive_comparisons(workload, stack)


def _drive_comparisons(workload: Workload, stack: Stack) -> Driven:
    with _receiver() as receiver:
        comparisons = [
            {
                "id": f"comparison-{number}",
                "user_id": f"user-{number % 3}",
                "provider": PROVIDER,
                "model": MODEL,
                "essays": [f"essay {number}", f"essay {number + 1}"],
                "callback_url": f"http://{LOOPBACK}:{receiver.port}/callbacks",
            }
            for number in range(1, workload.comparisons + 1)
        ]
        post_json(f"{stack.base('lps')}/comparisons", {"comparisons": comparisons})
        return _await_end(lambda: Driven(workload.comparisons, receiver.callbacks))


def _drive_batch(workload: Workload, stack: Stack) -> Driven:
    order = {
        "essays": [f"The essay of pupil {number}." for number in range(1, workload.essays + 1)],
        "max_comparisons": workload.comparisons,
        "user_id": "user-1",
        "llm_batching_mode_hint": workload.hint,
    }
    started = post_json(f"{stack.base('cj')}/batches", order)
    name = started["id"] if isinstance(started, dict) else ""

    def told() -> Driven:
        state = get_json(f"{stack.base('cj')}/batches/{name}")
        if not isinstance(state, dict):
            raise OSError(f"cj tells nothing of {name}")
        return Driven(state["sent"], state["callbacks"])

    return _await_end(told)


def _await_end(progress: Callable[[], Driven]) -> Driven:
    driven, moved_at = progress(), time.monotonic()
    while driven.callbacks < driven.sent and time.monotonic() - moved_at < PATIENCE_SECONDS:
        time.sleep(_POLL_SECONDS)
        before, driven = driven, progress()
        if driven != before:
            moved_at = time.monotonic()
    time.sleep(SETTLING_SECONDS)
    return progress()


class _Receiver(WebServer):
    """Takes callbacks and counts them."""

    def __init__(self) -> None:
        self.callbacks = 0
        super().__init__({("POST", "/callbacks"): self._take})

    def _take(self, _: Call) -> Answer:
        self.callbacks += 1
        return answer_json({})


@contextmanager
def _receiver() -> Iterator[_Receiver]:
    receiver = _Receiver()
    Thread(target=receiver.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        receiver.server_close()
