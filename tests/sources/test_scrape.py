"""Scraping servers that do well, or nearly."""

import gzip

import pytest

from metrics_check.secret import Secret
from metrics_check.sources.options import Credentials, ReadOptions
from tests.sources.reading import failure, read_one
from tests.sources.rogue import answer, rogue, sends

GOOD = b"# TYPE a counter\na_total 1\n"
GZIP = ["Content-Encoding: gzip"]
ZIPPED = gzip.compress(GOOD, mtime=0)


def test_what_is_known_of_a_read() -> None:
    headers = ["Server: nginx", "Set-Cookie: session=hunter2"]
    with rogue(sends(answer(GOOD, headers=headers))) as server:
        read = read_one(server.url())
    assert (read.target, read.url, read.instance) == ("", server.url(), server.place)
    assert (read.status, read.error, read.series) == (200, None, 1)
    assert read.headers == {"content-type": "text/plain; version=0.0.4", "server": "nginx"}
    assert read.exposition is not None
    assert read.exposition.names == {"a_total": 1}
    assert read.seconds > 0
    assert read.body is None


def test_not_ready_and_then_well() -> None:
    with rogue(sends(answer(b"", status="503 Not yet")), sends(answer(GOOD))) as server:
        assert failure(server.url())[0] == "not-ready"
        assert read_one(server.url()).series == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"collector failed: no db\nstack", ": collector failed: no db", id="line"),
        pytest.param(b"\n  \x1b[31mred\xff\n", ": \\x1b[31mred\ufffd", id="escaped"),
        pytest.param(b"x" * 5000, f": {'x' * 160}…", id="long"),
        pytest.param(b"<html>sorry</html>", ".", id="page"),
        pytest.param(b"", ".", id="nothing"),
    ],
)
def test_what_a_failure_says(body: bytes, said: str) -> None:
    with rogue(sends(answer(body, status="500 No"))) as server:
        code, message, is_final = failure(server.url())
    assert (code, is_final) == ("bad-status", False)
    assert message == f"{server.url()}: answers 500 Internal Server Error{said}"


@pytest.mark.parametrize("sent", ["header", "user", "parameter"])
def test_a_failure_is_quoted_without_the_credential_that_it_echoes(sent: str) -> None:
    headers = (("X-Key", Secret("hunter2")),) if sent == "header" else ()
    options = ReadOptions(credentials=Credentials(headers))
    with rogue(sends(answer(b"no db for hunter2", status="500 No"))) as server:
        user = "u:hunter2@" if sent == "user" else ""
        query = "?token=hunter2" if sent == "parameter" else ""
        url = f"http://{user}{server.place}/metrics{query}"
        _, message, _ = failure(url, options=options)
    assert message.endswith(": answers 500 Internal Server Error: no db for [secret]")
    assert "hunter2" not in message


def test_what_is_latin_1_is_read_and_judged() -> None:
    with rogue(sends(answer('a{b="é"} 1\nc 2\n'.encode("latin-1")))) as server:
        read = read_one(server.url())
    assert read.exposition is not None
    assert not read.exposition.is_ingestible
    assert [problem.code for problem in read.exposition.problems] == ["invalid-utf8"]
    assert read.exposition.names == {"c": 1}


@pytest.mark.parametrize(
    ("content_type", "notes"),
    [
        ("text/plain; version=0.0.4", []),
        ("application/openmetrics-text; version=1.0.0", []),
        (
            None,
            [
                (
                    "content-type-missing",
                    "the answer has no Content-Type; Prometheus 3 refuses that without "
                    "fallback_scrape_protocol. Send text/plain; version=0.0.4.",
                )
            ],
        ),
        (
            "application/json",
            [
                (
                    "content-type-unknown",
                    "the Content-Type is 'application/json'; Prometheus 3 refuses that without "
                    "fallback_scrape_protocol. Send text/plain; version=0.0.4.",
                )
            ],
        ),
    ],
    ids=["text", "openmetrics", "none", "lying"],
)
def test_a_wrong_content_type_is_noted(
    content_type: str | None, notes: list[tuple[str, str]]
) -> None:
    with rogue(sends(answer(b"a 1\n# EOF\n", content_type=content_type))) as server:
        read = read_one(server.url())
    assert read.series == 1
    assert [(note.code, note.message) for note in read.notes] == notes


@pytest.mark.parametrize(
    "body",
    [ZIPPED, gzip.compress(GOOD[:20]) + gzip.compress(GOOD[20:])],
    ids=["one member", "two members"],
)
def test_gzip_is_read(body: bytes) -> None:
    with rogue(sends(answer(body, headers=GZIP))) as server:
        assert read_one(server.url()).series == 1


def test_gzip_a_byte_at_a_time() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
    head += b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with rogue(sends(head, *(bytes([byte]) for byte in ZIPPED))) as server:
        assert read_one(server.url()).series == 1


@pytest.mark.parametrize(
    ("path", "hint"),
    [("/", "Is the path /metrics?"), ("/metrics", "Is it this port?")],
    ids=["elsewhere", "there"],
)
def test_nothing_there(path: str, hint: str) -> None:
    with rogue(sends(answer(b"", status="404 Not Found"))) as server:
        code, message, _ = failure(server.url(path))
    assert code == "not-found"
    assert message == (
        f"{server.url(path)}: the server answers, but has nothing there (404). {hint}"
    )
