"""`alert` and `panel`: their structure is checked and they are kept as read, as plain data.

What is made of them is for generators to say.
"""

from collections.abc import Callable, Mapping

from metrics_check.load.complaints import Complaints
from metrics_check.load.keys import ALERT_KEYS, PANEL_KEYS
from metrics_check.load.literals import read_duration, read_prose_map
from metrics_check.load.nodes import (
    each_field,
    read_fields,
    read_flag,
    read_text,
    refuse_unknown_keys,
)
from metrics_check.located import Node, Text
from metrics_check.notation.words import shown


def read_alert(node: Node | None, *, to: Complaints) -> object:
    """True, False, a dict of what was given, or None where nothing was."""
    return _read(node, key="alert", known=ALERT_KEYS, reader=_read_alert_key, to=to)


def read_panel(node: Node | None, *, to: Complaints) -> object:
    """True, False, a dict of what was given, or None where nothing was."""
    return _read(node, key="panel", known=PANEL_KEYS, reader=_read_panel_key, to=to)


def _read(
    node: Node | None,
    *,
    key: str,
    known: tuple[str, ...],
    reader: Callable[..., object],
    to: Complaints,
) -> object:
    if node is None:
        return None
    if isinstance(node, Text):
        return read_flag(node, to=to)
    fields = read_fields(node, expected="`true`, `false` or a mapping", to=to)
    if fields is None:
        return None
    refuse_unknown_keys(fields, known=known, owner=f"`{key}`", to=to)
    found: Mapping[str, object] = {
        field.key.text: reader(field.value, key=field.key.text, to=to)
        for field in each_field(fields)
        if field.key.text in known
    }
    return found


def _read_alert_key(node: Node, *, key: str, to: Complaints) -> object:
    if key in {"for", "window"}:
        return read_duration(node, key=key, to=to)
    if key in {"labels", "annotations"}:
        return read_prose_map(node, key=key, to=to)
    return _read_text(node, to=to)


def _read_panel_key(node: Node, *, key: str, to: Complaints) -> object:
    text = _read_text(node, to=to)
    if key != "width":
        return text
    # Grafana's grid has 24 columns.
    if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= 24:
        return int(text)
    if text:
        message = f"found {shown(text)}, expected a width of 1 to 24 columns"
        to.add(node.place, code="bad-value", message=message)
    return None


def _read_text(node: Node, *, to: Complaints) -> str:
    text = read_text(node, expected="a text", to=to)
    return text.text if text else ""
