"""Two expositions compared, and what is told of them."""

from collections import Counter
from collections.abc import Iterable

from metrics_check.audit.diff.change import Change, Difference
from metrics_check.audit.diff.compare import compare
from metrics_check.audit.diff.exposed import Page, exposed_surface
from metrics_check.audit.diff.surface import Surface
from metrics_check.exposition.format import detect_format
from metrics_check.exposition.read import read_exposition

_SWAPPED = {"removed": "added", "partial": "complete"}
_BACK = {after: before for before, after in _SWAPPED.items()}
Told = tuple[str, str, str]


def surface(body: str, *, shown: str = "new", target: str = "") -> Surface:
    """What an exposition shows."""
    data = body.encode()
    syntax = detect_format(None, data[:4096], last_bytes=data[-16:])
    return exposed_surface([Page(target, shown, read_exposition([data], format=syntax))])


def difference(old: str, new: str) -> Difference:
    """What differs between two expositions."""
    return compare(surface(old, shown="old"), surface(new))


def told(found: Difference) -> list[Told]:
    """Kind, metric and detail of each change; a breaking one's kind has a `!`."""
    return [
        (f"{each.kind}{'!' if each.is_breaking else ''}", each.metric, each.detail)
        for each in found.changes
    ]


def swapped(kind: str) -> str:
    """What a change is called where the sides are swapped."""
    stem, _, word = kind.rpartition("-")
    return f"{stem}-{_SWAPPED.get(word) or _BACK.get(word) or word}"


def essence(changes: Iterable[Change], *, is_swapped: bool = False) -> Counter[object]:
    """What does not depend on which side is called old, or what would stand there."""
    changes = tuple(changes)
    heirs = {
        (each.target, each.metric): each.renamed_to
        for each in changes
        if each.kind == "family-renamed"
    }
    found: Counter[object] = Counter()
    for each in changes:
        metric = heirs.get((each.target, each.metric), each.metric)
        names = [(each.metric, metric), (each.label, each.renamed_to if each.label else "")]
        pairs = [tuple(reversed(pair)) if is_swapped else pair for pair in names]
        if not each.renamed_to:
            pairs[1] = (each.label, "")
        kind = swapped(each.kind) if is_swapped else each.kind
        found[kind, *pairs, each.values, each.count] += 1
    return found
