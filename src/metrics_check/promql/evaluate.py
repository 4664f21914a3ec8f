"""A query is answered from samples in memory, with Prometheus' meaning at one moment.

What is lacking is refused by name; nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import field
from typing import Any

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.aggregation import aggregate
from metrics_check.promql.binary import binary
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.functions.table import FUNCTIONS
from metrics_check.promql.history import needed_history
from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.structure import kind_of
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Paren,
    Selector,
    String,
    walk,
)
from metrics_check.promql.values import (
    Element,
    Scalar,
    Text,
    Value,
    Vector,
    distinct,
    unsupported,
    without_name,
)
from metrics_check.record import record

__all__ = ["Dataset", "Element", "Scalar", "Text", "Value", "Vector", "evaluate", "evaluate_vector"]

# Elements that one query may produce in all its steps; some seconds of work.
MAX_ELEMENTS = 10_000_000


class Budget:
    """The elements that a query may still produce."""

    __slots__ = ("left",)

    def __init__(self, elements: int) -> None:
        self.left = elements

    def spend(self, value: Value) -> None:
        """Counts the elements of a value; raises `UnansweredQuery` (`limit`) beyond the budget."""
        self.left -= len(value) if isinstance(value, tuple) else 1
        if self.left < 0:
            message = f"the query needs more than {MAX_ELEMENTS} elements in its steps"
            raise UnansweredQuery(message, code="limit")


@record
class Moment:
    """Where and when a query is evaluated."""

    dataset: Dataset
    at: float
    budget: Budget = field(default_factory=lambda: Budget(MAX_ELEMENTS))


def evaluate(query: str | Expr, dataset: Dataset, *, at: float | None = None) -> Value:
    """The value of the query: a vector, a `Scalar` or, of a string literal, a `Text`.

    `at` is what `time()` says, by default the dataset's time. The order of elements only means
    something below a sort or `topk`. Raises as `parse`, and `UnansweredQuery` with code
    `unsupported` (by name), `needs-history`, `execution` (in the server's words) or `limit`.
    """
    tree = parse(query) if isinstance(query, str) else query
    refuse_unanswerable(tree)
    # A server's times are whole milliseconds.
    return _value(tree, Moment(dataset, round(float(dataset.at if at is None else at), 3)))


def evaluate_vector(query: str | Expr, dataset: Dataset, *, at: float | None = None) -> Vector:
    """The elements of the query; a scalar is one element without labels. Raises as `evaluate`."""
    value = evaluate(query, dataset, at=at)
    if isinstance(value, Text):
        raise unsupported("a string is no vector")
    return (Element({}, value.value),) if isinstance(value, Scalar) else value


def refuse_unanswerable(tree: Expr) -> None:
    """Raises `UnansweredQuery` for what no single read can answer, whatever it holds."""
    for node in walk(tree):
        if isinstance(node, Call) and node.function not in FUNCTIONS:
            ranges = any(kind_of(argument) == "matrix" for argument in node.arguments)
            if not ranges or node.function == "holt_winters":
                raise unsupported(f"the function {node.function} is not supported")
    needed = needed_history(tree)
    if needed:
        message = f"{needed} needs history, and a single read has none"
        raise UnansweredQuery(message, code="needs-history")


def _value(node: Node, moment: Moment) -> Value:
    value = _EVALUATORS[type(node)](node, moment)
    moment.budget.spend(value)
    return value


def _number(node: Number, moment: Moment) -> Value:
    return Scalar(node.value)


def _string(node: String, moment: Moment) -> Value:
    return Text(node.value)


def _selector(node: Selector, moment: Moment) -> Value:
    return tuple(sample.element for sample in moment.dataset.select(node))


def _paren(node: Paren, moment: Moment) -> Value:
    return _value(node.inner, moment)


def _negation(node: Negation, moment: Moment) -> Value:
    value = _value(node.inner, moment)
    if isinstance(value, Scalar):
        return Scalar(-value.value)
    if isinstance(value, Text):
        raise AssertionError("the parser lets no string be negated")
    return distinct(tuple(without_name(element, -element.value) for element in value))


def _call(node: Call, moment: Moment) -> Value:
    values = tuple([_value(argument, moment) for argument in node.arguments])
    value = FUNCTIONS[node.function](Invocation(node, values, moment.dataset, moment.at))
    return distinct(value) if isinstance(value, tuple) else value


def _aggregation(node: Aggregation, moment: Moment) -> Value:
    parameter = None if node.parameter is None else _value(node.parameter, moment)
    vector = _value(node.inner, moment)
    if not isinstance(vector, tuple):
        raise AssertionError("the parser wants a vector here")
    return aggregate(node, vector, parameter=parameter, dialect=moment.dataset.dialect)


def _binary(node: Binary, moment: Moment) -> Value:
    left, right = _value(node.left, moment), _value(node.right, moment)
    return binary(node, left, right, dialect=moment.dataset.dialect)


# Each evaluator is called with the node of its own key only.
_EVALUATORS: dict[type, Callable[[Any, Moment], Value]] = {
    Aggregation: _aggregation,
    Binary: _binary,
    Call: _call,
    Negation: _negation,
    Number: _number,
    Paren: _paren,
    Selector: _selector,
    String: _string,
}
