"""Expectations merged by id: the same one reached twice counts once, the own file decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry
from metrics_check.located import Place, Text
from metrics_check.notation.words import did_you_mean, shown


@dataclass(frozen=True, slots=True)
class Slot:
    """What an id stands for now, a removal too, and the places of what it took the place of."""

    entry: DraftEntry
    replaced: frozenset[Place] = field(default_factory=frozenset)

    @property
    def is_removed(self) -> bool:
        """Whether the id stands for nothing any more."""
        return self.entry.form == "remove"


def join_inherited(
    parents: Sequence[tuple[Text, Mapping[str, Slot]]],
    *,
    own: Iterable[DraftEntry],
    to: Complaints,
) -> dict[str, Slot]:
    """The slots of all parents; two different ones of one id need a word of the own file."""
    settled = {entry.id for entry in own if entry.is_override or entry.form == "remove"}
    joined: dict[str, Slot] = {}
    for text, slots in parents:
        for name, slot in slots.items():
            there = joined.setdefault(name, slot)
            winner = _winner(there, slot)
            if winner is None and name not in settled:
                _complain_of_two(there, slot, text=text, to=to)
            joined[name] = winner or slot
    return joined


def add_own(
    inherited: Mapping[str, Slot],
    *,
    entries: Iterable[DraftEntry],
    is_whole: bool,
    to: Complaints,
) -> dict[str, Slot]:
    """The slots after the own file; without `is_whole` an id may well be in an unread file."""
    slots = dict(inherited)
    own: set[str] = set()
    for entry in entries:
        if entry.id in own:
            continue
        own.add(entry.id)
        there = slots.get(entry.id)
        is_there = there is not None and not there.is_removed
        if entry.is_override or entry.form == "remove":
            if not is_there and is_whole:
                _complain_of_nothing(entry, slots=slots, to=to)
        elif there is not None and is_there:
            _complain_of_taken(entry, there=there.entry, to=to)
            continue
        slots[entry.id] = Slot(entry, _replaced(there))
    return slots


def _winner(there: Slot, new: Slot) -> Slot | None:
    if there.entry.place == new.entry.place:
        return Slot(there.entry, there.replaced | new.replaced)
    if new.entry.place in there.replaced:
        return there
    if there.entry.place in new.replaced:
        return new
    return None


def _replaced(there: Slot | None) -> frozenset[Place]:
    return frozenset() if there is None else there.replaced | {there.entry.place}


def _complain_of_two(there: Slot, new: Slot, *, text: Text, to: Complaints) -> None:
    message = (
        f"{shown(new.entry.id)} is inherited twice and differs: from {there.entry.place} and from "
        f"{new.entry.place}. Say which is meant: `- id: {new.entry.id}` with `override: true`"
    )
    to.add(text.place, code="equal-ids", message=message)


def _complain_of_taken(entry: DraftEntry, *, there: DraftEntry, to: Complaints) -> None:
    message = (
        f"the id {shown(entry.id)} is inherited from {there.place}; write `override: true` to "
        "replace it whole, or give this one another `id`"
    )
    to.add(entry.place, code="equal-ids", message=message)


def _complain_of_nothing(entry: DraftEntry, *, slots: Mapping[str, Slot], to: Complaints) -> None:
    verb = "remove" if entry.form == "remove" else "override"
    near = did_you_mean(entry.id, known=slots)
    message = f"nothing inherited has the id {shown(entry.id)}, so there is nothing to {verb}."
    to.add(entry.place, code="unknown-id", message=f"{message}{near}".rstrip("."))
