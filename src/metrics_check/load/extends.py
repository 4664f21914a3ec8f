"""`extends`: a profile and everything it extends, merged left to right, its own file last."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import (
    Draft,
    DraftEntry,
    DraftEnv,
    DraftHttp,
    DraftParam,
    DraftTarget,
)
from metrics_check.load.slots import Slot, add_own, join_inherited, merge_values
from metrics_check.located import Text
from metrics_check.model.profile import Waiver
from metrics_check.notation.words import did_you_mean, shown
from metrics_check.record import record


class Library(Protocol):
    """Where extended profiles are found."""

    def find(self, name: str) -> Draft | None:
        """The draft of that name; None where its file cannot be read, which was said already."""

    def names(self) -> Iterable[str]:
        """Every name there is."""


@record
class Merged:
    """A profile before params are put in. `drafts`: all its files, its own last.

    `is_whole`: every file that it extends could be read.
    """

    drafts: tuple[Draft, ...]
    params: Mapping[str, Slot[DraftParam]]
    targets: Mapping[str, Slot[DraftTarget]]
    env: Mapping[str, Slot[DraftEnv]]
    http: Mapping[str, Slot[DraftHttp]]
    waivers: tuple[Waiver, ...]
    slots: Mapping[str, Slot[DraftEntry]]
    panel: object
    is_whole: bool = True

    @property
    def own(self) -> Draft:
        """The profile's own file."""
        return self.drafts[-1]

    @property
    def entries(self) -> tuple[DraftEntry, ...]:
        """What is expected: inherited first, an override where it replaces, without removals."""
        entries = (slot.value for slot in self.slots.values())
        return tuple(entry for entry in entries if entry.form != "remove")

    @property
    def used(self) -> frozenset[str]:
        """The params that any of its files names."""
        return frozenset[str]().union(*(draft.used for draft in self.drafts))


def merge(draft: Draft, *, library: Library, to: Complaints) -> Merged:
    """The profile of a file with all that it extends."""
    return _merge(draft, library=library, trail=(draft,), to=to)


def _merge(draft: Draft, *, library: Library, trail: tuple[Draft, ...], to: Complaints) -> Merged:
    parents = []
    is_whole = True
    for text in draft.extends:
        parent = _find(text, library=library, trail=trail, to=to)
        if parent is None:
            is_whole = False
        else:
            merged = _merge(parent, library=library, trail=(*trail, parent), to=to)
            parents.append((text, merged))
    joined = _joined(parents, own=draft)
    slots = join_inherited(
        [(text, parent.slots) for text, parent in parents], own=draft.entries, to=to
    )
    slots = add_own(slots, entries=draft.entries, is_whole=is_whole and joined.is_whole, to=to)
    return replace(joined, slots=slots, is_whole=is_whole and joined.is_whole)


def _joined(parents: list[tuple[Text, Merged]], *, own: Draft) -> Merged:
    merged = [parent for _, parent in parents]
    drafts = {draft.path: draft for parent in merged for draft in parent.drafts}
    waivers = [waiver for parent in merged for waiver in parent.waivers]
    panels = [parent.panel for parent in merged if parent.panel is not None]
    return Merged(
        drafts=(*drafts.values(), own),
        params=merge_values((parent.params for parent in merged), own=own.params),
        targets=merge_values((parent.targets for parent in merged), own=own.targets),
        env=merge_values((parent.env for parent in merged), own=own.env),
        http=merge_values((parent.http for parent in merged), own=own.http),
        waivers=tuple({waiver.place: waiver for waiver in (*waivers, *own.waivers)}.values()),
        slots={},
        panel=own.panel if own.panel is not None else panels[-1] if panels else None,
        is_whole=all(parent.is_whole for parent in merged),
    )


def _find(
    text: Text, *, library: Library, trail: tuple[Draft, ...], to: Complaints
) -> Draft | None:
    if text.text not in library.names():
        near = did_you_mean(text.text, known=library.names())
        message = f"no profile is named {shown(text.text)}; it would be in a file of that name."
        to.add(text.place, code="unknown-profile", message=f"{message}{near}".rstrip("."))
        return None
    names = [draft.name for draft in trail]
    if text.text in names:
        _complain_of_cycle(trail[names.index(text.text) :], to=to)
        return None
    return library.find(text.text)


def _complain_of_cycle(cycle: tuple[Draft, ...], *, to: Complaints) -> None:
    """Says the same at the same place, wherever the cycle was entered."""
    first = min(range(len(cycle)), key=lambda index: cycle[index].name)
    ordered = (*cycle[first:], *cycle[:first])
    closing = next(text for text in ordered[-1].extends if text.text == ordered[0].name)
    steps = " extends ".join(shown(draft.name) for draft in (*ordered, ordered[0]))
    to.add(closing.place, code="cycle", message=f"{steps}: a profile cannot extend itself")
