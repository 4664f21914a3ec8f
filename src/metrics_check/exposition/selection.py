"""Decides by name which samples are kept, once per name."""

from metrics_check.exposition.families import suffixes
from metrics_check.exposition.grammar import compile_pattern
from metrics_check.exposition.model import Format, Wanted
from metrics_check.model.series import MetricType

# Held by histograms and summaries; kept with their family even where no TYPE line stands.
_UNTYPED_MEMBERS = ("_bucket", "_sum", "_count", "_created", "_gsum", "_gcount")


class Selection:
    """`keeps(name)`; told of each TYPE line, so that a family's own samples are kept with it."""

    def __init__(self, wanted: Wanted, *, syntax: Format) -> None:
        self._syntax = syntax
        self._is_everything = wanted.is_everything
        self._families = wanted.names
        self._names = set(wanted.names)
        self._names |= {name + suffix for name in wanted.names for suffix in _UNTYPED_MEMBERS}
        self._patterns = tuple(compile_pattern(pattern.encode()) for pattern in wanted.patterns)

    def keeps(self, name: str) -> bool:
        """Whether samples of this name are kept."""
        if self._is_everything or name in self._names:
            return True
        return any(pattern.fullmatch(name.encode()) for pattern in self._patterns)

    def learn_type(self, name: str, metric_type: MetricType) -> tuple[str, ...]:
        """Says that a family has this type; the sample names that are kept from now on."""
        if self._is_everything or name not in self._families:
            return ()
        members = tuple(name + suffix for suffix in suffixes(metric_type, syntax=self._syntax))
        self._names.update(members)
        return members
