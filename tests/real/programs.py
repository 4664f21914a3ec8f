"""Finding real programs, and what to do where one is missing."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

HOW_TO_GET = "as root on Debian: apt-get install --no-install-recommends {package}"
MISSING: list[str] = []
# What `scripts/get-servers` unpacked.
SERVERS = Path(
    os.environ.get("METRICS_CHECK_SERVERS") or Path(__file__).parents[2] / ".cache" / "servers"
)
# The machine's own always; other releases where the folder holds them.
PROMETHEUS_PROGRAMS = [
    "prometheus",
    *sorted(map(str, SERVERS.glob("prometheus-*/usr/bin/prometheus"))),
]


def need_program(name: str, *, package: str) -> str:
    """The path of a program. Where it is missing: a failure in CI, else a skip said at the end."""
    found = shutil.which(name)
    if found is None:
        refuse_missing(f"{name} is not installed; {HOW_TO_GET.format(package=package)}")
    return found


def refuse_missing(message: str, *, may_be_missing: bool = False) -> NoReturn:
    """Ends a test that lacks something: a failure in CI unless it `may_be_missing` there, else a
    skip that is said at the end.
    """
    if os.environ.get("CI") and not may_be_missing:
        pytest.fail(message)
    MISSING.append(message)
    pytest.skip(message)


def free_port() -> int:
    """A loopback port that was free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run_server(command: Sequence[str], *, ready_url: str, log: Path) -> Iterator[None]:
    """Runs a server until the block ends; it must answer `ready_url` with 200 within 20 s."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        _await_ready(process, ready_url=ready_url, log=log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _await_ready(process: subprocess.Popen[bytes], *, ready_url: str, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(ready_url, timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not get ready: {log.read_text()[-2000:]}")
