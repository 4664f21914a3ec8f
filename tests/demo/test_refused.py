"""What the services do not take: the status, the reason, and that they go on."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from metrics_check.demo.stack import Stack, running_stack
from tests.demo.asking import BATCH, GOOD, MODES, body_of, hang_up, post, status_of
from tests.demo.stacks import ask

WITHOUT_URL = {name: value for name, value in GOOD.items() if name != "callback_url"}
TEXT = "to be a text of 1 to 10000 characters"
BAD_COMPARISONS: Mapping[str, tuple[Any, str]] = {
    "no JSON": (b"{", "the body is no JSON"),
    "bytes": (b"\xff\xfe", "the body is no JSON"),
    "deep": (b"[" * 100_000, "the body is no JSON"),
    "no body": (b"", "the body is a JSON object"),
    "a list": ([], "the body is a JSON object"),
    "nothing": ({}, "expected `comparisons` to be a list of 1 to 1000"),
    "none": ({"comparisons": []}, "expected `comparisons` to be a list of 1 to 1000"),
    "a number": ({"comparisons": [1]}, "a comparison is a JSON object"),
    "no id": ({**GOOD, "id": None}, f"expected `id` {TEXT}"),
    "long": ({**GOOD, "model": "m" * 10_001}, f"expected `model` {TEXT}"),
    "half a character": ({**GOOD, "model": "\ud800"}, f"expected `model` {TEXT}"),
    "provider": ({**GOOD, "provider": "x"}, "expected `provider` to be one of mock"),
    "one essay": ({**GOOD, "essays": ["a"]}, "expected `essays` to be a list of 2"),
    "a mode": (
        {**GOOD, "queue_processing_mode": "batch"},
        "expected `queue_processing_mode` to be one of per_request, batch_api, serial_bundle",
    ),
    "no URL": (WITHOUT_URL, f"expected `callback_url` {TEXT}"),
    **{
        f"to {url}": (
            {**GOOD, "callback_url": url},
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
}


@pytest.mark.parametrize("name", BAD_COMPARISONS)
def test_what_is_no_comparison_is_refused(stack: Stack, name: str) -> None:
    document, reason = BAD_COMPARISONS[name]
    answered = ask(f"{stack.url('lps')}/comparisons", body=body_of(document))
    assert (answered.status, json.loads(answered.text)) == (400, {"error": reason})


# What is sent as it stands, and the status that is answered.
RUDE = {
    "gone": (b"POST /comparisons HTTP/1.1\r\nContent-Length: 100\r\n\r\n{", "400"),
    "no length": (b"POST /comparisons HTTP/1.1\r\n\r\n", "411"),
    "length": (b"POST /comparisons HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", "411"),
    "negative": (b"POST /comparisons HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "411"),
    "large": (b"POST /comparisons HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", "413"),
    "huge": (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", "413"),
    "no HTTP": (b"\x00\xff\r\n\r\n", "400"),
    "nothing": (b"", ""),
}


def test_nothing_that_is_sent_ends_a_service_or_makes_it_talk(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with running_stack(MODES) as running:
        url = f"{running.url('lps')}/comparisons"
        for document, _ in BAD_COMPARISONS.values():
            ask(url, body=body_of(document))
        assert {name: status_of(sent, url=url) for name, (sent, _) in RUDE.items()} == {
            name: status for name, (_, status) in RUDE.items()
        }
        hang_up(url, sent=RUDE["gone"][0])
        assert json.loads(ask(f"{running.url('lps')}/healthz").text)["unfinished"] == 0
    assert capfd.readouterr() == ("", "")


BAD_BATCHES: Mapping[str, tuple[Mapping[str, Any], str]] = {
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
