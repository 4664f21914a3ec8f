"""What a query evaluates to, and the moment it is evaluated at."""

from collections.abc import Mapping
from typing import TypeAlias

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.convert import NAME
from metrics_check.record import record


@record
class Element:
    """One element of a vector. `labels` holds `__name__` where it is kept, and no empty value."""

    labels: Mapping[str, str]
    value: float


@record
class Scalar:
    """A single number."""

    value: float


@record
class Text:
    """A string; only a string literal gives one."""

    value: str


Vector: TypeAlias = tuple[Element, ...]
Value: TypeAlias = Vector | Scalar | Text


def without_name(element: Element, value: float) -> Element:
    """The element with this value and without its metric name."""
    return Element(
        {name: text for name, text in element.labels.items() if name != NAME},
        value,
    )


def key_of(labels: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """The label set, to be compared and hashed."""
    return frozenset(labels.items())


def refused(message: str) -> UnansweredQuery:
    """The error of a query that a server would end with these words."""
    return UnansweredQuery(message, code="execution")


def unsupported(message: str) -> UnansweredQuery:
    """The error for what this evaluation lacks; the message names it."""
    return UnansweredQuery(message, code="unsupported")


def distinct(vector: Vector) -> Vector:
    """The vector itself; raises as a server does where two elements bear the same labels."""
    if len(vector) > 1 and len({key_of(each.labels) for each in vector}) < len(vector):
        raise refused("vector cannot contain metrics with the same labelset")
    return vector


def is_label_name(text: str, *, dialect: int) -> bool:
    """Whether a function may write this label: from Prometheus 3 on any text but the empty one."""
    return text != "" if dialect >= 3 else text.isascii() and text.isidentifier()
