"""Which known name one that nobody knows was most likely meant to be."""

from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

# Names of metrics share long words, so that they are alike without being meant.
_CUTOFF = 0.85
_LONGEST = 200


@lru_cache(maxsize=4096)
def near_name(name: str, *, known: frozenset[str]) -> str:
    """The name that differs by a few letters, `""` where there is none."""
    if len(name) > _LONGEST:
        return ""
    close = get_close_matches(name, _alike(name, known), n=1, cutoff=_CUTOFF)
    return close[0] if close else ""


def _alike(name: str, known: Collection[str]) -> list[str]:
    """Those of about the same length with the same beginning or end: cheap to tell, and enough."""
    least, most = len(name) * _CUTOFF - 1, len(name) / _CUTOFF + 1
    return sorted(
        each
        for each in known
        if least <= len(each) <= most and (each[:4] == name[:4] or each[-6:] == name[-6:])
    )
