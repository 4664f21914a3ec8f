"""Both services over HTTP, as processes of their own: what they take, refuse and show."""

import json
from collections.abc import Iterator, Mapping
from socket import SHUT_WR, create_connection
from threading import Lock
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest

from metrics_check.demo.cj.batch import Order
from metrics_check.demo.settings import BATCHING_MODE, MOCK_MODE, QUEUE_MODE, USES_MOCK
from metrics_check.demo.stack import Stack, running_stack
from metrics_check.demo.web import Answer, Call, WebServer, answer_json, serving
from tests.demo.stacks import ask, total

CALLBACKS = "llm_provider_comparison_callbacks_total"
MODES = {QUEUE_MODE: "serial_bundle", BATCHING_MODE: "per_request"}
GOOD: Mapping[str, Any] = {
    "id": "c1",
    "user_id": "u1",
    "provider": "mock",
    "model": "m1",
    "essays": ["a", "b"],
    "callback_url": "http://127.0.0.1:1/callbacks",
}


class Receiver:
    """Keeps every callback that comes."""

    def __init__(self) -> None:
        self.came: list[Mapping[str, Any]] = []
        self._lock = Lock()

    def take(self, call: Call) -> Answer:
        assert isinstance(call.json, dict)
        with self._lock:
            self.came.append(call.json)
        return answer_json({})


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Sound services whose own modes are serial bundles and single requests."""
    with running_stack(MODES) as running:
        yield running


def post(url: str, document: object) -> tuple[int, Any]:
    """Status and JSON that a service answers to this JSON."""
    answered = ask(url, body=json.dumps(document).encode())
    return answered.status, json.loads(answered.text)


def compare(stack: Stack, *asked: Mapping[str, Any]) -> tuple[int, Any]:
    """What LPS answers to these comparisons."""
    return post(f"{stack.url('lps')}/comparisons", {"comparisons": asked})


def await_finished(stack: Stack) -> None:
    """Returns when LPS works on nothing any more."""
    until = monotonic() + 20
    while json.loads(ask(f"{stack.url('lps')}/healthz").text)["unfinished"]:
        assert monotonic() < until
        sleep(0.02)


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


WITHOUT_URL = {name: value for name, value in GOOD.items() if name != "callback_url"}
TEXT = "to be a text of 1 to 10000 characters"
BAD_COMPARISONS = {
    "no JSON": (b"{", 400, "the body is no JSON"),
    "bytes": (b"\xff\xfe", 400, "the body is no JSON"),
    "deep": (b"[" * 100_000, 400, "the body is no JSON"),
    "no body": (b"", 400, "the body is a JSON object"),
    "a list": ([], 400, "the body is a JSON object"),
    "nothing": ({}, 400, "expected `comparisons` to be a list of 1 to 1000"),
    "none": ({"comparisons": []}, 400, "expected `comparisons` to be a list of 1 to 1000"),
    "a number": ({"comparisons": [1]}, 400, "a comparison is a JSON object"),
    "no id": ({**GOOD, "id": None}, 400, f"expected `id` {TEXT}"),
    "long": ({**GOOD, "model": "m" * 10_001}, 400, f"expected `model` {TEXT}"),
    "half a character": ({**GOOD, "model": "\ud800"}, 400, f"expected `model` {TEXT}"),
    "provider": ({**GOOD, "provider": "x"}, 400, "expected `provider` to be one of mock"),
    "one essay": ({**GOOD, "essays": ["a"]}, 400, "expected `essays` to be a list of 2"),
    "a mode": (
        {**GOOD, "queue_processing_mode": "batch"},
        400,
        "expected `queue_processing_mode` to be one of per_request, batch_api, serial_bundle",
    ),
    "no URL": (WITHOUT_URL, 400, f"expected `callback_url` {TEXT}"),
    **{
        f"to {url}": (
            {**GOOD, "callback_url": url},
            400,
            "a callback_url is on this machine: http://127.0.0.1:PORT/PATH",
        )
        for url in (
            "http://example.com/",
            "http://127.0.0.1:80@example.com/",
            "https://127.0.0.1:80/",
            "http://127.0.0.1:80/ HTTP/1.1",
            "file:///etc/passwd",
        )
    },
    "too large": (b" " * ((1 << 20) + 1), 413, "a body has at most 1048576 bytes"),
}


@pytest.mark.parametrize("name", BAD_COMPARISONS)
def test_what_is_no_comparison_is_refused(stack: Stack, name: str) -> None:
    document, status, reason = BAD_COMPARISONS[name]
    answered = ask(f"{stack.url('lps')}/comparisons", body=body_of(document))
    assert (answered.status, json.loads(answered.text)) == (status, {"error": reason})


def body_of(document: object) -> bytes:
    """The body of a request; one comparison stands for a request with it."""
    if isinstance(document, bytes):
        return document
    is_one = isinstance(document, dict) and "provider" in document
    return json.dumps({"comparisons": [document]} if is_one else document).encode()


RUDE = {
    "gone": b"POST /comparisons HTTP/1.1\r\nContent-Length: 100\r\n\r\n{",
    "no length": b"POST /comparisons HTTP/1.1\r\n\r\n",
    "length": b"POST /comparisons HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n",
    "negative": b"POST /comparisons HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "huge": b"POST /comparisons HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "no HTTP": b"\x00\xff\r\n\r\n",
    "nothing": b"",
}


def test_nothing_that_is_sent_ends_a_service_or_makes_it_talk(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with running_stack(MODES) as running:
        url = f"{running.url('lps')}/comparisons"
        for document, *_ in BAD_COMPARISONS.values():
            ask(url, body=body_of(document))
        for sent in RUDE.values():
            with create_connection(("127.0.0.1", int(urlsplit(url).port or 0)), timeout=5) as line:
                line.sendall(sent)
                line.shutdown(SHUT_WR)
                while line.recv(65536):
                    pass
        assert json.loads(ask(f"{running.url('lps')}/healthz").text)["unfinished"] == 0
    assert capfd.readouterr() == ("", "")


BATCH: Mapping[str, Any] = {"essays": ["a", "b", "c"], "max_comparisons": 3, "user_id": "u"}
BAD_BATCHES = {
    "one essay": ({"essays": ["a"]}, "expected `essays` to be a list of 2 to 200"),
    "a flag": (
        {"max_comparisons": True},
        "expected `max_comparisons` to be a whole number from 1 to 1000",
    ),
    "none": (
        {"max_comparisons": 0},
        "expected `max_comparisons` to be a whole number from 1 to 1000",
    ),
    "a hint": (
        {"llm_batching_mode_hint": "batch_api"},
        "expected `llm_batching_mode_hint` to be one of per_request, provider_batch_api, "
        "serial_bundle",
    ),
}


@pytest.mark.parametrize("name", BAD_BATCHES)
def test_what_is_no_batch_is_refused(stack: Stack, name: str) -> None:
    change, reason = BAD_BATCHES[name]
    answered = post(f"{stack.url('cj')}/batches", {**BATCH, **change})
    assert answered == (400, {"error": reason})


@pytest.mark.parametrize(
    ("service", "path", "body", "reason"),
    [
        ("lps", "/nothing", None, "there is no GET /nothing"),
        ("lps", "/metrics", b"{}", "there is no POST /metrics"),
        ("cj", "/batches/batch-99", None, "there is no batch 'batch-99'"),
        ("cj", "/callbacks", b'{"id": "batch-99/1"}', "there is no comparison 'batch-99/1'"),
    ],
    ids=["path", "method", "batch", "callback"],
)
def test_what_is_not_there(
    stack: Stack, service: str, path: str, body: bytes | None, reason: str
) -> None:
    answered = ask(f"{stack.url(service)}{path}", body=body)
    assert (answered.status, json.loads(answered.text)) == (404, {"error": reason})


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


def completed(stack: Stack, name: str) -> Any:
    """What is told of a batch when it no longer runs."""
    until = monotonic() + 20
    while True:
        told = json.loads(ask(f"{stack.url('cj')}/batches/{name}").text)
        if told["status"] != "running":
            return told
        assert monotonic() < until
        sleep(0.02)


def test_essays_are_paired_evenly() -> None:
    order = Order(tuple("abcdef"), 100, "u", "")
    pairs = [frozenset(pair) for pair in order.pairs()]
    assert len(pairs) == len(set(pairs)) == 15
    first = [essay for pair in pairs[:6] for essay in pair]
    assert {essay: first.count(essay) for essay in "abcdef"} == dict.fromkeys("abcdef", 2)
    assert Order(("a", "b"), 9, "u", "").pairs() == (("a", "b"),)


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
