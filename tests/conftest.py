"""What every test may use, and the loud word about real servers that were missing."""

import os
from typing import Any

import pytest
from hypothesis import settings

from tests.real.programs import MISSING

# `make check-all` asks for the long runs. No test is judged by its time.
settings.register_profile("usual", deadline=None, max_examples=100)
settings.register_profile("long", deadline=None, max_examples=5_000)
settings.load_profile("long" if os.environ.get("METRICS_CHECK_LONG") else "usual")


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
    """Says at the very end which real programs were missing, and how to get them."""
    for message in sorted(set(MISSING)):
        terminalreporter.write_line(f"SKIPPED WITHOUT A REAL SERVER: {message}", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the one switch that rewrites golden files."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
