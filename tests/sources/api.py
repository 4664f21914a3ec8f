"""A fake of a Prometheus-compatible API: answers as told, or by samples, and remembers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from metrics_check.errors import MetricsCheckError
from metrics_check.promql.answer import answer_document, error_document
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.evaluate import evaluate

NOW = 1_777_636_800.123


@dataclass(frozen=True)
class Asked:
    """One request: path, the form's or the query's pairs, headers in lower case, and whose."""

    path: str
    form: Mapping[str, str]
    headers: Mapping[str, str]
    connection: int


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Asked], Reply]


@dataclass(frozen=True)
class FakeApi:
    """A running fake. `requests` are those that came, in order."""

    url: str
    requests: list[Asked] = field(default_factory=list)

    @property
    def queries(self) -> list[str]:
        """The queries that were asked."""
        return [each.form["query"] for each in self.requests if "query" in each.form]


@contextmanager
def api(*answers: Answer) -> Iterator[FakeApi]:
    """A server whose first request gets the first answer, and so on; the last repeats."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            pairs = dict(parse_qsl(body.decode() or parts.query))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(parts.path, pairs, headers, self.client_address[1])
            fake.requests.append(asked)
            reply = answers[min(len(fake.requests), len(answers)) - 1](asked)
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake = FakeApi(f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def says(document: object, *, status: int = 200, **headers: str) -> Answer:
    """Always the same JSON; `Retry_After="1"` is a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = Reply(json.dumps(document).encode(), status, named)
    return lambda _: reply


def sends(body: bytes, *, status: int = 200, content_type: str = "text/plain") -> Answer:
    """Always the same bytes."""
    reply = Reply(body, status, {"Content-Type": content_type})
    return lambda _: reply


def vector(*elements: tuple[Mapping[str, str], str], at: float = NOW) -> dict[str, object]:
    """The document of an instant vector."""
    result = [{"metric": dict(labels), "value": [at, value]} for labels, value in elements]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


Sample = tuple[str, Mapping[str, str], float]


@dataclass(frozen=True)
class Behaviour:
    """How a server differs from a plain Prometheus.

    It refuses queries that hold one of `refuses`, stands under `prefix`, wants `headers`, adds
    `more` to every answer of a query, and has the pages `documents`. Its samples are
    `age_seconds` old.
    """

    prefix: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    refuses: tuple[str, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, object] = field(default_factory=dict)
    age_seconds: float = 0.0


def answering(samples: Sequence[Sample], behaviour: Behaviour | None = None) -> Answer:
    """Answers queries on these samples; of the past it has nothing."""
    how = behaviour or Behaviour()
    taken = NOW - how.age_seconds if how.age_seconds else None
    dataset = Dataset.of(((*sample, taken) for sample in samples), at=NOW)

    def answer(asked: Asked) -> Reply:
        if any(asked.headers.get(name) != value for name, value in how.headers.items()):
            return Reply(b"no", 401)
        path = asked.path.removeprefix(how.prefix)
        if not asked.path.startswith(how.prefix) or path == asked.path * bool(how.prefix):
            return Reply(b"404 page not found\n", 404)
        if path == "/api/v1/query":
            return _answered(asked, dataset=dataset, how=how)
        if path in how.documents:
            return Reply(json.dumps(how.documents[path]).encode())
        return Reply(b"404 page not found\n", 404)

    return answer


def _answered(asked: Asked, *, dataset: Dataset, how: Behaviour) -> Reply:
    query = asked.form["query"]
    refused = next((text for text in how.refuses if text in query), None)
    if refused is not None:
        error = {"status": "error", "errorType": "execution", "error": f"no {refused} here"}
        return Reply(json.dumps(error).encode(), 422)
    at = float(asked.form.get("time", NOW))
    assert at == NOW, "every query is asked at the server's own first moment"
    if "[6h:" in query or "[5m:" in query:
        return Reply(json.dumps(vector()).encode())
    try:
        document = answer_document(evaluate(query, dataset), at=at)
    except MetricsCheckError as error:
        return Reply(json.dumps(error_document(error)).encode(), 400)
    return Reply(json.dumps({**document, **how.more}).encode())
