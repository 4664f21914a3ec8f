"""The list under `expectations`: entries in groups, each with the heading of its namespace."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from metrics_check.audit.entry import WIDTH, Entry, entry_lines
from metrics_check.audit.identity import identified
from metrics_check.audit.metric import Metric
from metrics_check.audit.namespaces import Group, group_by_namespace
from metrics_check.notation.visible import visible

# Far within what a file may hold (`load.budget`), and more than anybody reads.
_MOST_ENTRIES = 2000
_MOST_CHARACTERS = 500_000


@dataclass(slots=True)
class Listing:
    """The lines so far, and the metrics that they tell of; no more than fits is taken."""

    lines: list[str] = field(default_factory=list)
    told: list[Metric] = field(default_factory=list)
    characters: int = 0

    def add_group(self, heading: Iterable[str], *, entries: Iterable[Entry]) -> None:
        """Adds the entries that fit, below the heading if any does."""
        shown: list[str] = []
        for entry in entries:
            own = entry_lines(entry, before=shown)
            self.characters += sum(map(len, own))
            if len(self.told) < _MOST_ENTRIES and self.characters <= _MOST_CHARACTERS:
                shown += own
                self.told.append(entry.metric)
        if shown:
            self.lines += [*([""] if self.lines else []), *heading, *shown]


def list_entries(metrics: Mapping[str, tuple[Metric, ...]]) -> Listing:
    """The list of the metrics of each target; those of the first need not name it."""
    listing = Listing()
    taken: set[str] = set()
    default = next(iter(metrics))
    for target, shown in metrics.items():
        entries = dict(identified(shown, target="" if target == default else target, taken=taken))
        for group in group_by_namespace(list(entries)):
            listing.add_group(
                _heading(group, target=target if len(metrics) > 1 else ""),
                entries=(entries[name] for name in group.names),
            )
    return listing


def _heading(group: Group, *, target: str) -> Iterator[str]:
    words = (target, group.heading, "other" if group.is_rest else "")
    shown = visible(", ".join(filter(None, words)))
    if shown:
        yield f"  # {shown[:WIDTH]}"
