"""A real Prometheus that scraped given expositions."""

import json
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.real.expositions import serve_expositions
from tests.real.programs import free_port, need_program, run_server


@dataclass(frozen=True)
class RealPrometheus:
    """A running server. It scrapes `http://origin/KEY`."""

    url: str
    client: httpx.Client
    origin: str = ""

    def ask(self, query: str, *, at: float | None = None) -> dict[str, object]:
        """The server's JSON answer, errors included."""
        form = {"query": query} | ({} if at is None else {"time": repr(at)})
        answer: dict[str, object] = self.client.post("/api/v1/query", data=form).json()
        return answer

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
    binary = need_program(program, package="prometheus")
    with ExitStack() as stack:
        origin = stack.enter_context(serve_expositions(expositions))
        port = free_port()
        config = folder / "prometheus.yml"
        jobs = {key: (replicas or {}).get(key, key) for key in expositions}
        config.write_text(json.dumps(_config(origin, jobs=jobs, honoring=honoring)))
        stack.enter_context(
            run_server(
                [
                    binary,
                    f"--config.file={config}",
                    f"--storage.tsdb.path={folder / 'data'}",
                    f"--web.listen-address=127.0.0.1:{port}",
                    "--log.level=warn",
                ],
                ready_url=f"http://127.0.0.1:{port}/-/ready",
                log=folder / "prometheus.log",
            )
        )
        client = stack.enter_context(
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
        )
        server = RealPrometheus(f"http://127.0.0.1:{port}", client, origin)
        _await_scrapes(server, count=len(expositions))
        yield server


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


def _await_scrapes(server: RealPrometheus, *, count: int) -> None:
    deadline = time.monotonic() + 120
    seen = ""
    while time.monotonic() < deadline:
        answer = server.vector("count(up == 1)")
        seen = answer[0][1] if answer else "0"
        if seen == str(count):
            return
        time.sleep(0.2)
    raise RuntimeError(f"{seen} of {count} expositions were scraped")
