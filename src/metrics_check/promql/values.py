"""What a query evaluates to, and the moment it is evaluated at."""

from collections.abc import Mapping
from typing import TypeAlias

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.convert import NAME
from metrics_check.record import record

_NAMING_2 = frozenset({NAME})
_NAMING_3 = frozenset({NAME, "__type__", "__unit__"})


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


@record
class Run:
    """The samples of one series inside a range: times in milliseconds, ascending, and values."""

    labels: Mapping[str, str]
    times: tuple[int, ...]
    values: tuple[float, ...]


@record
class Matrix:
    """A range vector: the runs that hold a sample between `start_ms` and `end_ms`."""

    runs: tuple[Run, ...]
    start_ms: int
    end_ms: int


Vector: TypeAlias = tuple[Element, ...]
Value: TypeAlias = Vector | Scalar | Text | Matrix


def size_of(value: Value) -> int:
    """How many samples the value holds."""
    if isinstance(value, Matrix):
        return sum(len(run.times) for run in value.runs)
    return len(value) if isinstance(value, tuple) else 1


def naming_labels(dialect: int) -> frozenset[str]:
    """The labels that say what a series measures; another quantity must lose them.

    From Prometheus 3 on they are also type and unit (Prometheus docs, Feature flags).
    """
    return _NAMING_3 if dialect >= 3 else _NAMING_2


def without_name(labels: Mapping[str, str], value: float, *, dialect: int) -> Element:
    """The element of these labels, what names them left out."""
    naming = naming_labels(dialect)
    return Element({name: text for name, text in labels.items() if name not in naming}, value)


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
