"""A small real HTTP server that shows fixed expositions, one per path."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@contextmanager
def serve_expositions(bodies: Mapping[str, str | bytes]) -> Iterator[str]:
    """Yields `host:port` of a server that answers `/NAME` with the body of that name.

    A body that ends in `# EOF` is sent as OpenMetrics, any other as text format 0.0.4.
    """

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(self.path.lstrip("/"))
            data = body.encode() if isinstance(body, str) else body or b""
            is_openmetrics = data.rstrip().endswith(b"# EOF")
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", OPENMETRICS if is_openmetrics else TEXT)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            # A server under load may give up on a scrape; the next one is answered again.
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
