"""The folder from which a stack that is kept can be looked at."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from metrics_check.demo.performance import Performance
from metrics_check.demo.profiles import stack_folder


@contextmanager
def kept_folder(performance: Performance) -> Iterator[Path]:
    """A folder with the stack's expectation files, its modes and its targets, for the block."""
    with tempfile.TemporaryDirectory(prefix="metrics-check-demo-") as place:
        folder = Path(place)
        shutil.copytree(stack_folder(), folder / "expectations")
        variables = (f"{name}={value}\n" for name, value in performance.modes.items())
        (folder / ".env").write_text("".join(variables), "utf-8")
        settings = _settings(performance.stack.metrics_urls())
        (folder / "metrics-check.yaml").write_text(settings, "utf-8")
        yield folder


def _settings(urls: Mapping[str, str]) -> str:
    return "targets:\n" + "".join(f"  {name}: {url}\n" for name, url in urls.items())
