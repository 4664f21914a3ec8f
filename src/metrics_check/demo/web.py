"""HTTP for the services: routes that take and give JSON, and the exposition. Loopback only."""

import json
import socketserver
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from metrics_check.record import record

LOOPBACK = "127.0.0.1"
MAX_BODY_BYTES = 1 << 20
TIMEOUT_SECONDS = 5.0
_MAX_LENGTH_DIGITS = 7
_JSON = "application/json"
# Everything is on this machine: no proxy.
_OPENER = build_opener(ProxyHandler({}))


@record
class Answer:
    """What a route answers."""

    status: int
    body: bytes
    content_type: str = _JSON


@record
class Call:
    """What a route is asked: the JSON of the body (None: no body), the path's last part, and the
    headers in lower case.
    """

    json: object
    last: str
    headers: Mapping[str, str]


class Refused(Exception):
    """A route does not do what it is asked; the text says why."""

    def __init__(self, reason: str, *, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


# A route may raise `Refused`.
Route = Callable[[Call], Answer]
# By method and path; a path that ends in `/` takes everything one level below.
Routes = Mapping[tuple[str, str], Route]


def answer_json(document: object, *, status: int = 200) -> Answer:
    """An answer with this JSON."""
    return Answer(status, json.dumps(document).encode())


def say_ok(_: Call) -> Answer:
    """What `/healthz` answers."""
    return answer_json({"status": "ok"})


class WebServer(ThreadingHTTPServer):
    """Listens on a port of loopback; 0: any that is free. It answers once it has routes."""

    daemon_threads = True
    # As many connections may wait as a workload opens at once.
    request_queue_size = 128

    def __init__(self, *, port: int = 0) -> None:
        self.routes: Routes = {}
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def url(self) -> str:
        """scheme://host:port."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Binds; what is inherited also asks the resolver for a name that nobody needs."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 -- as inherited
        """Says in one line what ended a connection; a caller that went away is no news."""
        error = sys.exception()
        if not isinstance(error, OSError):
            print(f"{type(error).__name__}: {error}", file=sys.stderr)


@contextmanager
def serving(server: WebServer, routes: Routes) -> Iterator[None]:
    """Answers by these routes for as long as the block, then closes the port."""
    server.routes = routes
    # What is waited for is the next look whether to end.
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = TIMEOUT_SECONDS

    def do_GET(self) -> None:
        self._answer("GET", body=b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._write(_refusal("expected a Content-Length", status=411))
        elif len(length) > _MAX_LENGTH_DIGITS or int(length) > MAX_BODY_BYTES:
            self._write(_refusal(f"a body has at most {MAX_BODY_BYTES} bytes", status=413))
        else:
            self._answer("POST", body=self.rfile.read(int(length)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as inherited
        """Says nothing: the report is what is to be read."""

    def _answer(self, method: str, *, body: bytes) -> None:
        try:
            answer = self._routed(method, body=body)
        except Refused as refused:
            answer = _refusal(str(refused), status=refused.status)
        self._write(answer)

    def _routed(self, method: str, *, body: bytes) -> Answer:
        path = urlsplit(self.path).path
        parent, _, last = path.rpartition("/")
        # The server is the one that made this handler.
        routes = cast(WebServer, self.server).routes
        route = routes.get((method, path)) or routes.get((method, f"{parent}/"))
        if route is None:
            raise Refused(f"there is no {method} {path}", status=404)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return route(Call(_document(body), last, headers))

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def _document(body: bytes) -> object:
    try:
        document: object = json.loads(body) if body else None
    except (ValueError, RecursionError):
        raise Refused("the body is no JSON") from None
    return document


def _refusal(reason: str, *, status: int) -> Answer:
    return answer_json({"error": reason}, status=status)


def post_json(url: str, document: object) -> object:
    """The JSON that a service answers to this one; raises `OSError` where it does not."""
    data = json.dumps(document).encode()
    return _asked(Request(url, data, {"Content-Type": _JSON}))  # noqa: S310 -- our own loopback URLs


def get_json(url: str) -> object:
    """The JSON at a URL of a service; raises `OSError` where there is none."""
    return _asked(Request(url))  # noqa: S310 -- our own loopback URLs


def _asked(request: Request) -> object:
    try:
        with _OPENER.open(request, timeout=TIMEOUT_SECONDS) as response:
            document: object = json.loads(response.read(MAX_BODY_BYTES))
    except (HTTPException, ValueError, RecursionError) as error:
        raise URLError(f"{request.full_url} answers no JSON") from error
    return document
