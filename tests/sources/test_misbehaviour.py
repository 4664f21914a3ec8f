"""Real servers that misbehave: each is named by a code and one whole sentence, in time."""

import gzip
import socket
import time
from dataclasses import replace

import pytest

from tests.real.programs import free_port
from tests.sources.reading import OPTIONS, failure, within
from tests.sources.rogue import (
    Behaviour,
    answer,
    drips,
    floods,
    resets,
    rogue,
    sends,
    sends_and_hangs,
)

GOOD = b"# TYPE a counter\na_total 1\n"
PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
ENDLESS = HEAD + b"\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = ["Content-Encoding: gzip"]
ZIPPED = gzip.compress(GOOD, mtime=0)
# The secret that must never be shown: URLs carry it as their password.
PASSWORD = "hunter2-7f3a"
NO_GZIP = "the body is said to be gzip and does not decompress"

ROWS = {
    "closes in silence": (
        sends(),
        ("incomplete", "the server closed the connection without an answer.", False),
    ),
    "resets": (
        resets,
        ("incomplete", "the server closed the connection without an answer.", False),
    ),
    "not HTTP": (
        sends(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        ("not-http", "the answer is not HTTP, or its headers are too large. Is it https://?", True),
    ),
    "huge headers": (
        sends(HEAD + b"X-Much: " + b"x" * 300_000 + b"\r\n\r\n"),
        ("not-http", "the answer is not HTTP, or its headers are too large. Is it https://?", True),
    ),
    "ends before its length": (
        sends(answer(GOOD, length=10_000)),
        ("incomplete", "the connection closed before the body's end.", False),
    ),
    "ends within a chunk": (
        sends(CHUNKED + b"100\r\n" + GOOD),
        ("incomplete", "the connection closed before the body's end.", False),
    ),
    "chunks that are none": (
        sends(CHUNKED + b"zz\r\n" + GOOD),
        ("incomplete", "the connection closed before the body's end.", False),
    ),
    "login page": (
        sends(answer(PAGE, content_type="text/html")),
        ("not-an-exposition", "shows an HTML page titled 'Sign in', not metrics.", True),
    ),
    "page that says it is text": (
        sends(answer(PAGE)),
        ("not-an-exposition", "shows an HTML page titled 'Sign in', not metrics.", True),
    ),
    "JSON": (
        sends(answer(b'{"status": "UP"}', content_type="application/json")),
        ("not-an-exposition", "shows a JSON object, not metrics.", True),
    ),
    "empty": (sends(answer(b"")), ("empty", "the body is empty, not one metric.", False)),
    "blank": (sends(answer(b"\n\n")), ("empty", "the body is empty, not one metric.", False)),
    "comments only": (
        sends(answer(b"# nothing yet\n")),
        ("empty", "shows not one metric.", False),
    ),
    "end only": (
        sends(answer(b"# EOF\n", content_type="application/openmetrics-text; version=1.0.0")),
        ("empty", "shows not one metric.", False),
    ),
    "401": (
        sends(answer(b"", status="401 Unauthorized")),
        (
            "unauthorized",
            "wants credentials (401). Give --bearer-token-file, --basic-auth-file or --header.",
            True,
        ),
    ),
    "403": (
        sends(answer(b"", status="403 Forbidden")),
        ("forbidden", "refuses these credentials, or this client (403).", True),
    ),
    "404": (
        sends(answer(b"", status="404 Not Found")),
        (
            "not-found",
            "the server answers, but has nothing there (404). Is it this port?",
            False,
        ),
    ),
    "503": (
        sends(answer(b"", status="503 Service Unavailable")),
        ("not-ready", "says that it is not ready (503).", False),
    ),
    "500, its own words not repeated": (
        sends(answer(b"", status="500 \x1b[31mOops")),
        ("bad-status", "answers 500 Internal Server Error.", False),
    ),
    "204": (
        sends(answer(b"", status="204 No Content")),
        ("bad-status", "answers 204 No Content.", False),
    ),
    "a status that nobody knows": (
        sends(answer(b"", status="599 Hm")),
        ("bad-status", "answers 599.", False),
    ),
    "another encoding": (
        sends(answer(GOOD, headers=["Content-Encoding: br"])),
        (
            "bad-encoding",
            "the body is encoded in another way than gzip, the only one asked for.",
            True,
        ),
    ),
    "gzip that is none": (
        sends(answer(GOOD, headers=GZIP)),
        (
            "bad-encoding",
            f"{NO_GZIP} (invalid gzip/zlib wrapper found).",
            True,
        ),
    ),
    "gzip with a wrong checksum": (
        sends(answer(ZIPPED[:-8] + b"\0\0\0\0" + ZIPPED[-4:], headers=GZIP)),
        (
            "bad-encoding",
            f"{NO_GZIP} (incorrect checksum found).",
            True,
        ),
    ),
    "gzip that ends early": (
        sends(answer(ZIPPED[:-9], headers=GZIP)),
        (
            "incomplete",
            "the gzipped body ends before its end; the connection or the server broke.",
            False,
        ),
    ),
    "gzip and rubbish behind it": (
        sends(answer(ZIPPED + b"rubbish, and more", headers=GZIP)),
        (
            "bad-encoding",
            f"{NO_GZIP} (invalid gzip/zlib wrapper found).",
            True,
        ),
    ),
    "gzip without a word": (
        sends(answer(ZIPPED)),
        ("not-an-exposition", "shows gzip data, not metrics.", True),
    ),
}


@pytest.mark.parametrize(("behaviour", "expected"), ROWS.values(), ids=ROWS)
def test_says_what_is_wrong(behaviour: Behaviour, expected: tuple[str, str, bool]) -> None:
    code, sentence, is_final = expected
    with rogue(behaviour) as server:
        found = failure(f"http://user:{PASSWORD}@{server.place}/metrics")
    assert found == (code, f"{server.url()}: {sentence}", is_final)


HANGING = {
    "accepts and says nothing": sends_and_hangs(),
    "hangs in the headers": sends_and_hangs(HEAD),
    "hangs in the body": sends_and_hangs(answer(GOOD, length=10_000)),
    "drips its headers": drips(HEAD + b"X-Slow: ", piece=b"x", seconds=0.1),
    "drips its body": drips(ENDLESS + GOOD, piece=b"#", seconds=0.1),
    "drips chunks": drips(CHUNKED, piece=b"1\r\n#\r\n", seconds=0.1),
    "hangs in gzip": sends_and_hangs(HEAD + b"Content-Encoding: gzip\r\n\r\n" + ZIPPED[:20]),
}


@pytest.mark.parametrize("behaviour", HANGING.values(), ids=HANGING)
def test_ends_at_its_deadline(behaviour: Behaviour) -> None:
    with rogue(behaviour) as server:
        begin = time.monotonic()
        found = failure(server.url(), options=within(0.5))
        seconds = time.monotonic() - begin
    message = f"{server.url()}: was not read to its end within 0.5 s (--timeout)."
    assert found == ("timeout", message, False)
    assert seconds < 3


def test_nothing_listens() -> None:
    port = free_port()
    assert failure(f"http://user:{PASSWORD}@127.0.0.1:{port}/metrics") == (
        "refused",
        f"http://127.0.0.1:{port}/metrics: "
        f"nothing listens on 127.0.0.1:{port} (connection refused).",
        False,
    )


def test_a_name_that_does_not_resolve() -> None:
    assert failure("http://lps.invalid:8090/metrics") == (
        "unresolved",
        "http://lps.invalid:8090/metrics: the host name of lps.invalid:8090 cannot be resolved.",
        False,
    )


@pytest.mark.parametrize("host", ["a..b", "x" * 70], ids=["empty label", "long label"])
def test_a_name_that_is_none(host: str) -> None:
    url = f"http://{host}/metrics"
    assert failure(url) == ("bad-url", f"{url}: the URL's host name is not valid.", True)


BOMBS = {
    "gzip bomb": sends(answer(gzip.compress(b"a 1\n" * 2_500_000), headers=GZIP)),
    "claims too much": sends_and_hangs(answer(b"", length=10**15)),
    "endless": floods(ENDLESS, piece=b"a 1\n" * 10_000),
    "endless line": floods(ENDLESS, piece=b"a" * 40_000),
    "endless empty gzip": floods(
        HEAD + b"Content-Encoding: gzip\r\n\r\n", piece=gzip.compress(b"") * 1000
    ),
}


@pytest.mark.parametrize("behaviour", BOMBS.values(), ids=BOMBS)
def test_a_body_is_bounded(behaviour: Behaviour) -> None:
    with rogue(behaviour) as server:
        found = failure(server.url(), options=replace(OPTIONS, max_body_bytes=512 << 10))
    message = f"{server.url()}: the body is larger than 512KiB (--max-body)."
    assert found == ("too-large", message, True)


def test_tls_where_there_is_none() -> None:
    with rogue(sends(answer(GOOD))) as server:
        code, message, is_final = failure(f"https://{server.place}/metrics")
    assert (code, is_final) == ("tls", True)
    assert message == (
        f"https://{server.place}/metrics: "
        "the server does not speak TLS on this port. Is it http://?"
    )


def test_a_connection_that_is_not_accepted() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        found = failure(f"http://{place}/metrics", options=within(0.5))
        for filler in fillers:
            filler.close()
    assert found[0] == "timeout"
