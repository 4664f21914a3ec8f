"""A small service on this machine that counts orders."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType


class Shop:
    """`/metrics` shows what was ordered, `/STATUS` orders, `reads` counts the former."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._orders: dict[str, int] = {}
        self.reads = 0
        self.reads_before_orders: list[int] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path: str) -> str:
        """What is at a path."""
        with self._lock:
            if path == "/metrics":
                self.reads += 1
                return "# TYPE orders_total counter\n" + "".join(
                    f'orders_total{{status="{status}"}} {count}\n'
                    for status, count in self._orders.items()
                )
            self.reads_before_orders.append(self.reads)
            self._orders[path[1:]] = self._orders.get(path[1:], 0) + 1
            return "ordered\n"

    def __enter__(self) -> "Shop":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


def _handler(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = shop.answer(self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
