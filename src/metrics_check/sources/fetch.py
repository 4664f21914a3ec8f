"""Requests over HTTP, bounded in every direction. With `failures` and `tls` the only user of httpx.

The environment plays no part: no proxy variables, no .netrc. Redirects are followed within the
target's own origin only, so nothing is ever asked of a host that the user did not name.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

from metrics_check.errors import UnreadableSource
from metrics_check.record import record
from metrics_check.sources.address import Address, origin
from metrics_check.sources.answer import PIECE_BYTES
from metrics_check.sources.bounds import bounded, too_large
from metrics_check.sources.deadline import Deadline
from metrics_check.sources.failures import translated
from metrics_check.sources.gunzip import gunzip
from metrics_check.sources.http_library import httpx
from metrics_check.sources.options import ReadOptions
from metrics_check.sources.tls import tls_context

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# RFC 9110, 15.4: after these alone a POST is a POST again.
_REPEATED = frozenset({307, 308})
# https://www.encode.io/httpcore/extensions/#trace
_CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


Headers = Sequence[tuple[bytes, bytes]]


@record
class Response:
    """An answer, its body not yet read. Header names are in lower case.

    `chunks` is the body decompressed; reading it raises `UnreadableSource`.
    """

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Connections:
    """Connections that are kept open from one request to the next; all close on leaving."""

    def __init__(self, context: ssl.SSLContext) -> None:
        # A transport, not a client: a client judges redirects and keeps cookies.
        self._transport = httpx.HTTPTransport(verify=context, trust_env=False)
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> "Connections":
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all of them."""
        self._transport.close()

    @contextmanager
    def send(
        self,
        address: Address,
        *,
        headers: Headers,
        options: ReadOptions,
        deadline: Deadline,
        body: bytes | None = None,
    ) -> Iterator[Response]:
        """The answer to a GET, or to a POST of `body`, after at most 5 redirects to that origin.

        Raises `UnreadableSource`, here and while the chunks are read.
        """
        url = "" if address.url is None else address.url.reveal()
        shown = address.shown
        for _ in range(MAX_REDIRECTS + 1):
            with self._sent(
                url, headers=headers, body=body, shown=shown, deadline=deadline
            ) as answer:
                location = answer.headers.get("location")
                if answer.status_code not in _REDIRECTS or location is None:
                    raw = _raw(answer, url=url, shown=shown, deadline=deadline)
                    yield _response(answer, raw, options=options, deadline=deadline, shown=shown)
                    return
            if body is not None and answer.status_code not in _REPEATED:
                raise _not_repeated(answer.status_code, shown=shown)
            url = _redirected(url, location, shown=shown)
        raise UnreadableSource(
            f"{shown}: redirects more than {MAX_REDIRECTS} times.",
            code="too-many-redirects",
            is_final=True,
        )

    @contextmanager
    def _sent(
        self, url: str, *, headers: Headers, body: bytes | None, shown: str, deadline: Deadline
    ) -> Iterator[httpx.Response]:
        """The status and headers of one request; its connection closes, or is kept, on leaving."""
        # One that was made for an earlier request knows of its own deadline only.
        for connection in self._sockets:
            deadline.watch(connection)
        with translated(url, shown=shown, deadline=deadline, is_answered=False):
            trace = _watching(deadline, made=self._sockets)
            extensions = {"trace": trace, "timeout": _timeouts(deadline)}
            method = "GET" if body is None else "POST"
            request = httpx.Request(
                method, url, headers=headers, content=body, extensions=extensions
            )
            response = self._transport.handle_request(request)
        try:
            yield response
        finally:
            response.close()


@contextmanager
def fetch(
    address: Address, *, headers: Headers, options: ReadOptions, deadline: Deadline
) -> Iterator[Response]:
    """The answer to one GET of a URL, by a connection of its own. See `Connections.send`."""
    with (
        connections_to(address, options=options) as connections,
        connections.send(address, headers=headers, options=options, deadline=deadline) as response,
    ):
        yield response


def connections_to(address: Address, *, options: ReadOptions) -> Connections:
    """Connections to the origin of an address, none of them made yet.

    Raises `UnreadableSource` where the files of `options.tls` do not load.
    """
    is_tls = address.url is not None and address.url.reveal().startswith("https:")
    return Connections(tls_context(options.tls, is_used=is_tls))


def _timeouts(deadline: Deadline) -> dict[str, float]:
    # Zero would mean not to wait at all.
    left = max(deadline.left(), 0.001)
    return dict.fromkeys(("connect", "read", "write", "pool"), left)


def _watching(
    deadline: Deadline, *, made: list[socket.socket]
) -> Callable[[str, Mapping[str, object]], None]:
    """A trace of httpx that shows the deadline each connection as it is made, and keeps it."""

    def watch(event: str, info: Mapping[str, object]) -> None:
        if event in _CONNECTED:
            stream = info["return_value"]
            # By httpcore's documentation a NetworkStream; httpx does not export the type.
            connection = stream.get_extra_info("socket")  # type: ignore[attr-defined]
            if isinstance(connection, socket.socket):
                deadline.watch(connection)
                made[:] = [each for each in made if each.fileno() >= 0] + [connection]

    return watch


def _raw(answer: httpx.Response, *, url: str, shown: str, deadline: Deadline) -> Iterator[bytes]:
    """The body as sent."""
    with translated(url, shown=shown, deadline=deadline, is_answered=True):
        yield from answer.iter_raw(PIECE_BYTES)


def _response(
    answer: httpx.Response,
    raw: Iterator[bytes],
    *,
    options: ReadOptions,
    deadline: Deadline,
    shown: str,
) -> Response:
    """The answer with its body decompressed and bounded, before and after."""
    limit = options.max_body_bytes
    length = answer.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > limit:
        raise too_large(shown, max_bytes=limit)
    body = bounded(raw, max_bytes=limit, deadline=deadline, shown=shown)
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"gzip", "x-gzip"}:
        plain = gunzip(body, shown=shown)
        body = bounded(plain, max_bytes=limit, deadline=deadline, shown=shown)
    elif encoding not in {"identity", ""}:
        raise UnreadableSource(
            f"{shown}: the body is encoded in another way than gzip, the only one asked for.",
            code="bad-encoding",
            is_final=True,
        )
    return Response(answer.status_code, dict(answer.headers), body)


def _not_repeated(status: int, *, shown: str) -> UnreadableSource:
    return UnreadableSource(
        f"{shown}: redirects what it is asked to another page ({status}): a login, or not where "
        "the API is. Give its own URL, with the path that it stands under.",
        code="redirected",
        is_final=True,
    )


def _redirected(url: str, location: str, *, shown: str) -> str:
    """The URL that a redirect leads to, without a user. Raises where it is another origin."""
    try:
        parts = urlsplit(urljoin(url, location))
        plain = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        is_own = origin(plain) == origin(url)
    except (ValueError, KeyError):
        elsewhere = "what is no http URL"
    else:
        if is_own:
            return plain
        elsewhere = "{}://{}".format(parts.scheme, parts.netloc.rpartition("@")[2])
    raise UnreadableSource(
        f"{shown}: redirects to {elsewhere}, another origin, where nothing is sent. "
        "Give the URL of the metrics themselves.",
        code="redirected",
        is_final=True,
    )
