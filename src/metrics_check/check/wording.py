"""How a value that was seen is told to a person. Pure."""

from collections.abc import Callable

from metrics_check.assertions.kind import Explanation, Kind
from metrics_check.model.probe import Subject
from metrics_check.model.series import Bound
from metrics_check.notation.quantity import shown_like, shown_number

Wording = Callable[[float], str]


def wording_of(subject: Subject, *, kind: Kind, explained: Explanation | None = None) -> Wording:
    """The words for a judged value: of the explanation, else of the kind, else its number."""
    detail = subject.assertion.detail
    bounds = detail.comparisons if isinstance(detail, Bound) else ()
    beside = tuple(comparison.quantity for comparison in bounds)

    def word(value: float) -> str:
        if explained is not None and explained.observed:
            return explained.observed
        own = "" if kind.word is None else kind.word(subject, value)
        if own or not beside:
            return own or shown_number(value)
        return shown_like(value, beside[-1], beside=beside)

    return word


def counted_series(value: float) -> str:
    """The words for a number of series."""
    return f"{shown_number(value)} series"
