"""Ids of expectations: given, told from the series, and no two alike in one file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry
from metrics_check.load.literals import read_literal
from metrics_check.located import Fields, Text
from metrics_check.model.series import MatchOp, Series
from metrics_check.notation.words import shown


def default_id(series: Series) -> str:
    """`metric.value.value`: the values of its `=` matchers as typed, all in lower case."""
    values = (matcher.value for matcher in series.matchers if matcher.op is MatchOp.EQUAL)
    return ".".join([series.name, *values]).lower()


def read_id(fields: Fields, *, to: Complaints) -> Text | None:
    """The id that the entry gives itself, None where there is none."""
    node = fields.get("id")
    if node is None:
        return None
    text = read_literal(node, key="id", expected="an id", to=to)
    if text is not None and "#" in text.text:
        message = f"found {shown(text.text)}, expected an id without `#`, which parts it from an"
        to.add(text.place, code="bad-value", message=f"{message} assertion's name")
        return None
    return text


def refuse_equal_ids(entries: Sequence[DraftEntry], *, to: Complaints) -> tuple[DraftEntry, ...]:
    """Complains about each entry whose id an earlier one has, and proposes another.

    Gives the entries, such a one by the id proposed, so that what else is wrong with it is said.
    """
    first: dict[str, DraftEntry] = {}
    apart: list[DraftEntry] = []
    taken = Counter(entry.id for entry in entries)
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is entry:
            apart.append(entry)
            continue
        free = _free_id(entry, taken=taken)
        taken[free] += 1
        way = "write it in full with" if entry.form == "line" else "give this one"
        message = (
            f"the id {shown(entry.id)} is taken by the expectation in line {other.place.line}; "
            f"{way} `id: {free}`"
        )
        to.add(entry.place, code="equal-ids", message=message)
        # What replaces or removes is about that very id.
        is_own = not entry.is_override and entry.form != "remove"
        apart.append(replace(entry, id=free) if is_own else entry)
    return tuple(apart)


def _free_id(entry: DraftEntry, *, taken: Counter[str]) -> str:
    word = entry.line.aggregate if entry.line else ""
    proposals = [f"{entry.id}.{word}"] if word else []
    proposals += [f"{entry.id}.{number}" for number in range(2, len(taken) + 3)]
    return next(proposal for proposal in proposals if proposal not in taken)
