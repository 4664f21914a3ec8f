"""What every test may use, and the loud word about real servers that were missing."""

import os

import pytest
from hypothesis import settings

from tests.real.programs import MISSING

# `make check-all` asks for the long runs. No test is judged by its time.
settings.register_profile("usual", deadline=None, max_examples=100)
settings.register_profile("long", deadline=None, max_examples=5_000)
settings.load_profile("long" if os.environ.get("METRICS_CHECK_LONG") else "usual")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the very end which real programs were missing, and how to get them."""
    for message in sorted(set(MISSING)):
        terminalreporter.write_line(f"SKIPPED WITHOUT A REAL SERVER: {message}", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the one switch that rewrites golden files."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
