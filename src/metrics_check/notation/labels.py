"""How labels of a service are shown to a person: quoted as in PromQL, very long values cut."""

from collections.abc import Mapping

from metrics_check.notation.series import format_label
from metrics_check.notation.text import quote

# Long enough for a URL path or a model's name, short enough for one line.
MAX_SHOWN_VALUE = 60


def shown_value(value: str) -> str:
    """The label value quoted as in PromQL, its end given up for `…` where it is very long."""
    is_long = len(value) > MAX_SHOWN_VALUE
    return quote(value[: MAX_SHOWN_VALUE - 1] + "…" if is_long else value)


def shown_labels(labels: Mapping[str, str]) -> str:
    """The labels as `{a="1", b="2"}`, by name; `{}` where there are none."""
    return (
        "{" + ", ".join(f"{format_label(n)}={shown_value(labels[n])}" for n in sorted(labels)) + "}"
    )
