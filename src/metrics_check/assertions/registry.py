"""The kinds found: by name, by an aggregate word, all of them."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from metrics_check import lazy
from metrics_check.assertions import KINDS
from metrics_check.assertions.kind import Kind


@cache
def kind(name: str) -> Kind:
    """The kind of that name; a KeyError where `KINDS` has none."""
    found = lazy.resolve(KINDS[name])
    if not isinstance(found, Kind):
        raise TypeError(f"{KINDS[name]} is not a Kind")
    return found


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by name, sorted by name."""
    return MappingProxyType({name: kind(name) for name in sorted(KINDS)})


def kind_of_word(word: str) -> Kind | None:
    """The kind that owns an aggregate word (`mean`, `p95`), None where no kind does."""
    for found in kinds().values():
        if found.words and re.fullmatch(found.words, word):
            return found
    return None


def aggregate_words() -> tuple[str, ...]:
    """The aggregate words worth proposing, sorted; `p95` stands for its like."""
    return tuple(
        sorted(
            word
            for found in kinds().values()
            if found.words
            for word in found.suggests or found.words.split("|")
        )
    )


def near_words(word: str) -> tuple[str, ...]:
    """The aggregate words that `word` may have been meant as, nearest first, at most three."""
    return tuple(get_close_matches(word.lower(), aggregate_words(), n=3, cutoff=0.6))
