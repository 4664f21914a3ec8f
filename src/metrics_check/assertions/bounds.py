"""Lines of `expect`, `warn` and `run`: how they become assertions, and chains of comparisons."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from metrics_check.assertions.kind import BoundLine
from metrics_check.model.probe import Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Bound, MetricType
from metrics_check.notation.quantity import format_number

# Whose single values may be compared: what has no buckets, counts or sums of its own.
PLAIN_TYPES = frozenset(MetricType) - {
    MetricType.HISTOGRAM,
    MetricType.SUMMARY,
    MetricType.GAUGEHISTOGRAM,
}


def binder(kind: str) -> Callable[[BoundLine], Assertion]:
    """What makes the assertion of a line for that kind: `expect.mean`, its `detail` the bound."""

    def bind(line: BoundLine) -> Assertion:
        return bound_assertion(line, kind=kind)

    return bind


def bound_assertion(line: BoundLine, *, kind: str) -> Assertion:
    """The assertion of a line, named by its key and its aggregate."""
    bound = line.bound
    return Assertion(
        kind=kind,
        name=f"{line.key}.{bound.aggregate}",
        place=line.place,
        expected=f"{bound.aggregate} {bound.text}",
        detail=bound,
        is_warning=line.key == "warn",
    )


def number_repeats(assertions: Iterable[Assertion]) -> tuple[Assertion, ...]:
    """The assertions with unique names: a second `expect.mean` is `expect.mean.2`."""
    seen: Counter[str] = Counter()
    numbered = []
    for assertion in assertions:
        seen[assertion.name] += 1
        count = seen[assertion.name]
        name = assertion.name if count == 1 else f"{assertion.name}.{count}"
        numbered.append(replace(assertion, name=name))
    return tuple(numbered)


def bound_of(subject: Subject) -> Bound:
    """The bound of an assertion that a line gave."""
    detail = subject.assertion.detail
    if not isinstance(detail, Bound):
        raise TypeError(f"{subject.assertion.name} has no bound: {detail!r}")
    return detail


def chain(bound: Bound) -> str:
    """The comparisons as PromQL to be put behind a vector: `>= 0 <= 120`.

    A chain of only `!=` ends in `>= -Inf`, because `!=` alone keeps NaN.
    """
    parts = [f"{part.op} {format_number(part.quantity.value)}" for part in bound.comparisons]
    if all(part.op == "!=" for part in bound.comparisons):
        parts.append(">= -Inf")
    return " ".join(parts)


def is_above_or_below(subject: Subject) -> str:
    """The end of a sentence about a value that does not satisfy its bound."""
    ops = {part.op for part in bound_of(subject).comparisons}
    if ops <= {"<", "<="}:
        return "is above the bound"
    if ops <= {">", ">="}:
        return "is below the bound"
    return "is out of bounds"
