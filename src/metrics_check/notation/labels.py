"""How labels of a service are shown to a person: quoted as in PromQL, very long values cut."""

import re
from collections.abc import Mapping

from metrics_check.notation.text import quote

# Prometheus docs, Data model: label names that need no quotes.
_PLAIN_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")

# Long enough for a URL path or a model's name, short enough for one line.
MAX_SHOWN_VALUE = 60


def shown_value(value: str) -> str:
    """The label value quoted as in PromQL, its end given up for `…` where it is very long."""
    is_long = len(value) > MAX_SHOWN_VALUE
    return quote(value[: MAX_SHOWN_VALUE - 1] + "…" if is_long else value)


def shown_labels(labels: Mapping[str, str]) -> str:
    """The labels as `{a="1", b="2"}`, by name; `{}` where there are none."""
    return (
        "{" + ", ".join(f"{label_name(n)}={shown_value(labels[n])}" for n in sorted(labels)) + "}"
    )


def label_name(name: str) -> str:
    """The name as PromQL takes it: quoted where it is not a plain one."""
    return name if _PLAIN_NAME.fullmatch(name) else quote(name)
