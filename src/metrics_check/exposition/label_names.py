"""Collects which labels each sample name has, over lines that the quick grammar knows."""

import re
from collections.abc import Iterable, Mapping

from metrics_check.exposition.model import Sample

_ESCAPED = re.compile(rb"\\.")
_LABEL = re.compile(rb"([a-zA-Z0-9_]+)=")


class LabelNames:
    """Label names by sample name. What stands around the values is the same on most lines."""

    def __init__(self) -> None:
        self._around: set[bytes] = set()
        self._exact: dict[str, set[str]] = {}

    def add_lines(self, lines: Iterable[bytes], *, has_escapes: bool) -> None:
        """Takes sample lines and metadata lines, none that is unusual."""
        if has_escapes:
            lines = [_ESCAPED.sub(b"", line) if b"\\" in line else line for line in lines]
        join = b'"'.join
        self._around |= {join(line.split(b'"')[0:-1:2]) for line in lines}

    def add_sample(self, sample: Sample) -> None:
        """Takes a sample whose line is unusual."""
        self._exact.setdefault(sample.name, set()).update(sample.labels)

    def found(self) -> Mapping[str, frozenset[str]]:
        """What there is; a name without labels is not in it."""
        names: dict[str, set[str]] = {name: set(labels) for name, labels in self._exact.items()}
        for around in self._around:
            name, _, labels = around.partition(b"{")
            if not around.startswith(b"#") and labels:
                plain = name.partition(b" ")[0].decode(errors="replace")
                held = names.setdefault(plain, set())
                held.update(label.decode() for label in _LABEL.findall(labels))
        return {name: frozenset(labels) for name, labels in names.items()}
