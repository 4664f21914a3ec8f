"""What every test may use, and the loud word about real servers that were missing."""

import pytest

from tests.real.programs import MISSING


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the very end which real programs were missing, and how to get them."""
    for message in sorted(set(MISSING)):
        terminalreporter.write_line(f"SKIPPED WITHOUT A REAL SERVER: {message}", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the one switch that rewrites golden files."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")
