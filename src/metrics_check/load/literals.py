"""Texts that take no params: names, prose, dates, label names."""

import re
from collections.abc import Mapping
from datetime import date

from metrics_check.errors import BadNotation
from metrics_check.load.complaints import Complaints
from metrics_check.load.nodes import each_field, read_fields, read_text
from metrics_check.load.params import literal
from metrics_check.located import Node, Text
from metrics_check.notation.duration import parse_duration_seconds
from metrics_check.notation.words import shown

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_literal(node: Node, *, key: str, expected: str, to: Complaints) -> Text | None:
    """A text that takes no param, `$${` made `${`."""
    text = read_text(node, expected=expected, to=to)
    if text is None or "${" not in text.text:
        return text
    with to.keep(text):
        value = literal(text.text, what=f"`{key}`")
        return Text(text.place, value, is_plain=text.is_plain, is_exact=False)
    return None


def read_prose(node: Node, *, key: str, to: Complaints) -> str:
    """A text for people, without the white space around it; `""` where it is none."""
    text = read_literal(node, key=key, expected="a text", to=to)
    return text.text.strip() if text else ""


def read_prose_map(node: Node, *, key: str, to: Complaints) -> Mapping[str, str]:
    """Texts as typed by key; what is no text is left out."""
    fields = read_fields(node, expected=f"a mapping of texts under `{key}`", to=to)
    found = {
        field.key.text: read_text(field.value, expected="a text", to=to)
        for field in each_field(fields)
    }
    return {name: text.text for name, text in found.items() if text is not None}


def read_date(node: Node, *, key: str, to: Complaints) -> date | None:
    """A day as `2026-12-31`."""
    expected = "a day such as `2026-12-31`"
    text = read_literal(node, key=key, expected=expected, to=to)
    if text is None:
        return None
    if _DATE.fullmatch(text.text):
        try:
            return date.fromisoformat(text.text)
        except ValueError:
            expected = "a day that is in the calendar"
    message = f"found {shown(text.text)}, expected {expected}"
    to.add(text.place, code="bad-value", message=message)
    return None


def read_duration(node: Node, *, key: str, to: Complaints) -> str:
    """A duration as typed; `""` where it is none."""
    text = read_literal(node, key=key, expected="a duration such as `5m`", to=to)
    if text is None:
        return ""
    with to.keep(text):
        if parse_duration_seconds(text.text) == 0:
            message = f"found {shown(text.text)}, expected a duration above zero"
            raise BadNotation(message, code="bad-duration")
        return text.text
    return ""
