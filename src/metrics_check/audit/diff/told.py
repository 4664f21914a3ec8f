"""How a change is told: short, quoted, and never more than a few names or values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from metrics_check.audit.diff.change import Difference, Hit
from metrics_check.audit.diff.surface import LabelSet, ShownMetric
from metrics_check.notation.labels import shown_labels, shown_value
from metrics_check.notation.visible import visible

# Longer than any name that somebody types.
_LONGEST_NAME = 120
_MOST_NAMED = 5


def name_of(name: str) -> str:
    """The name on one line, its end given up where it is very long."""
    cut = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return visible(cut)


def names_of(names: Collection[str]) -> str:
    """The first few of the names, and how many more there are."""
    return _first(tuple(map(name_of, names)))


def values_of(values: Collection[str]) -> str:
    """The first few of the values, quoted, and how many more there are."""
    return _first(tuple(map(shown_value, sorted(values)[:_MOST_NAMED])), count=len(values))


def labels_of(labels: LabelSet) -> str:
    """A label set as PromQL writes it, its first few labels."""
    some = dict(sorted(labels)[:_MOST_NAMED])
    text = shown_labels({name_of(name): value for name, value in some.items()})
    return text if len(labels) <= _MOST_NAMED else f"{text[:-1]}, …}}"


def types_of(metric: ShownMetric) -> str:
    """The type in a word, several where replicas differ."""
    return " or ".join(sorted(each.value for each in metric.types))


def summary_of(metric: ShownMetric) -> str:
    """The metric in a few words: its type, labels, and how many series."""
    labels = f" with {names_of(tuple(metric.labels))}" if metric.labels else ""
    series = f", {counted(len(metric.series), 'series')}" if metric.series is not None else ""
    return f"{types_of(metric)}{labels}{series}"


def hit_text(hit: Hit) -> str:
    """Who is hit: what it is, what it is called, and by way of what recorded name."""
    via = f" via {name_of(hit.via)}" if hit.via else ""
    return f"{hit.kind}{f' {name_of(hit.name)}' if hit.name else ''}{via}"


def number_hit(difference: Difference) -> int:
    """How many readers are hit by one change or more."""
    return len({replace(hit, via="") for each in difference.changes for hit in each.hits or ()})


def counted(number: int, noun: str, *, several: str = "") -> str:
    """`1 value`, `2 values`; `several` is the plural where it is not made by an `s`."""
    plural = several or (noun if noun.endswith("s") else f"{noun}s")
    return f"{number} {noun if number == 1 else plural}"


def cut(text: str, *, limit: int = 120) -> str:
    """A text of a file on one line, its end given up where it is long."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _first(texts: Sequence[str] | Iterable[str], *, count: int | None = None) -> str:
    every = tuple(texts)
    number = len(every) if count is None else count
    more = number - min(number, _MOST_NAMED)
    return ", ".join(every[:_MOST_NAMED]) + (f" and {more} more" if more else "")
