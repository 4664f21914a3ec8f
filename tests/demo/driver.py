"""What a harness does for a profile: the stack anew in its mode, and its work sent to it.

`python -m tests.demo.driver FOLDER PROFILE LPS_PORT CJ_PORT`. The services run on until they are
stopped by `stop_all`, or by the next profile of the same folder.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from metrics_check import load
from metrics_check.demo.performance import work
from metrics_check.demo.profiles import stack_folder
from metrics_check.demo.settings import LPS_URL
from metrics_check.demo.stack import CJ, LPS, Stack
from tests.demo.stacks import ask

_PIDS = "pids.json"


def stop_all(folder: Path) -> None:
    """Ends the services that were started for this folder."""
    file = folder / _PIDS
    for pid in json.loads(file.read_text()) if file.exists() else []:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    file.unlink(missing_ok=True)


def drive(folder: Path, name: str, *, ports: dict[str, int]) -> None:
    """Starts the services of a profile on these ports, and sends its work."""
    stop_all(folder)
    urls = {service: f"http://127.0.0.1:{port}" for service, port in ports.items()}
    modes = {each.name: each.allowed[0] for each in load(stack_folder() / f"{name}.yaml").env}
    pids = [
        _start(service, port, environment={**os.environ, **modes, LPS_URL: urls[LPS]})
        for service, port in ports.items()
    ]
    (folder / _PIDS).write_text(json.dumps(pids))
    for url in urls.values():
        _await(url)
    work(name, stack=Stack.running_at(urls), fault="", tell=print)


def _start(service: str, port: int, *, environment: dict[str, str]) -> int:
    kept_open, to_be_held = os.pipe()
    # It holds the other end of its standard input itself, so that it outlives us.
    return subprocess.Popen(
        [sys.executable, "-m", "metrics_check.demo", service, str(port)],
        env=environment,
        stdin=kept_open,
        pass_fds=[to_be_held],
        # What reads our output would wait for theirs.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ).pid


def _await(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError):
            ask(f"{url}/metrics")
            return
        time.sleep(0.05)
    raise TimeoutError(url)


if __name__ == "__main__":
    drive(Path(sys.argv[1]), sys.argv[2], ports={LPS: int(sys.argv[3]), CJ: int(sys.argv[4])})
