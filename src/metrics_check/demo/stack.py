"""Both services as processes of their own, started on free ports and stopped whatever happens."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from metrics_check.demo.settings import FAULT_VARIABLE
from metrics_check.demo.web import LOOPBACK

NAMES = ("lps", "cj")
_LPS_URL = "CJ_ASSESSMENT_SERVICE_LLM_PROVIDER_SERVICE_URL"
_ENDS_WITHIN_SECONDS = 5


class StackFailed(Exception):
    """A service did not start; the text says why."""


class Stack:
    """The running services. `modes` are their variables, `fault` is how LPS is broken."""

    def __init__(self, modes: Mapping[str, str], *, fault: str) -> None:
        self._environment = {**os.environ, **modes, FAULT_VARIABLE: fault}
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._ports: dict[str, int] = {}

    def base(self, name: str) -> str:
        """scheme://host:port of a service."""
        return f"http://{LOOPBACK}:{self._ports[name]}"

    def metrics_urls(self) -> Mapping[str, str]:
        """Where each shows its metrics."""
        return {name: f"{self.base(name)}/metrics" for name in self._ports}

    def start(self, name: str) -> None:
        """Starts a service, on the port that it had before if it had one; raises `StackFailed`."""
        environment = dict(self._environment)
        if name != "lps":
            environment[_LPS_URL] = self.base("lps")
        process = subprocess.Popen(  # noqa: S603 -- our own module, by this Python
            [sys.executable, "-m", "metrics_check.demo", name, str(self._ports.get(name, 0))],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._running[name] = process
        told = process.stdout.readline().strip() if process.stdout else ""
        if not told.isdigit():
            _, wrong = process.communicate(timeout=_ENDS_WITHIN_SECONDS)
            raise StackFailed(f"the service {name} did not start: {wrong.strip()}")
        self._ports[name] = int(told)

    def stop(self, name: str) -> None:
        """Ends a service, by force where it does not end by itself."""
        process = self._running.pop(name)
        try:
            process.communicate(timeout=_ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def restart(self, name: str) -> None:
        """Ends a service and starts it again; all that it counted is gone."""
        self.stop(name)
        self.start(name)

    def stop_all(self) -> None:
        """Ends all that run."""
        for name in tuple(self._running):
            self.stop(name)


@contextmanager
def running_stack(modes: Mapping[str, str], *, fault: str = "") -> Iterator[Stack]:
    """The stack, up for as long as the block. Raises `StackFailed`."""
    stack = Stack(modes, fault=fault)
    try:
        for name in NAMES:
            stack.start(name)
        yield stack
    finally:
        stack.stop_all()
