"""HTTP for the services: routes that take and give JSON, and the exposition. Loopback only."""

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from metrics_check.record import record

LOOPBACK = "127.0.0.1"
MAX_BODY_BYTES = 1 << 20
TIMEOUT_SECONDS = 5.0
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


Route = Callable[[Call], Answer]
# By method and path; a path that ends in `/` takes everything one level below.
Routes = Mapping[tuple[str, str], Route]


def answer_json(document: object, *, status: int = 200) -> Answer:
    """An answer with this JSON."""
    return Answer(status, json.dumps(document).encode())


def refuse(reason: str, *, status: int = 400) -> Answer:
    """An answer that says what was wrong."""
    return answer_json({"error": reason}, status=status)


def say_ok(_: Call) -> Answer:
    """What `/healthz` answers."""
    return answer_json({"status": "ok"})


class WebServer(ThreadingHTTPServer):
    """Serves routes on a port of loopback; 0: any that is free."""

    daemon_threads = True
    # As many connections may wait as a workload opens at once.
    request_queue_size = 128

    def __init__(self, routes: Routes, *, port: int = 0) -> None:
        self.routes = routes
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    timeout = TIMEOUT_SECONDS

    def do_GET(self) -> None:
        self._answer(self._routed("GET", body=b""))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            self._answer(refuse(f"expected a body of at most {MAX_BODY_BYTES} bytes", status=413))
            return
        self._answer(self._routed("POST", body=self.rfile.read(int(length))))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as inherited
        """Says nothing: the report is what is to be read."""

    def _routed(self, method: str, *, body: bytes) -> Answer:
        path = urlsplit(self.path).path
        parent, _, last = path.rpartition("/")
        # The server is the one that made this handler.
        routes = cast(WebServer, self.server).routes
        route = routes.get((method, path)) or routes.get((method, f"{parent}/"))
        if route is None:
            return refuse(f"there is no {method} {path}", status=404)
        try:
            document = json.loads(body) if body else None
        except (ValueError, RecursionError):
            return refuse("the body is no JSON")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return route(Call(document, last, headers))

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def post_json(url: str, document: object) -> object:
    """The JSON that a service answers to this one; raises `OSError` where it does not."""
    data = json.dumps(document).encode()
    return _asked(Request(url, data, {"Content-Type": _JSON}))  # noqa: S310 -- our own loopback URLs


def get_json(url: str) -> object:
    """The JSON at a URL of a service; raises `OSError` where there is none."""
    return _asked(Request(url))  # noqa: S310 -- our own loopback URLs


def _asked(request: Request) -> object:
    with _OPENER.open(request, timeout=TIMEOUT_SECONDS) as response:
        try:
            document: object = json.loads(response.read(MAX_BODY_BYTES))
        except ValueError as error:
            raise URLError(f"{request.full_url} answers no JSON") from error
    return document
