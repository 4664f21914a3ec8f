"""The labels that all series of a metric carry, under the names that they are stored by."""

import re
from collections.abc import Collection, Iterable, Mapping

from metrics_check.exposition.model import Sample

_BOUNDS = frozenset({"le", "quantile"})
# Labels that a scrape attaches: what a service calls so is stored under another name.
_ATTACHED = ("instance", "job")
# An enumeration is a few lower-case words; ids, paths, versions and addresses are none.
_MOST_VALUES = 8
_ENUMERATED = re.compile(r"[a-z]+(?:[_-][a-z]+)*")
_LONGEST_VALUE = 24
# Values that so many label sets share are no chance.
_SHARED_BY = 3
# Words in the names of labels that tell things apart: there may be more of those tomorrow.
_IDENTITIES = frozenset(
    {
        "account",
        "address",
        "app",
        "client",
        "cluster",
        "container",
        "customer",
        "database",
        "db",
        "device",
        "email",
        "file",
        "group",
        "host",
        "hostname",
        "id",
        "instance",
        "interface",
        "ip",
        "job",
        "key",
        "name",
        "namespace",
        "node",
        "owner",
        "path",
        "pod",
        "region",
        "server",
        "service",
        "session",
        "table",
        "team",
        "tenant",
        "token",
        "topic",
        "url",
        "user",
        "username",
    }
)


def carried_labels(samples: Iterable[Sample], *, is_family: bool) -> Mapping[str, set[str]]:
    """The labels that all samples carry, non-empty, as stored, with some of the values seen.

    `is_family`: the samples are the counts of a histogram or summary.
    """
    found: dict[str, set[str]] | None = None
    for sample in samples:
        labels = stored(sample.labels, is_family=is_family)
        if found is None:
            found = {label: set() for label in labels}
        found = {label: held for label, held in found.items() if label in labels}
        for label, held in found.items():
            if len(held) <= _MOST_VALUES:
                held.add(labels[label])
    return found or {}


def is_judged(label: str) -> bool:
    """Whether a file may say something of its values.

    Of bounds it says it otherwise; and a key of a file takes no `${`, even as itself.
    """
    return label not in _BOUNDS and "${" not in label


def enumerations(labels: Mapping[str, set[str]]) -> Mapping[str, tuple[str, ...]]:
    """Those of the labels whose values look like an enumeration, with the values sorted."""
    return {
        label: tuple(sorted(held)) for label, held in labels.items() if _is_enumerated(label, held)
    }


def closed_labels(
    samples: Iterable[Sample], *, values: Mapping[str, tuple[str, ...]], is_family: bool
) -> tuple[str, ...]:
    """Those of the labels with these values that look like they get no others.

    Several label sets share the values of such a label: each of them, the label apart, is there
    with every one. So it is where code makes a series for each value before it counts.
    """
    rows = [stored(sample.labels, is_family=is_family) for sample in samples]
    return tuple(label for label, held in values.items() if _is_shared(label, held, rows=rows))


def stored(labels: Mapping[str, str], *, is_family: bool) -> Mapping[str, str]:
    """The labels under the names that they have beside a target's own, the empty ones apart."""
    moved = {name: _free_name(name, taken=labels) for name in _ATTACHED if name in labels}
    return {
        moved.get(name, name): value
        for name, value in labels.items()
        if value and name != "__name__" and not (is_family and name in _BOUNDS)
    }


def _is_shared(label: str, held: Collection[str], *, rows: Iterable[Mapping[str, str]]) -> bool:
    beside: dict[frozenset[tuple[str, str]], set[str]] = {}
    for row in rows:
        others = frozenset(item for item in row.items() if item[0] != label)
        beside.setdefault(others, set()).add(row[label])
    return len(beside) >= _SHARED_BY and all(each == set(held) for each in beside.values())


def _free_name(name: str, *, taken: Mapping[str, str]) -> str:
    moved = f"exported_{name}"
    while moved in taken:
        moved = f"exported_{moved}"
    return moved


def _is_enumerated(label: str, held: Collection[str]) -> bool:
    is_few = 2 <= len(held) <= _MOST_VALUES and _IDENTITIES.isdisjoint(label.split("_"))
    is_name = label not in _BOUNDS and _ENUMERATED.fullmatch(label) is not None
    return is_few and is_name and all(map(_is_word, held))


def _is_word(value: str) -> bool:
    return len(value) <= _LONGEST_VALUE and _ENUMERATED.fullmatch(value) is not None
