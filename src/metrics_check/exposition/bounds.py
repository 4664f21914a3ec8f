"""Holds a reading to its limits."""

from metrics_check.errors import UnreadableSource
from metrics_check.exposition.model import Limits, Sample


class Bounds:
    """Raises UnreadableSource (`too-large`) at the first thing beyond a limit."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._samples = 0
        self._refused = 0
        # A label takes five bytes at least (`a="",`), so a shorter line is within all limits.
        self.harmless_bytes = min(limits.label_bytes, 5 * limits.labels)

    def is_hopeless(self) -> bool:
        """Whether one more refused line makes too many to go on: there is no more to be learnt."""
        self._refused += 1
        return self._refused >= self._limits.problems

    def check_name(self, name: bytes) -> None:
        """A sample name in bytes."""
        if len(name) > self._limits.name_bytes:
            raise _too_large(f"a name is longer than {self._limits.name_bytes} bytes")

    def check_names(self, count: int) -> None:
        """How many names there are."""
        if count > self._limits.names:
            raise _too_large(f"there are more than {self._limits.names} names")

    def check_samples(self, *, adding: int) -> None:
        """Samples about to be kept, on top of those before."""
        self._samples += adding
        if self._samples > self._limits.samples:
            raise _too_large(f"there are more than {self._limits.samples} samples to keep")

    def check_labels(self, sample: Sample) -> None:
        """How many labels a sample has, and how long they are."""
        if len(sample.labels) > self._limits.labels:
            raise _too_large(f"{sample.name} has more than {self._limits.labels} labels")
        longest = max((len(text.encode()) for text in sample.labels.values()), default=0)
        if longest > self._limits.label_bytes:
            limit = self._limits.label_bytes
            raise _too_large(f"a label value of {sample.name} is longer than {limit} bytes")


def _too_large(message: str) -> UnreadableSource:
    return UnreadableSource(message, code="too-large")
