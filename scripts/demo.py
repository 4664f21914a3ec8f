"""`make demo`: checks the metrics of a real service, which it starts and stops.

A Prometheus or a node exporter where one is installed, judged by the expectations that this
project ships; else a small service of its own, which does real work while it is judged.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app

EXPECTATIONS = Path(__file__).resolve().parent.parent / "expectations"
READY_WITHIN_SECONDS = 20
DIGEST_SERVICE = """\
format: 1
profile: digests
summary: What a service shows that has hashed ten texts.
targets:
  digests: {url: http://127.0.0.1/metrics}
expectations:
  - digests_total{algorithm="sha256"} >= 10
  - id: speed
    series: digest_duration_seconds
    type: histogram
    expect: [observations >= 10, mean <= 1s]
"""
# The services are on this machine: no proxy.
OPENER = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: the profile that judges it, the profile's target, its metrics URL."""

    profile: Path
    target: str
    url: str


def main() -> int:
    """The worst exit code of the checks."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="metrics-check-")))
        services = list(_real_services(stack, folder=folder))
        if not services:
            print("Neither prometheus nor prometheus-node-exporter is installed:")
            print("the service below is the demo's own.\n")
            services = [stack.enter_context(_digest_service(folder))]
        return max(_check(service) for service in services)


def _real_services(stack: ExitStack, *, folder: Path) -> Iterator[Service]:
    """Each server that is installed, started."""
    node, server = (shutil.which(name) for name in ("prometheus-node-exporter", "prometheus"))
    scraped = []
    if node is not None:
        port = _free_port()
        scraped.append(port)
        command = [node, f"--web.listen-address=127.0.0.1:{port}"]
        url = stack.enter_context(_running(command, port=port, log=folder / "node.log"))
        yield Service(EXPECTATIONS / "node-exporter.yaml", "node", url)
    if server is not None:
        port = _free_port()
        config = folder / "prometheus.yml"
        config.write_text(_scraping([port, *scraped]))
        command = [
            server,
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ]
        url = stack.enter_context(_running(command, port=port, log=folder / "prometheus.log"))
        # It answers this from the moment that it is ready, and has then served a query.
        _await_answer(f"http://127.0.0.1:{port}/api/v1/query?query=up")
        yield Service(EXPECTATIONS / "prometheus.yaml", "prometheus", url)


def _scraping(ports: Sequence[int]) -> str:
    targets = ", ".join(f"'127.0.0.1:{port}'" for port in ports)
    return (
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        f"scrape_configs: [{{job_name: demo, static_configs: [{{targets: [{targets}]}}]}}]\n"
    )


@contextmanager
def _running(command: Sequence[str], *, port: int, log: Path) -> Iterator[str]:
    """The metrics URL of a server, which runs as long as the block."""
    print(f"starting {Path(command[0]).name} on port {port}")
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}/metrics"
        try:
            _await_answer(url)
        except TimeoutError as error:
            sys.exit(f"{error}:\n{log.read_text()[-2000:]}")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_answer(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            OPENER.open(url, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {READY_WITHIN_SECONDS} s")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the report is what is to be read."""


@contextmanager
def _digest_service(folder: Path) -> Iterator[Service]:
    """A service that hashes texts and counts them, in a process of its own."""
    profile = folder / "digests.yaml"
    profile.write_text(DIGEST_SERVICE)
    port = _free_port()
    command = [sys.executable, str(Path(__file__).resolve()), str(port)]
    with _running(command, port=port, log=folder / "digests.log") as url:
        yield Service(profile, "digests", url)


def _serve_digests(port: int) -> None:
    registry = CollectorRegistry()
    digests = Counter("digests", "Texts hashed.", ["algorithm"], registry=registry)
    duration = Histogram("digest_duration_seconds", "Time for one text.", registry=registry)
    for number in range(10):
        with duration.time():
            sha256(str(number).encode() * 100_000).hexdigest()
        digests.labels("sha256").inc()
    application = make_wsgi_app(registry)
    make_server("127.0.0.1", port, application, handler_class=_Quiet).serve_forever()


def _check(service: Service) -> int:
    program = Path(sys.executable).parent / "metrics-check"
    words = [
        *("check", os.path.relpath(service.profile)),
        *("-t", f"{service.target}={service.url}"),
        *("--wait", "20s"),
    ]
    print(f"\n$ metrics-check {' '.join(words)}", flush=True)
    return subprocess.run([program, *words], check=False).returncode


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    try:
        if sys.argv[1:]:
            _serve_digests(int(sys.argv[1]))
        else:
            sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
