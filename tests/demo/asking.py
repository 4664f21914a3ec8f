"""Asking the services over HTTP, and waiting for them."""

import json
import re
import struct
from collections.abc import Mapping
from socket import SHUT_WR, SO_LINGER, SOL_SOCKET, create_connection
from threading import Lock
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from metrics_check.demo.settings import BATCHING_MODE, QUEUE_MODE
from metrics_check.demo.stack import Stack
from metrics_check.demo.web import Answer, Call, answer_json
from tests.demo.stacks import ask

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
BATCH: Mapping[str, Any] = {"essays": ["a", "b", "c"], "max_comparisons": 3, "user_id": "u"}


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


def completed(stack: Stack, name: str) -> Any:
    """What is told of a batch when it no longer runs."""
    until = monotonic() + 20
    while True:
        told = json.loads(ask(f"{stack.url('cj')}/batches/{name}").text)
        if told["status"] != "running":
            return told
        assert monotonic() < until
        sleep(0.02)


def body_of(document: object) -> bytes:
    """The body of a request; one comparison stands for a request with it."""
    if isinstance(document, bytes):
        return document
    is_one = isinstance(document, dict) and "provider" in document
    return json.dumps({"comparisons": [document]} if is_one else document).encode()


def status_of(sent: bytes, *, url: str) -> str:
    """The status that is answered to these bytes, `""` without an answer."""
    with create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=5) as line:
        line.sendall(sent)
        line.shutdown(SHUT_WR)
        told = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    status = re.match(r"HTTP/\S+ (\d+)|(?s:.*)<p>Error code: (\d+)", told)
    return (status[1] or status[2]) if status else told


def hang_up(url: str, *, sent: bytes) -> None:
    """Sends these bytes and breaks the connection off."""
    with create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=5) as line:
        line.sendall(sent)
        # With no time to linger, closing resets the connection (socket(7), SO_LINGER).
        line.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))


def is_listening(url: str) -> bool:
    """Whether anything takes connections there."""
    try:
        create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=5).close()
    except ConnectionError:
        return False
    return True
