"""A folder with a service's expectations, the service, and sessions of pytest there."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from tests.pytest_plugin.shop import Shop

PROFILE = """\
format: 1
profile: shop
targets: {shop: {url: shop.prom, labels: {job: shop}}}
params: {least: 1}
expectations:
  - id: paid
    series: orders_total{status="paid"}
    expect: sum >= ${least}
    run: sum == 3
  - id: open
    series: orders_total{status="open"}
    expect: sum >= 1
    only_in: state
"""


class Session:
    """Runs pytest, in a process of its own, in a folder of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.folder = pytester.path

    def write(self, name: str, text: str) -> Path:
        """The file, with this text."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def run(self, *words: str) -> tuple[int, str]:
        """The exit status, and all that was shown."""
        result = self._pytester.runpytest_subprocess("-p", "no:cacheprovider", *words, timeout=120)
        return int(result.ret), f"{result.stdout}\n{result.stderr}"

    def interrupted(self, *words: str, after: str) -> tuple[int, str]:
        """The same of a session that Ctrl-C meets when it has shown that text."""
        command = (sys.executable, "-u", "-m", "pytest", "-p", "no:cacheprovider", *words)
        with subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.PIPE, encoding="utf-8"
        ) as process:
            timer = Timer(60, process.kill)
            timer.start()
            seen = ""
            for line in process.stdout or ():
                seen += line
                if after in line:
                    process.send_signal(signal.SIGINT)
            timer.cancel()
        return process.returncode, seen


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Session:
    # In CI pytest cuts no line short.
    told = {"FORCE_COLOR", "NO_COLOR", "CI", "BUILD_NUMBER"}
    for name in os.environ:
        if name.startswith("METRICS_CHECK_") or name in told:
            monkeypatch.delenv(name)
    # Wide enough that no summary is cut.
    monkeypatch.setenv("COLUMNS", "100")
    # What this project's own tests use besides is not to be loaded each time; it takes a second.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "metrics_check.pytest_plugin,xdist.plugin")
    made = Session(pytester)
    made.write("expectations/shop.yaml", PROFILE)
    made.write("shop.prom", shown(paid=3, open=1))
    return made


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as running:
        yield running


def shown(**orders: int) -> str:
    """What the shop shows after so many orders."""
    lines = (f'orders_total{{status="{status}"}} {count}\n' for status, count in orders.items())
    return "# TYPE orders_total counter\n" + "".join(lines)
