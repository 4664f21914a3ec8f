"""A stack for the tests of a file."""

from collections.abc import Iterator

import pytest

from metrics_check.demo.stack import Stack, running_stack
from tests.demo.asking import MODES


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Sound services whose own modes are serial bundles and single requests."""
    with running_stack(MODES) as running:
        yield running
