"""Real material that lies beside the project; it is run against where it lies, never copied."""

import os
from pathlib import Path

import pytest

from tests.real.programs import MISSING

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


def need_corpus(name: str) -> Path:
    """A folder of the corpus. Where it is missing: a failure in CI, else a skip said at the end."""
    folder = CORPUS / name
    if folder.is_dir():
        return folder
    message = f"the corpus {name} is not at {folder}"
    if os.environ.get("CI"):
        pytest.fail(message)
    MISSING.append(message)
    pytest.skip(message)
