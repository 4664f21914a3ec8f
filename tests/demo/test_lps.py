"""The LLM Provider Service as a process: what it does with comparisons."""

import json
from time import monotonic, sleep

import pytest

from metrics_check.demo.settings import MOCK_MODE, QUEUE_MODE, USES_MOCK
from metrics_check.demo.stack import Stack, running_stack
from metrics_check.demo.web import WebServer, serving
from tests.demo.asking import (
    BATCH,
    CALLBACKS,
    GOOD,
    MODES,
    Receiver,
    await_finished,
    compare,
    completed,
    post,
)
from tests.demo.stacks import ask, total


@pytest.mark.parametrize("mode", ["batch_api", "per_request", "serial_bundle"])
def test_one_callback_for_each_comparison_whatever_the_mode(stack: Stack, mode: str) -> None:
    receiver, server = Receiver(), WebServer()
    with serving(server, {("POST", "/callbacks"): receiver.take}):
        asked = [
            {
                **GOOD,
                "id": f"{mode}-{n}",
                "user_id": f"u{n}",
                "essays": ["a", "b"] if n else [" ", " "],
                "callback_url": f"{server.url}/callbacks",
                "queue_processing_mode": mode,
            }
            for n in range(20)
        ]
        assert compare(stack, *asked) == (202, {"queued": 20})
        await_finished(stack)
    assert sorted(receiver.came, key=lambda each: int(each["user_id"][1:])) == [
        {"id": f"{mode}-0", "user_id": "u0", "result": "failure", "winner": None},
        *(
            {"id": f"{mode}-{n}", "user_id": f"u{n}", "result": "success", "winner": 0}
            for n in range(1, 20)
        ),
    ]
    lps = f"{stack.url('lps')}/metrics"
    counted = {
        result: total(lps, CALLBACKS, queue_processing_mode=mode, result=result)
        for result in ("success", "failure")
    }
    assert counted == {"success": 19, "failure": 1}


def test_without_a_mode_of_its_own_a_comparison_runs_in_that_of_the_service(stack: Stack) -> None:
    calls = "llm_provider_serial_bundle_calls_total"
    lps = f"{stack.url('lps')}/metrics"
    receiver, server = Receiver(), WebServer()
    with serving(server, {("POST", "/callbacks"): receiver.take}):
        url = f"{server.url}/callbacks"
        before = total(lps, calls)
        compare(stack, {**GOOD, "callback_url": url}, {**GOOD, "callback_url": url, "model": "m2"})
        await_finished(stack)
    assert len(receiver.came) == 2
    assert total(lps, calls) - before == 2


def test_a_callback_that_nobody_takes_is_said_and_not_counted(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with running_stack(MODES) as running:
        assert compare(running, GOOD) == (202, {"queued": 1})
        await_finished(running)
        assert total(f"{running.url('lps')}/metrics", CALLBACKS) == 0
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("lps: http://127.0.0.1:1/callbacks took no callback: ")


def test_mock_mode_and_health(stack: Stack) -> None:
    lps = stack.url("lps")
    assert json.loads(ask(f"{lps}/admin/mock-mode").text) == {
        "use_mock_llm": True,
        "mock_mode": "cj_generic_batch",
        "default_provider": "mock",
    }
    assert json.loads(ask(f"{lps}/healthz").text) == {"status": "ok", "waiting": 0, "unfinished": 0}
    assert json.loads(ask(f"{stack.url('cj')}/healthz").text) == {"status": "ok"}


def test_a_queue_that_is_full_says_so_and_a_batch_tells_of_it() -> None:
    modes = {**MODES, QUEUE_MODE: "batch_api"}
    with running_stack(modes, fault="stuck-job") as running:
        many = [{**GOOD, "id": f"c{n}"} for n in range(1000)]
        assert compare(running, *many) == (202, {"queued": 1000})
        until = monotonic() + 20
        while total(f"{running.url('lps')}/metrics", "llm_provider_queue_depth") != 968:
            assert monotonic() < until
            sleep(0.02)
        assert compare(running, *many[:33]) == (
            503,
            {"error": "the queue holds at most 1000 comparisons"},
        )
        assert compare(running, *many[:32]) == (202, {"queued": 32})
        order = {**BATCH, "llm_batching_mode_hint": "serial_bundle"}
        _, started = post(f"{running.url('cj')}/batches", order)
        assert completed(running, started["id"]) == {
            "status": "failed",
            "comparisons": 3,
            "sent": 0,
            "callbacks": 0,
            "waiting": 3,
            "failure": "LPS took no more than 0 comparisons: HTTP Error 503: Service Unavailable",
        }


def test_without_the_mock_there_is_no_provider() -> None:
    with running_stack({**MODES, USES_MOCK: "false", MOCK_MODE: "eng5_anchor_gpt51_low"}) as off:
        assert json.loads(ask(f"{off.url('lps')}/admin/mock-mode").text) == {
            "use_mock_llm": False,
            "mock_mode": None,
            "default_provider": "mock",
        }
        assert compare(off, GOOD) == (
            503,
            {"error": "this service has no provider but the mock, and is told not to"},
        )
