"""A real VictoriaMetrics that scraped given expositions."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.real.expositions import serve_expositions
from tests.real.programs import free_port, run_server

# All of a run; a row of scrapes is a second apart.
_SECONDS = 60


@contextmanager
def victoria_scraping(
    expositions: Mapping[str, str], *, folder: Path, program: str
) -> Iterator[tuple[str, str]]:
    """The URL of one that has scraped each exposition, under `job` = its key; and of those."""
    with serve_expositions(expositions) as origin:
        config = folder / "scrape.yml"
        config.write_text(json.dumps({"scrape_configs": [_scrape(origin, list(expositions))]}))
        place = f"127.0.0.1:{free_port()}"
        command = [
            program,
            f"-promscrape.config={config}",
            f"-storageDataPath={folder / 'data'}",
            f"-httpListenAddr={place}",
            "-retentionPeriod=1d",
        ]
        with run_server(command, ready_url=f"http://{place}/health", log=folder / "log"):
            _await_scrapes(f"http://{place}", count=len(expositions))
            yield f"http://{place}", origin


def _scrape(origin: str, jobs: list[str]) -> dict[str, object]:
    targets = [
        {"targets": [origin], "labels": {"job": job, "__metrics_path__": f"/{job}"}} for job in jobs
    ]
    return {"job_name": "rows", "scrape_interval": "2s", "static_configs": targets}


def _await_scrapes(url: str, *, count: int) -> None:
    deadline = time.monotonic() + _SECONDS
    seen: list[dict[str, list[str]]] = []
    form = {"query": "count(up == 1)", "nocache": "1"}
    while time.monotonic() < deadline:
        answer = httpx.post(f"{url}/api/v1/query", data=form, trust_env=False, timeout=10).json()
        seen = answer["data"]["result"]
        if seen and seen[0]["value"][1] == str(count):
            return
        time.sleep(0.2)
    raise RuntimeError(f"{seen} of {count} expositions were scraped")
