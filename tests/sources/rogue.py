"""A raw server on loopback that answers exactly the bytes that a test says, and remembers."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

TLS_HANDSHAKE = b"\x16"

Behaviour = Callable[[socket.socket, Event], None]


@dataclass(frozen=True)
class Rogue:
    """A running server. `requests` holds the head of each request, as received."""

    place: str
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/metrics") -> str:
        """The URL of a path there."""
        return f"http://{self.place}{path}"


@contextmanager
def rogue(*behaviours: Behaviour) -> Iterator[Rogue]:
    """A server whose first connection gets the first behaviour, and so on; the last repeats."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Rogue(f"127.0.0.1:{listener.getsockname()[1]}")
    over = Event()
    thread = Thread(
        target=_serve, args=(listener, server, behaviours), kwargs={"over": over}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        over.set()
        # Closing alone does not wake the thread that accepts.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def sends(*pieces: bytes) -> Behaviour:
    """Sends these bytes and closes."""

    def behave(connection: socket.socket, over: Event) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return behave


def sends_and_hangs(*pieces: bytes) -> Behaviour:
    """Sends these bytes and then nothing, the connection kept open."""

    def behave(connection: socket.socket, over: Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
        over.wait()

    return behave


def drips(start: bytes, *, piece: bytes, seconds: float) -> Behaviour:
    """Sends the start at once, then the piece again and again, so slowly that nothing times out."""

    def behave(connection: socket.socket, over: Event) -> None:
        connection.sendall(start)
        while not over.wait(seconds):
            connection.sendall(piece)

    return behave


def floods(start: bytes, *, piece: bytes) -> Behaviour:
    """Sends the start, then the piece without an end."""

    def behave(connection: socket.socket, over: Event) -> None:
        connection.sendall(start)
        while not over.is_set():
            connection.sendall(piece)

    return behave


def resets(connection: socket.socket, over: Event) -> None:
    """Closes with a reset instead of an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def answer(
    body: bytes,
    *,
    status: str = "200 OK",
    content_type: str | None = "text/plain; version=0.0.4",
    headers: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """An HTTP answer; `length` is what it claims, where that is not the truth."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    head = "\r\n".join([*lines, *headers, "Connection: close"])
    return head.encode("latin-1") + b"\r\n\r\n" + body


def _serve(
    listener: socket.socket, server: Rogue, behaviours: tuple[Behaviour, ...], *, over: Event
) -> None:
    threads: list[Thread] = []
    while not over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        behaviour = behaviours[min(len(threads), len(behaviours) - 1)]
        thread = Thread(target=_answer, args=(connection, server, behaviour, over), daemon=True)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(timeout=5)


def _answer(connection: socket.socket, server: Rogue, behave: Behaviour, over: Event) -> None:
    connection.settimeout(10)
    with connection, suppress(OSError):
        server.requests.append(_head(connection))
        behave(connection, over)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
        head += piece
        if head.startswith(TLS_HANDSHAKE):
            break
    return head
