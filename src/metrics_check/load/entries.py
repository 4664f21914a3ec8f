"""The entries of `expectations` as their own words say: form, keys, series, id. No params yet."""

from functools import cache

from metrics_check.assertions.registry import kinds
from metrics_check.load.complaints import Complaints
from metrics_check.load.draft import DraftEntry, Home
from metrics_check.load.ids import default_id, read_id, refuse_equal_ids
from metrics_check.load.keys import ABSENT_KEYS, COMMON_KEYS, FORMS, REMOVE_KEYS, entry_keys
from metrics_check.load.nodes import (
    describe,
    read_flag,
    read_items,
    read_text,
    refuse_unknown_keys,
    require_keys,
)
from metrics_check.load.params import refuse_in_names
from metrics_check.load.scalars import is_true
from metrics_check.located import Fields, Node, Text
from metrics_check.notation.line import Line, parse_line
from metrics_check.notation.series import parse_series
from metrics_check.notation.words import listed, shown

_EXPECTED = {
    "series": 'a series such as `http_requests_total{method="GET", code}`',
    "holds": "PromQL",
    "never": "PromQL",
}


def read_entries(node: Node | None, *, home: Home, to: Complaints) -> tuple[DraftEntry, ...]:
    """The entries of a file in order, those that could be told from each other."""
    if node is None:
        return ()
    items = read_items(node, expected="a list of expectations", to=to)
    read = (_read_entry(item, home=home, to=to) for item in items)
    entries = tuple(entry for entry in read if entry is not None)
    return refuse_equal_ids(entries, to=to)


@cache
def aggregate_patterns() -> tuple[str, ...]:
    """The patterns of the words that may stand before a series or a comparison."""
    return tuple(kind.words for kind in kinds().values() if kind.words)


def _read_entry(node: Node, *, home: Home, to: Complaints) -> DraftEntry | None:
    if isinstance(node, Fields):
        return _read_full(node, home=home, to=to)
    if isinstance(node, Text):
        text = read_text(node, expected="a line or a mapping", to=to)
        return None if text is None else _read_line(text, home=home, to=to)
    message = f"found {describe(node)}, expected a line such as `up >= 1`, or a mapping"
    to.add(node.place, code="bad-value", message=message)
    return None


def _read_line(text: Text, *, home: Home, to: Complaints) -> DraftEntry | None:
    with to.keep(text):
        refuse_in_names(text.text)
        line = parse_line(text.text, aggregates=aggregate_patterns())
        no_fields = Fields(text.place, {})
        return DraftEntry(
            default_id(line.series), text.place, "line", text, no_fields, home, line=line
        )
    return None


def _read_full(fields: Fields, *, home: Home, to: Complaints) -> DraftEntry | None:
    refuse_unknown_keys(fields, known=entry_keys(), owner="an expectation", to=to)
    if "remove" in fields.fields:
        return _read_removal(fields, home=home, to=to)
    form = _read_form(fields, to=to)
    if form is None:
        return None
    if _has_misplaced_keys(fields, form=form, to=to):
        return None
    text = read_text(fields.fields[form].value, expected=_EXPECTED[form], to=to)
    if text is None:
        return None
    line = _read_series(text, to=to) if form == "series" else None
    if form == "series" and line is None:
        return None
    return DraftEntry(
        id=_id_of(fields, line=line, to=to),
        place=fields.place,
        form=form,
        text=text,
        fields=fields,
        home=home,
        line=line,
        is_override=_flag(fields, "override", to=to),
    )


def _read_form(fields: Fields, *, to: Complaints) -> str | None:
    forms = [form for form in FORMS if form in fields.fields]
    if len(forms) == 1:
        return forms[0]
    if not forms:
        message = f"an expectation needs one of {listed(FORMS)}"
        to.add(fields.place, code="missing-key", message=message)
        return None
    message = f"found {listed(forms)}, expected exactly one of {listed(FORMS)}"
    to.add(fields.fields[forms[1]].key.place, code="exclusive-keys", message=message)
    return None


def _has_misplaced_keys(fields: Fields, *, form: str, to: Complaints) -> bool:
    if form != "series":
        allowed, beside = frozenset({form, *COMMON_KEYS}), f"`{form}`, which is judged whole"
    elif is_true(fields.get("absent")):
        allowed, beside = ABSENT_KEYS, "`absent: true`, which leaves nothing to judge"
    else:
        return False
    misplaced = [
        field.key
        for field in fields.fields.values()
        if field.key.text in entry_keys() and field.key.text not in {*allowed, *FORMS}
    ]
    for key in misplaced:
        message = f"{shown(key.text)} does not go with {beside}. Remove one of them"
        to.add(key.place, code="exclusive-keys", message=message)
    return bool(misplaced)


def _read_series(text: Text, *, to: Complaints) -> Line | None:
    with to.keep(text):
        refuse_in_names(text.text)
        return Line(aggregate="", is_histogram=False, series=parse_series(text.text), bound=None)
    return None


def _id_of(fields: Fields, *, line: Line | None, to: Complaints) -> str:
    """The id that is given, else the series' own; one of no other where it cannot be told."""
    none_other = f"#{fields.place.line}:{fields.place.column}"
    if "id" in fields.fields:
        text = read_id(fields, to=to)
        return none_other if text is None else text.text
    if line is not None:
        return default_id(line.series)
    message = "PromQL needs an `id`; only a series gives one by itself"
    to.add(fields.place, code="missing-key", message=message)
    return none_other


def _read_removal(fields: Fields, *, home: Home, to: Complaints) -> DraftEntry | None:
    count = len(to.found)
    extra = [key for key in fields.fields if key not in REMOVE_KEYS and key in entry_keys()]
    for key in extra:
        message = f"{shown(key)} does not go with `remove: true`, which needs `id` and `why` alone"
        to.add(fields.fields[key].key.place, code="exclusive-keys", message=message)
    require_keys(fields, names=("id", "why"), owner="an expectation with `remove`", to=to)
    node = fields.fields["remove"].value
    if read_flag(node, to=to) is False:
        message = "found `false`, expected `remove: true`, or no such key"
        to.add(node.place, code="bad-value", message=message)
    why = fields.get("why")
    if why is not None:
        read_text(why, expected="why it is removed", to=to)
    text = read_id(fields, to=to)
    if text is None or len(to.found) > count:
        return None
    return DraftEntry(text.text, fields.place, "remove", text, fields, home)


def _flag(fields: Fields, key: str, *, to: Complaints) -> bool:
    node = fields.get(key)
    return node is not None and bool(read_flag(node, to=to))
