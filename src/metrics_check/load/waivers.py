"""`waivers:` of a profile, and `waive:` of an expectation."""

from metrics_check.load.complaints import Complaints
from metrics_check.load.keys import WAIVE_KEYS, WAIVER_KEYS
from metrics_check.load.literals import read_date, read_prose
from metrics_check.load.nodes import (
    read_fields,
    read_items,
    read_text,
    refuse_unknown_keys,
    require_keys,
)
from metrics_check.located import Fields, Node, Place
from metrics_check.model.profile import Waiver
from metrics_check.notation.globs import literal_glob

_REQUIRED = ("reason", "owner", "expires")


def read_waivers(node: Node | None, *, to: Complaints) -> tuple[Waiver, ...]:
    """The waivers of a file, those that are whole."""
    if node is None:
        return ()
    items = read_items(node, expected="a list of waivers", to=to)
    waivers = (_read_listed(item, to=to) for item in items)
    return tuple(waiver for waiver in waivers if waiver is not None)


def read_waive(node: Node, *, expectation_id: str, to: Complaints) -> Waiver | None:
    """The waiver that `waive:` of the expectation with this id is short for."""
    fields = read_fields(node, expected="a mapping with `reason`, `owner` and `expires`", to=to)
    if fields is None:
        return None
    refuse_unknown_keys(fields, known=WAIVE_KEYS, owner="`waive`", to=to)
    return _waiver(fields, match=literal_glob(expectation_id), place=fields.place, to=to)


def _read_listed(node: Node, *, to: Complaints) -> Waiver | None:
    fields = read_fields(node, expected="a waiver: a mapping", to=to)
    if fields is None:
        return None
    refuse_unknown_keys(fields, known=WAIVER_KEYS, owner="a waiver", to=to)
    match = _read_match(fields, to=to)
    return _waiver(fields, match=match, place=fields.place, to=to)


def _read_match(fields: Fields, *, to: Complaints) -> str:
    given = [key for key in ("code", "id") if key in fields.fields]
    if len(given) != 1:
        found = "both `code` and `id`" if given else "neither `code` nor `id`"
        message = f"found {found}, expected exactly one of them in a waiver"
        to.add(fields.place, code="exclusive-keys", message=message)
        return ""
    return _text(fields, given[0], to=to)


def _waiver(fields: Fields, *, match: str, place: Place, to: Complaints) -> Waiver | None:
    require_keys(fields, names=_REQUIRED, owner="a waiver", to=to)
    expires = fields.get("expires")
    day = None if expires is None else read_date(expires, key="expires", to=to)
    texts = {
        key: _text(fields, key, to=to) for key in ("reason", "owner", "ticket", "metric", "target")
    }
    if day is None or not (match and texts["reason"] and texts["owner"]):
        return None
    return Waiver(match=match, expires=day, place=place, **texts)


def _text(fields: Fields, key: str, *, to: Complaints) -> str:
    node = fields.get(key)
    if node is None:
        return ""
    if key == "id":
        # A default id shows its params unresolved, so an id is taken as typed.
        text = read_text(node, expected="the id of an expectation", to=to)
        return text.text if text else ""
    return read_prose(node, key=key, to=to)
