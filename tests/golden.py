"""Golden files: what a text must be, byte for byte; `pytest --update-golden` writes them anew."""

from pathlib import Path

import pytest


def assert_golden(text: str, *, path: Path, config: pytest.Config) -> None:
    """Fails unless the file holds exactly this text; with the switch, makes it so."""
    if config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_bytes().decode() == text
