"""A service as a process: configured by the environment, told by its standard input to end."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from metrics_check.demo.cj.service import comparative_judgment
from metrics_check.demo.lps.service import llm_provider
from metrics_check.demo.settings import BadSetting
from metrics_check.demo.web import Routes, WebServer, serving


class Service(Protocol):
    """What makes the routes of a service that is called at `url`; raises `BadSetting`."""

    def __call__(self, environment: Mapping[str, str], *, url: str) -> Routes: ...


SERVICES: Mapping[str, Service] = {"cj": comparative_judgment, "lps": llm_provider}
_UNUSABLE, _NOT_SERVED, _INTERRUPTED = 2, 3, 130
_USAGE = f"usage: python -m metrics_check.demo {'|'.join(SERVICES)} [PORT]"


def serve_until_left(words: Sequence[str]) -> int:
    """Serves on a loopback port, prints its URL once it listens, and ends when standard input
    does: a service never outlives who started it. Returns the exit code.
    """
    name, port = words[0] if words else "", words[1] if len(words) > 1 else "0"
    if name not in SERVICES or len(words) > 2 or not (port.isascii() and port.isdigit()):
        return _say(_USAGE, code=_UNUSABLE)
    try:
        server = WebServer(port=int(port))
        routes = SERVICES[name](os.environ, url=server.url)
    except BadSetting as error:
        return _say(f"{name}: {error}", code=_UNUSABLE)
    except (OSError, OverflowError) as error:
        return _say(f"{name}: cannot listen on port {port}: {error}", code=_NOT_SERVED)
    with serving(server, routes):
        print(server.url, flush=True)
        return _await_end()


def _await_end() -> int:
    try:
        while sys.stdin.buffer.read(1):
            pass
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _say(text: str, *, code: int) -> int:
    print(text, file=sys.stderr)
    return code
