"""What is inherited, by key or by id: what was replaced once does not come back by another way.

Of values of one key (params, targets, requirements) the later wins. Two expectations of one id
must be the same one, or the own file says which is meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Generic, Protocol, TypeVar

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry
from metrics_check.located import Place, Text
from metrics_check.notation.words import did_you_mean, shown
from metrics_check.record import record


class Declared(Protocol):
    """What a file declares, told from others by its place."""

    @property
    def place(self) -> Place:
        """Where it stands."""


Value = TypeVar("Value", bound=Declared)


@record
class Slot(Generic[Value]):
    """What a key stands for now, and the places of all that it took the place of."""

    value: Value
    replaced: frozenset[Place] = field(default_factory=frozenset)

    def over(self, other: "Slot[Value]") -> "Slot[Value]":
        """The same, with all that the other one stood for replaced."""
        gone = self.replaced | other.replaced | {other.value.place}
        return Slot(self.value, gone - {self.value.place})


def merge_values(
    parents: Iterable[Mapping[str, Slot[Value]]], *, own: Mapping[str, Value]
) -> Mapping[str, Slot[Value]]:
    """The values of all parents by key, from left to right, the own file's over them all."""
    slots: dict[str, Slot[Value]] = {}
    for parent in parents:
        for key, slot in parent.items():
            there = slots.setdefault(key, slot)
            slots[key] = _winner(there, slot) or slot.over(there)
    for key, value in own.items():
        slots[key] = Slot(value).over(slots[key]) if key in slots else Slot(value)
    return slots


def values_of(slots: Mapping[str, Slot[Value]]) -> Mapping[str, Value]:
    """What each key stands for now."""
    return {key: slot.value for key, slot in slots.items()}


def join_inherited(
    parents: Sequence[tuple[Text, Mapping[str, Slot[DraftEntry]]]],
    *,
    own: Iterable[DraftEntry],
    to: Complaints,
) -> dict[str, Slot[DraftEntry]]:
    """The slots of all parents; two different ones of one id need a word of the own file."""
    settled = {entry.id for entry in own if entry.is_override or entry.form == "remove"}
    joined: dict[str, Slot[DraftEntry]] = {}
    for text, slots in parents:
        for name, slot in slots.items():
            there = joined.setdefault(name, slot)
            winner = _winner(there, slot)
            if winner is None and name not in settled:
                _complain_of_two(there.value, slot.value, text=text, to=to)
            joined[name] = winner or slot.over(there)
    return joined


def add_own(
    inherited: Mapping[str, Slot[DraftEntry]],
    *,
    entries: Iterable[DraftEntry],
    is_whole: bool,
    to: Complaints,
) -> dict[str, Slot[DraftEntry]]:
    """The slots after the own file; without `is_whole` an id may well be in an unread file."""
    slots = dict(inherited)
    own: set[str] = set()
    for entry in entries:
        if entry.id in own:
            continue
        own.add(entry.id)
        there = slots.get(entry.id)
        is_there = there is not None and there.value.form != "remove"
        if entry.is_override or entry.form == "remove":
            if not is_there and is_whole:
                _complain_of_nothing(entry, ids=slots, to=to)
        elif there is not None and is_there:
            _complain_of_taken(entry, there=there.value, to=to)
            continue
        slots[entry.id] = Slot(entry) if there is None else Slot(entry).over(there)
    return slots


def _winner(there: Slot[Value], new: Slot[Value]) -> Slot[Value] | None:
    """The one that took the other's place before, None where neither did, or each the other's."""
    if there.value.place == new.value.place:
        return Slot(there.value, there.replaced | new.replaced)
    is_old, is_new = new.value.place in there.replaced, there.value.place in new.replaced
    if is_old == is_new:
        return None
    return there.over(new) if is_old else new.over(there)


def _complain_of_two(there: DraftEntry, new: DraftEntry, *, text: Text, to: Complaints) -> None:
    message = (
        f"{shown(new.id)} is inherited twice and differs: from {there.place} and from "
        f"{new.place}. Say which is meant: `- id: {new.id}` with `override: true`"
    )
    to.add(text.place, code="equal-ids", message=message)


def _complain_of_taken(entry: DraftEntry, *, there: DraftEntry, to: Complaints) -> None:
    message = (
        f"the id {shown(entry.id)} is inherited from {there.place}; write `override: true` to "
        "replace it whole, or give this one another `id`"
    )
    to.add(entry.place, code="equal-ids", message=message)


def _complain_of_nothing(entry: DraftEntry, *, ids: Iterable[str], to: Complaints) -> None:
    verb = "remove" if entry.form == "remove" else "override"
    near = did_you_mean(entry.id, known=ids)
    message = f"nothing inherited has the id {shown(entry.id)}, so there is nothing to {verb}."
    to.add(entry.place, code="unknown-id", message=f"{message}{near}".rstrip("."))
