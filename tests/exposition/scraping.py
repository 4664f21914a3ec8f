"""What a real Prometheus says to given bodies: taken or refused, and how many samples."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx

from metrics_check.exposition.model import Format
from tests.real.programs import free_port, need_program, run_server

CONTENT_TYPES = {
    Format.TEXT: "text/plain; version=0.0.4; charset=utf-8",
    Format.OPENMETRICS: "application/openmetrics-text; version=1.0.0; charset=utf-8",
}


def ask_prometheus(
    bodies: Mapping[str, tuple[Format, bytes]], *, folder: Path, program: str = "prometheus"
) -> dict[str, int]:
    """How many samples a real server took from each body; -1 where it refused the scrape."""
    binary = need_program(program, package="prometheus")
    port = free_port()
    with _serve(bodies) as origin:
        config = folder / "prometheus.yml"
        config.write_text(json.dumps(_config(origin, jobs=list(bodies))))
        command = [
            binary,
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ]
        url = f"http://127.0.0.1:{port}"
        with run_server(command, ready_url=f"{url}/-/ready", log=folder / "prometheus.log"):
            return _verdicts(url, jobs=frozenset(bodies))


@contextmanager
def _serve(bodies: Mapping[str, tuple[Format, bytes]]) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            syntax, body = bodies[self.path.lstrip("/")]
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPES[syntax])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            # A server hangs up on a scrape that takes it too long, and comes again.
            with suppress(ConnectionError):
                self.wfile.write(body)

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


def _config(origin: str, *, jobs: list[str]) -> dict[str, object]:
    targets = [
        {"targets": [origin], "labels": {"job": job, "__metrics_path__": f"/{job}"}} for job in jobs
    ]
    scrape = {"job_name": "rows", "scrape_interval": "5s", "static_configs": targets}
    return {"global": {"scrape_timeout": "5s"}, "scrape_configs": [scrape]}


def _verdicts(url: str, *, jobs: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    before: dict[str, int] = {}
    deadline = time.monotonic() + 90
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        while found.keys() != jobs:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(found)} of {len(jobs)} bodies were scraped")
            time.sleep(0.3)
            seen = _seen(client)
            # What a scrape says and what can be asked for do not change at the same instant.
            found |= {job: count for job, count in seen.items() if before.get(job) == count}
            before = seen
    return found


def _seen(client: httpx.Client) -> dict[str, int]:
    """By job, for those whose last scrape was answered in time."""
    targets = client.get("/api/v1/targets").json()["data"]["activeTargets"]
    answer = client.get("/api/v1/query", params={"query": "scrape_samples_scraped"}).json()
    scraped = {row["metric"]["job"]: int(row["value"][1]) for row in answer["data"]["result"]}
    seen = {}
    for target in targets:
        job, error = target["labels"]["job"], target["lastError"]
        if target["health"] == "up" and job in scraped:
            seen[job] = scraped[job]
        elif error and not _is_of_the_network(error):
            seen[job] = -1
    return seen


def _is_of_the_network(error: str) -> bool:
    return error.startswith('Get "') or "deadline exceeded" in error or error == "unexpected EOF"
