"""The pytest plugin: the fixture `metrics`, expectation files as tests, a whole session judged.

What judges is the same as that of the commands, and is imported when it is first used.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from metrics_check.lazy import resolve
from metrics_check.pytest_plugin.options import add_options, named_of, profiles_of, words_of
from metrics_check.pytest_plugin.tally import Tally

# What expectation files end in, known before anything that reads them is imported.
SUFFIXES = (".yaml", ".yml")
# Enough for a long comment at the top.
_HEAD_BYTES = 64 << 10
# A key that every expectation file has; other YAML costs no more than to look for it.
_KEY = re.compile(rb"""^(?:\xef\xbb\xbf)?(?:\{\s*)?["']?(?:format|profile)["']?[ \t]*:""", re.M)
PARTS = {
    "file": "metrics_check.pytest_plugin.expectation_file:collect_file",
    "fixture": "metrics_check.pytest_plugin.metrics:metrics_of",
    "options": "metrics_check.pytest_plugin.judge:require_options",
    "session": "metrics_check.pytest_plugin.whole_session:register",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Refuses wrong options before anything is run, and reads on where a session is judged."""
    if hasattr(config, "workerinput"):
        # A process of pytest-xdist: the one that started it has looked, and judges.
        return
    config.pluginmanager.register(Tally(), "metrics_check_tally")
    if words_of(config):
        cast(Callable[[pytest.Config], None], resolve(PARTS["options"]))(config)
    names = profiles_of(config)
    if names:
        cast(Callable[..., None], resolve(PARTS["session"]))(config, names=names)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The expectations of a file that was asked for."""
    if file_path.suffix not in SUFFIXES or not _looks_like_expectations(file_path):
        return None
    if not any(file_path.resolve().is_relative_to(each) for each in named_of(parent.config)):
        return None
    collect = cast(Callable[..., pytest.Collector | None], resolve(PARTS["file"]))
    return collect(file_path, parent=parent)


@pytest.fixture(scope="session")
def metrics(pytestconfig: pytest.Config) -> object:
    """Judges profiles: metrics.check("shop"), with metrics.run("shop"): …"""
    return cast(Callable[[pytest.Config], object], resolve(PARTS["fixture"]))(pytestconfig)


def _looks_like_expectations(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _KEY.search(file.read(_HEAD_BYTES)) is not None
    except OSError:
        return False
