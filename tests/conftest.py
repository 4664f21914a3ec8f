"""What every test may use, and the loud word about real servers that were missing."""

import os
import time
from typing import Any

import pytest
from hypothesis import settings

from tests.real.programs import MISSING

# `make check-all` asks for the long runs. No test is judged by its time.
_IS_LONG = bool(os.environ.get("METRICS_CHECK_LONG"))
if _IS_LONG:
    # In the environment, so that every process of pytest-xdist has the same.
    os.environ.setdefault("METRICS_CHECK_SEED", str(time.time_ns() // 1_000_000 % 1_000_000))
settings.register_profile("usual", deadline=None, max_examples=100)
settings.register_profile("long", deadline=None, max_examples=5_000)
settings.load_profile("long" if _IS_LONG else "usual")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hands what one of several processes missed to the one that reports."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["missing"] = MISSING


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes what a process of pytest-xdist missed; the node is pytest-xdist's own type."""
    MISSING.extend(getattr(node, "workeroutput", {}).get("missing", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the very end what was random, and which real programs were missing."""
    if _IS_LONG:
        seed = os.environ["METRICS_CHECK_SEED"]
        terminalreporter.write_line(f"seed {seed}: METRICS_CHECK_SEED={seed} asks the same again")
    for message in sorted(set(MISSING)):
        terminalreporter.write_line(f"SKIPPED WITHOUT A REAL SERVER: {message}", red=True)


# Begun first: they wait for real servers most of the time, and would be waited for at the end.
_LONGEST = (
    "tests/generate/test_hostile.py",
    "tests/expectations/test_on_prometheus.py",
    "tests/test_readme.py",
    "tests/generate/test_dashboards_on_prometheus.py",
    "tests/generate/test_hints_on_prometheus.py",
    "tests/perses/test_dashboards.py",
    "tests/exposition/test_server.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first, so that no process works on one alone at the end."""
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the one switch that rewrites golden files."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
