"""Comparative Judgment as a process: how a batch becomes comparisons."""

import pytest

from metrics_check.demo.cj.batch import Order
from metrics_check.demo.stack import Stack
from tests.demo.asking import BATCH, CALLBACKS, await_finished, completed, post
from tests.demo.stacks import total


@pytest.mark.parametrize(
    ("hint", "mode", "requests", "of_lps"),
    [
        (None, "per_request", 3, "per_request"),
        ("serial_bundle", "serial_bundle", 1, "serial_bundle"),
        ("provider_batch_api", "provider_batch_api", 1, "batch_api"),
    ],
    ids=["its own", "bundles", "jobs"],
)
def test_a_batch_runs_in_the_mode_of_its_hint(
    stack: Stack, hint: str | None, mode: str, requests: int, of_lps: str
) -> None:
    lps, cj = (f"{stack.url(name)}/metrics" for name in ("lps", "cj"))

    def counted() -> tuple[float, ...]:
        return (
            total(cj, "cj_llm_requests_total", batching_mode=mode),
            total(cj, "cj_llm_batches_started_total", batching_mode=mode),
            total(lps, CALLBACKS, queue_processing_mode=of_lps),
        )

    before = counted()
    status, started = post(f"{stack.url('cj')}/batches", {**BATCH, "llm_batching_mode_hint": hint})
    assert status == 202
    assert completed(stack, started["id"]) == {
        "status": "completed",
        "comparisons": 3,
        "sent": 3,
        "callbacks": 3,
        "waiting": 0,
        "failure": None,
    }
    await_finished(stack)
    assert tuple(map(float.__sub__, counted(), before)) == (requests, 1, 3)


def test_essays_are_paired_evenly() -> None:
    order = Order(tuple("abcdef"), 100, "u", "")
    pairs = [frozenset(pair) for pair in order.pairs()]
    assert len(pairs) == len(set(pairs)) == 15
    first = [essay for pair in pairs[:6] for essay in pair]
    assert {essay: first.count(essay) for essay in "abcdef"} == dict.fromkeys("abcdef", 2)
    assert Order(("a", "b"), 9, "u", "").pairs() == (("a", "b"),)
