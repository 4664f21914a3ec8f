"""What is sent to the stack for each profile, and waiting until it is done."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from threading import Lock
from typing import Any, cast

from metrics_check.demo.stack import CJ, LPS, Stack
from metrics_check.demo.web import (
    Answer,
    Call,
    WebServer,
    answer_json,
    get_json,
    post_json,
    serving,
)
from metrics_check.record import record

PROVIDER, MODEL = "mock", "mock-small"
# Nothing more is expected when nothing moved for so long; a job takes a tenth of it.
PATIENCE_SECONDS = 2.0
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
            return f"{self.comparisons} comparisons to lps (provider {PROVIDER}, model {MODEL})"
        hint = f", llm_batching_mode_hint {self.hint}" if self.hint else ""
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
    """How far the work is: what was to be sent, what LPS took of it, how many callbacks came.

    `unfinished` is what LPS still works on.
    """

    comparisons: int
    sent: int
    callbacks: int
    unfinished: int

    @property
    def has_ended(self) -> bool:
        """Whether LPS took all of it and works on none of it any more."""
        return self.sent == self.comparisons and not self.unfinished

    @property
    def text(self) -> str:
        """What came of it, in words."""
        came = f"{self.callbacks} callbacks came for {self.sent} comparisons"
        if self.has_ended:
            return came
        return f"{came}; nothing moved for {PATIENCE_SECONDS:g} s, so this is not waited for"


def drive(workload: Workload, *, stack: Stack) -> Driven:
    """Sends a workload and waits for its end, or until nothing moves any more.

    Raises `OSError` where the stack does not take it.
    """
    return _drive_batch(workload, stack) if workload.essays else _drive_comparisons(workload, stack)


class _Receiver:
    """Takes callbacks and counts them."""

    def __init__(self) -> None:
        self.callbacks = 0
        self._lock = Lock()

    def take(self, _: Call) -> Answer:
        with self._lock:
            self.callbacks += 1
        return answer_json({})


def _drive_comparisons(workload: Workload, stack: Stack) -> Driven:
    receiver, server = _Receiver(), WebServer()
    with serving(server, {("POST", "/callbacks"): receiver.take}), ExitStack() as broken_off:
        # Whoever ends this early wants no word of the callbacks that nobody takes any more.
        broken_off.callback(stack.stop, LPS)
        comparisons = [
            {
                "id": f"comparison-{number}",
                "user_id": f"user-{number % 3}",
                "provider": PROVIDER,
                "model": MODEL,
                "essays": [f"The essay of pupil {number}.", f"The essay of pupil {number + 1}."],
                "callback_url": f"{server.url}/callbacks",
            }
            for number in range(1, workload.comparisons + 1)
        ]
        post_json(f"{stack.url(LPS)}/comparisons", {"comparisons": comparisons})

        def progress() -> Driven:
            # In this order: a callback comes before its comparison is finished.
            unfinished = _unfinished(stack)
            size = workload.comparisons
            return Driven(size, size, receiver.callbacks, unfinished)

        driven = _await_end(progress)
        broken_off.pop_all()
        return driven


def _drive_batch(workload: Workload, stack: Stack) -> Driven:
    order = {
        "essays": [f"The essay of pupil {number}." for number in range(1, workload.essays + 1)],
        "max_comparisons": workload.comparisons,
        "user_id": "user-1",
        "llm_batching_mode_hint": workload.hint or None,
    }
    url = f"{stack.url(CJ)}/batches"
    name = _mapping(post_json(url, order))["id"]

    def progress() -> Driven:
        # What CJ has sent when LPS is asked is not less than what it had sent before.
        sent = _mapping(get_json(f"{url}/{name}"))["sent"]
        unfinished = _unfinished(stack)
        state = _mapping(get_json(f"{url}/{name}"))
        return Driven(state["comparisons"], sent, state["callbacks"], unfinished)

    return _await_end(progress)


def _await_end(progress: Callable[[], Driven]) -> Driven:
    driven, moved_at = progress(), time.monotonic()
    while not driven.has_ended and time.monotonic() - moved_at < PATIENCE_SECONDS:
        time.sleep(_POLL_SECONDS)
        before, driven = driven, progress()
        if driven != before:
            moved_at = time.monotonic()
    return driven


def _unfinished(stack: Stack) -> int:
    return int(_mapping(get_json(f"{stack.url(LPS)}/healthz"))["unfinished"])


def _mapping(document: object) -> Mapping[str, Any]:
    # Our own services answer objects; what they hold is as mixed as JSON is.
    return cast(Mapping[str, Any], document)
