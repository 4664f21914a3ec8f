"""A real Prometheus that scrapes itself and a real node_exporter, and snapshots of both."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.programs import free_port, need_program, run_server

ROOT = Path(__file__).resolve().parents[2]
EXPECTATIONS = ROOT / "expectations"


@dataclass(frozen=True)
class Servers:
    """Where both show their metrics."""

    prometheus: str
    node: str


@dataclass(frozen=True)
class Ran:
    """A finished command line."""

    code: int
    out: str
    err: str


def run(*words: str) -> Ran:
    """Runs `metrics-check` with the shipped expectations as a process of its own."""
    command = [sys.executable, "-m", "metrics_check", *words]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd=ROOT)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@contextmanager
def real_servers(folder: Path) -> Iterator[Servers]:
    """Both servers, ready; what they show of scrapes comes a little later."""
    prometheus = need_program("prometheus", package="prometheus")
    node = need_program("prometheus-node-exporter", package="prometheus-node-exporter")
    ports = free_port(), free_port()
    origins = [f"127.0.0.1:{port}" for port in ports]
    config = folder / "prometheus.yml"
    jobs = [
        {"job_name": job, "static_configs": [{"targets": [origin]}]}
        for job, origin in zip(("prometheus", "node"), origins, strict=True)
    ]
    config.write_text(
        json.dumps(
            {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": jobs}
        )
    )
    urls = [f"http://{origin}/metrics" for origin in origins]
    with ExitStack() as stack:
        stack.enter_context(
            run_server(
                [node, f"--web.listen-address={origins[1]}"],
                ready_url=urls[1],
                log=folder / "node.log",
            )
        )
        stack.enter_context(
            run_server(
                [
                    prometheus,
                    f"--config.file={config}",
                    f"--storage.tsdb.path={folder / 'data'}",
                    f"--web.listen-address={origins[0]}",
                    "--log.level=warn",
                ],
                ready_url=f"http://{origins[0]}/-/ready",
                log=folder / "prometheus.log",
            )
        )
        yield Servers(*urls)


def snapshot(profile: str, *, target: str, url: str, folder: Path) -> str:
    """The snapshot folder, written by the command; returns its path as text."""
    ran = run("snapshot", profile, "-o", str(folder), "-t", f"{target}={url}")
    assert ran.code == 0, ran.err
    return str(folder)
