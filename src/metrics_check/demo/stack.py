"""Both services as processes of their own, started on free ports and stopped whatever happens."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from urllib.parse import urlsplit

from metrics_check import MetricsCheckError
from metrics_check.demo.settings import FAULT, LPS_URL, VARIABLES

LPS, CJ = "lps", "cj"
# A busy machine may take seconds to start Python; more means that it hangs.
_LISTENS_WITHIN_SECONDS = 30
_ENDS_WITHIN_SECONDS = 5


class Stack:
    """The running services. `modes` are their variables, `fault` is how LPS is broken."""

    def __init__(self, modes: Mapping[str, str], *, fault: str) -> None:
        own = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        self._environment = {**own, **modes, FAULT: fault}
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._urls: dict[str, str] = {}

    @classmethod
    def running_at(cls, urls: Mapping[str, str]) -> "Stack":
        """One that somebody else started, and will stop."""
        stack = cls({}, fault="")
        stack._urls.update(urls)
        return stack

    def url(self, name: str) -> str:
        """scheme://host:port of a service."""
        return self._urls[name]

    def metrics_urls(self) -> Mapping[str, str]:
        """Where each shows its metrics."""
        return {name: f"{url}/metrics" for name, url in self._urls.items()}

    def start(self, name: str) -> None:
        """Starts a service, on the port that it had before if it had one.

        Raises `MetricsCheckError`; the service has said on stderr what is wrong.
        """
        environment = dict(self._environment)
        if name == CJ:
            environment[LPS_URL] = self.url(LPS)
        port = urlsplit(self._urls.get(name, "")).port or 0
        process = subprocess.Popen(  # noqa: S603 -- our own module, by this Python
            # -P: whatever lies in the current folder is not imported.
            [sys.executable, "-P", "-m", "metrics_check.demo", name, str(port)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # Ctrl-C is for us alone: we stop the services in order.
            start_new_session=True,
        )
        self._running[name] = process
        told = _first_line(process)
        if not told.startswith("http://"):
            raise MetricsCheckError(f"the service {name} did not start")
        self._urls[name] = told

    def stop(self, name: str) -> None:
        """Ends a service, by force where it does not end by itself. One that has ended stays so."""
        process = self._running.pop(name, None)
        if process is None:
            return
        try:
            # This closes its standard input.
            process.communicate(timeout=_ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def restart(self, name: str) -> None:
        """Ends a service and starts it again; all that it counted is gone."""
        self.stop(name)
        self.start(name)


@contextmanager
def running_stack(modes: Mapping[str, str], *, fault: str = "") -> Iterator[Stack]:
    """The stack, up for as long as the block. Raises `MetricsCheckError`."""
    stack = Stack(modes, fault=fault)
    try:
        stack.start(LPS)
        stack.start(CJ)
        yield stack
    finally:
        # Who sends goes before who takes, so that none complains of the other.
        stack.stop(LPS)
        stack.stop(CJ)


def _first_line(process: subprocess.Popen[str]) -> str:
    """What a process says first, `""` where it ends, or is ended, before it says anything."""
    hanging = Timer(_LISTENS_WITHIN_SECONDS, process.kill)
    hanging.start()
    try:
        return process.stdout.readline().strip() if process.stdout else ""
    finally:
        hanging.cancel()
