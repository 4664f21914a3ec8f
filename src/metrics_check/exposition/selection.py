"""Decides by name which samples are kept, once per name."""

from metrics_check.exposition.families import SUFFIXES, family_of
from metrics_check.exposition.grammar import compile_pattern
from metrics_check.exposition.model import Exposition, Wanted

# Only histograms and summaries have these, so they go with their family even without a TYPE line.
_UNTYPED_MEMBERS = ("_bucket", "_sum", "_count", "_created", "_gsum", "_gcount")


class Selection:
    """First `may_keep` by name alone, and when every TYPE line is known, `keeps`."""

    def __init__(self, wanted: Wanted) -> None:
        self._is_everything = wanted.is_everything
        self._names = wanted.names
        self._untyped = {name + suffix for name in wanted.names for suffix in _UNTYPED_MEMBERS}
        self._possible = {name + suffix for name in wanted.names for suffix in SUFFIXES}
        self._patterns = tuple(compile_pattern(pattern.encode()) for pattern in wanted.patterns)

    def may_keep(self, name: str) -> bool:
        """Whether samples of this name are kept for now."""
        return self._is_everything or name in self._possible or self._matches(name)

    def keeps(self, name: str, exposition: Exposition) -> bool:
        """Whether they are wanted, now that the families' types are known."""
        if self._is_everything or name in self._names or self._matches(name):
            return True
        family = family_of(name, exposition)
        return name in self._untyped if family is None else family.name in self._names

    def _matches(self, name: str) -> bool:
        return any(pattern.fullmatch(name.encode()) for pattern in self._patterns)
