"""The mock provider: compares two texts by a rule, and takes its time."""

import time
from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from metrics_check.demo.lps.comparison import Comparison

CALL_SECONDS = 0.02
JOB_SECONDS = 0.15


class ProviderFailed(Exception):
    """The provider could not do it."""


class Provider(Protocol):
    """Compares; raises `ProviderFailed` where it cannot."""

    def complete(self, comparisons: Sequence[Comparison]) -> tuple[int, ...]:
        """The winner (0 or 1) of each comparison, by one call."""

    def run_job(self, comparisons: Sequence[Comparison]) -> tuple[int, ...]:
        """The winner of each comparison, by a batch job, which takes longer."""


class MockProvider:
    """Says which of two essays wins: the same one every time."""

    def complete(self, comparisons: Sequence[Comparison]) -> tuple[int, ...]:
        """See `Provider`."""
        time.sleep(CALL_SECONDS)
        return tuple(_winner(each.essays) for each in comparisons)

    def run_job(self, comparisons: Sequence[Comparison]) -> tuple[int, ...]:
        """See `Provider`."""
        time.sleep(JOB_SECONDS)
        return tuple(_winner(each.essays) for each in comparisons)


def _winner(essays: tuple[str, str]) -> int:
    first, second = (sha256(essay.encode()).digest() for essay in essays)
    return 0 if first >= second else 1
