"""Redirects lead within the target's origin only, and credentials stay there."""

from socket import socket
from threading import Event

import pytest

from tests.sources.reading import failure, read_one
from tests.sources.rogue import answer, rogue, sends

GOOD = answer(b"a 1\n")


def to(location: str, *, status: str = "302 Found") -> bytes:
    return answer(b"moved", status=status, headers=[f"Location: {location}"])


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
@pytest.mark.parametrize("location", ["/real?x=1", "real?x=1", "http://{place}/real?x=1#top"])
def test_follows_within_the_origin(status: str, location: str) -> None:
    def redirect(connection: socket, over: Event) -> None:
        connection.sendall(to(location.format(place=_place(connection)), status=status))

    with rogue(redirect, sends(GOOD)) as server:
        read = read_one(f"http://user:hunter2@{server.place}/metrics")
    assert read.series == 1
    assert read.url == server.url()
    lines = [request.split(b"\r\n")[0] for request in server.requests]
    assert lines == [b"GET /metrics HTTP/1.1", b"GET /real?x=1 HTTP/1.1"]
    assert all(b"Authorization: Basic dXNlcjpodW50ZXIy" in head for head in server.requests)


def _place(connection: socket) -> str:
    host, port = connection.getsockname()
    return f"{host}:{port}"


ELSEWHERE = {
    "another port": ("http://127.0.0.1:{other}/x?token=t", "http://127.0.0.1:{other}"),
    "another host": ("http://localhost:{own}/metrics", "http://localhost:{own}"),
    "metadata": ("http://169.254.169.254/latest/meta-data", "http://169.254.169.254"),
    "without a scheme": ("//169.254.169.254/latest", "http://169.254.169.254"),
    "another scheme": ("https://127.0.0.1:{own}/metrics", "https://127.0.0.1:{own}"),
    "a user": ("http://root:hunter2@127.0.0.1:{other}/", "http://127.0.0.1:{other}"),
    "the own host as a user": ("http://127.0.0.1:{own}@169.254.169.254/", "http://169.254.169.254"),
    "a file": ("file:///etc/passwd", "what is no http URL"),
    "broken": ("http://[::1", "what is no http URL"),
    "a bad port": ("http://127.0.0.1:x/", "what is no http URL"),
}


@pytest.mark.parametrize(("location", "origin"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_never_goes_elsewhere(location: str, origin: str) -> None:
    with rogue(sends(GOOD)) as other:
        port = other.place.partition(":")[2]

        def redirect(connection: socket, over: Event) -> None:
            own = _place(connection).partition(":")[2]
            text = location.format(other=port, own=own)
            connection.sendall(to(text))

        with rogue(redirect) as server:
            found = failure(f"http://user:hunter2@{server.place}/metrics")
            own = server.place.partition(":")[2]
    named = origin.format(other=port, own=own)
    assert found == (
        "redirected",
        f"{server.url()}: redirects to {named}, another origin, where nothing is sent. "
        "Give the URL of the metrics themselves.",
        True,
    )
    assert len(server.requests) == 1
    assert other.requests == []


def test_a_loop_ends() -> None:
    with rogue(sends(to("/metrics"))) as server:
        found = failure(server.url())
    message = f"{server.url()}: redirects more than 5 times."
    assert found == ("too-many-redirects", message, True)
    assert len(server.requests) == 6


def test_a_redirect_to_nowhere_is_a_status() -> None:
    with rogue(sends(answer(b"", status="302 Found"))) as server:
        assert failure(server.url()) == (
            "bad-status",
            f"{server.url()}: answers 302 Found.",
            False,
        )
