"""A real Prometheus that scraped given expositions."""

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.real.connection import Connections
from tests.real.expositions import serve_expositions
from tests.real.programs import free_port, need_program, run_server
from tests.real.remote_write import HEADERS, WrittenSeries, write_request


@dataclass(frozen=True)
class RealPrometheus:
    """A running server. It scrapes `http://origin/KEY`."""

    url: str
    connections: Connections
    origin: str = ""

    def ask(self, query: str, *, at: float | None = None) -> dict[str, object]:
        """The server's JSON answer, errors included."""
        form = {"query": query} | ({} if at is None else {"time": repr(at)})
        return self.connections.ask("/api/v1/query", form)

    def write(self, series: Iterable[WrittenSeries]) -> None:
        """Stores samples, of any time; the server must take remote writes."""
        body = write_request(series)
        status, said = self.connections.post("/api/v1/write", body, headers=HEADERS)
        if status >= 300:
            raise AssertionError(said.decode())

    def vector(self, query: str, *, at: float | None = None) -> list[tuple[dict[str, str], str]]:
        """Labels and value (as text) of each element of an instant vector; raises on an error."""
        answer = self.ask(query, at=at)
        if answer["status"] != "success":
            raise AssertionError(f"{query}\n{answer['error']}")
        data = answer["data"]
        assert isinstance(data, dict)
        assert data["resultType"] == "vector", data
        return [(element["metric"], element["value"][1]) for element in data["result"]]


@contextmanager
def prometheus_scraping(
    expositions: Mapping[str, str | bytes],
    *,
    folder: Path,
    program: str = "prometheus",
    replicas: Mapping[str, str] | None = None,
    honoring: Collection[str] = (),
) -> Iterator[RealPrometheus]:
    """A Prometheus that has scraped each exposition at least once, under `job` = its key.

    `replicas` gives keys another `job`, and their own key as `instance`. The jobs in `honoring`
    are scraped with `honor_labels`.

    The series stay fresh while the block runs: they are scraped every four seconds.
    """
    with ExitStack() as stack:
        origin = stack.enter_context(serve_expositions(expositions))
        jobs = {key: (replicas or {}).get(key, key) for key in expositions}
        config = _config(origin, jobs=jobs, honoring=honoring)
        started = stack.enter_context(running_prometheus(config, folder=folder, program=program))
        server = replace(started, origin=origin)
        await_scrapes(server, count=len(expositions))
        yield server


@contextmanager
def prometheus_taking_writes(
    *, folder: Path, program: str = "prometheus", more_flags: Sequence[str] = ()
) -> Iterator[RealPrometheus]:
    """An empty Prometheus that takes samples of any time by remote write."""
    config: dict[str, object] = {"storage": {"tsdb": {"out_of_order_time_window": "90d"}}}
    flags = ["--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=1y", *more_flags]
    with running_prometheus(config, folder=folder, program=program, flags=flags) as server:
        yield server


@contextmanager
def running_prometheus(
    config: dict[str, object],
    *,
    folder: Path,
    program: str = "prometheus",
    flags: Sequence[str] = (),
) -> Iterator[RealPrometheus]:
    """A Prometheus with this configuration, on a port of its own."""
    port = free_port()
    file = folder / "prometheus.yml"
    file.write_text(json.dumps(config))
    command = [
        need_program(program, package="prometheus"),
        f"--config.file={file}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
        *flags,
    ]
    place = f"127.0.0.1:{port}"
    with (
        run_server(command, ready_url=f"http://{place}/-/ready", log=folder / "prometheus.log"),
        closing(Connections(place)) as connections,
    ):
        yield RealPrometheus(f"http://{place}", connections)


def await_scrapes(server: RealPrometheus, *, count: int) -> None:
    """Waits until so many targets are up."""
    deadline = time.monotonic() + 120
    seen = ""
    while time.monotonic() < deadline:
        answer = server.vector("count(up == 1)")
        seen = answer[0][1] if answer else "0"
        if seen == str(count):
            return
        time.sleep(0.2)
    raise RuntimeError(f"{seen} of {count} expositions were scraped")


def _config(
    origin: str, *, jobs: Mapping[str, str], honoring: Collection[str]
) -> dict[str, object]:
    def scrape(name: str, keys: list[str], *, is_honoring: bool) -> dict[str, object]:
        return {
            "job_name": name,
            "scrape_interval": "4s",
            "honor_labels": is_honoring,
            "static_configs": [_target(origin, key=key, job=jobs[key]) for key in keys],
        }

    plain = [key for key in jobs if key not in honoring]
    scrapes = [scrape("rows", plain, is_honoring=False)]
    if honoring:
        scrapes.append(scrape("honoring", sorted(honoring), is_honoring=True))
    return {"global": {"scrape_timeout": "4s"}, "scrape_configs": scrapes}


def _target(origin: str, *, key: str, job: str) -> dict[str, object]:
    labels = {"job": job, "__metrics_path__": f"/{key}"}
    return {
        "targets": [origin],
        "labels": labels if job == key else {**labels, "instance": f"{key}:80"},
    }
