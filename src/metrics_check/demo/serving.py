"""A service as a process: configured by the environment, told by its standard input to end."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from metrics_check.demo.cj.service import comparative_judgment
from metrics_check.demo.lps.service import llm_provider
from metrics_check.demo.settings import BadSetting
from metrics_check.demo.web import Routes, WebServer

SERVICES: Mapping[str, Callable[[Mapping[str, str]], Routes]] = {
    "cj": comparative_judgment,
    "lps": llm_provider,
}
_UNUSABLE = 2


def serve_until_left(words: Sequence[str]) -> int:
    """Serves on a loopback port, prints the port once it listens, and ends when standard input
    does: a service never outlives who started it. Returns the exit code.
    """
    name, port = words[0], int(words[1]) if len(words) > 1 else 0
    try:
        routes = SERVICES[name](os.environ)
    except BadSetting as error:
        print(f"{name}: {error}", file=sys.stderr)
        return _UNUSABLE
    server = WebServer(routes, port=port)
    print(server.port, flush=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.buffer.read()
    server.shutdown()
    server.server_close()
    return 0
