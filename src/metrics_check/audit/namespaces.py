"""Metrics in groups by the namespaces that their names begin with: `node_cpu`, `node_disk`.

Groups stand in the order in which they first appear, and so do their members.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from metrics_check.record import record

# As many lines are read at a glance; a larger group is parted where its names part.
_AT_A_GLANCE = 12
# A part of its own has this many members at least.
_A_GROUP = 4
# How often a namespace is parted: `node` into `node_cpu`, and that into `node_cpu_scaling`. What
# would go deeper are names rather than namespaces.
_DEEPEST = 2
_SEPARATORS = re.compile(r"[_:.]+")
_Words = tuple[str, ...]


@record
class Group:
    """Names that begin alike. `heading` is that beginning, `""` for names that share none.

    `is_rest`: what is left of a larger group whose other members have groups of their own.
    """

    heading: str
    names: tuple[str, ...]
    is_rest: bool = False


def group_by_namespace(names: Sequence[str]) -> tuple[Group, ...]:
    """The names in groups; each name is in exactly one."""
    if len(names) <= _A_GROUP:
        return (Group("", tuple(names)),) if names else ()
    return tuple(_part(names, depth=0))


def _part(names: Sequence[str], *, depth: int) -> Iterator[Group]:
    shared = _shared([_words(name) for name in names])
    heading = _beginning(names[0], words=len(shared))
    parts: dict[_Words, list[str]] = {}
    for name in names:
        parts.setdefault(_words(name)[: len(shared) + 1], []).append(name)
    is_small = bool(shared) and len(names) <= _AT_A_GLANCE
    least = _A_GROUP if shared else 2
    large = [part for part in parts.values() if len(part) >= least]
    if is_small or not large or len(parts) == 1 or depth == _DEEPEST:
        yield Group(heading, tuple(names))
        return
    for part in large:
        yield from _part(part, depth=depth + bool(shared))
    rest = tuple(name for part in parts.values() if len(part) < least for name in part)
    if rest:
        yield Group(heading, rest, is_rest=True)


def _words(name: str) -> _Words:
    return tuple(_SEPARATORS.split(name.strip("_:.")))


def _shared(names: Sequence[_Words]) -> _Words:
    """The words that all begin with."""
    columns = zip(*names, strict=False)
    return tuple(column[0] for column in takewhile(lambda column: len({*column}) == 1, columns))


def _beginning(name: str, *, words: int) -> str:
    """The first words of a name with what stands between them."""
    if not words:
        return ""
    start = len(name) - len(name.lstrip("_:."))
    ends = [found.start() for found in _SEPARATORS.finditer(name, start)]
    return name[: ends[words - 1]] if words <= len(ends) else name
