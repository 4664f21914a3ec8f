"""A query is answered from samples in memory, with Prometheus' meaning at one moment.

What is lacking is refused by name; nothing is guessed.
"""

from collections.abc import Callable
from typing import Any

from metrics_check.errors import UnansweredQuery
from metrics_check.promql.aggregation import aggregate
from metrics_check.promql.binary import binary
from metrics_check.promql.budget import Budget, Limits
from metrics_check.promql.dataset import Dataset
from metrics_check.promql.functions.extended import TAKES, smoothed_value, with_borders
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.functions.table import FUNCTIONS
from metrics_check.promql.history import historic_parts
from metrics_check.promql.kind import kind_of
from metrics_check.promql.moment import SMOOTHED, Moment
from metrics_check.promql.newer import refuse_newer
from metrics_check.promql.parse import Expr, parse
from metrics_check.promql.storage import milliseconds
from metrics_check.promql.tree import (
    Aggregation,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Paren,
    Range,
    Selector,
    String,
    Timing,
    walk,
    without_parens,
)
from metrics_check.promql.values import (
    Element,
    Matrix,
    Scalar,
    Text,
    Value,
    Vector,
    distinct,
    refused,
    size_of,
    unsupported,
    without_name,
)

# fmt: off
__all__ = [
    "Dataset", "Element", "Matrix", "Scalar", "Text", "Value", "Vector", "evaluate",
    "evaluate_vector",
]
# fmt: on
LIMITS = Limits()


def evaluate(
    query: str | Expr, dataset: Dataset, *, at: float | None = None, limits: Limits = LIMITS
) -> Value:
    """The value of the query: a vector, a `Scalar`, a `Text` (of a string literal) or a `Matrix`.

    `at` is the moment, by default the dataset's time. The order of elements only means something
    below a sort or `topk`. Raises as `parse`, and `UnansweredQuery` with code `unsupported` (by
    name), `needs-history`, `execution` (in the server's words) or `limit`.
    """
    tree = parse(query) if isinstance(query, str) else query
    refuse_unanswerable(tree, dataset)
    at_ms = milliseconds(dataset.at if at is None else at)
    value, node = _value(tree, Moment(dataset, at_ms, Budget(limits))), without_parens(tree)
    if isinstance(value, Matrix) and isinstance(node, Range) and node.selector.modifier:
        return with_borders(value, modifier=node.selector.modifier)
    return value


def evaluate_vector(query: str | Expr, dataset: Dataset, *, at: float | None = None) -> Vector:
    """The elements of the query; a scalar is one element without labels. Raises as `evaluate`."""
    value = evaluate(query, dataset, at=at)
    if isinstance(value, Text):
        raise unsupported("a string is no vector")
    if isinstance(value, Matrix):
        raise unsupported("a range vector is no vector")
    return (Element({}, value.value),) if isinstance(value, Scalar) else value


def refuse_unanswerable(tree: Expr, dataset: Dataset) -> None:
    """Raises `UnansweredQuery` for what is not answered, whatever the samples are.

    On a single read what needs history is told first: a server has it.
    """
    has_history = dataset.has_history
    if dataset.dialect < 3:
        refuse_newer(tree)
    _refuse_modifiers(tree)
    for node in walk(tree):
        if isinstance(node, Call) and node.function not in FUNCTIONS:
            ranges = any(kind_of(argument) == "matrix" for argument in node.arguments)
            if has_history or not ranges or node.function == "holt_winters":
                raise unsupported(f"the function {node.function} is not supported")
    for node, needed in historic_parts(tree):
        if not has_history:
            message = f"{needed} needs history, and a single read has none"
            raise UnansweredQuery(message, code="needs-history")
        is_answered = isinstance(node, Range) or (
            isinstance(node, Selector) and _is_answered(node, dataset)
        )
        if not is_answered:
            raise unsupported(f"{needed} is not supported")


def _is_answered(selector: Selector, dataset: Dataset) -> bool:
    """Whether it is asked for now, or for a moment that the samples are there for."""
    return selector.timing == Timing() or (dataset.has_moments and not selector.modifier)


def _refuse_modifiers(tree: Expr) -> None:
    for call in (node for node in walk(tree) if isinstance(node, Call)):
        for argument in map(without_parens, call.arguments):
            modifier = argument.selector.modifier if isinstance(argument, Range) else ""
            if modifier and call.function not in TAKES[modifier]:
                only = ", ".join(TAKES[modifier])
                raise refused(
                    f"{modifier} modifier can only be used with: {only} - not with {call.function}"
                )


def _value(node: Node, moment: Moment) -> Value:
    value = _EVALUATORS[type(node)](node, moment)
    moment.budget.spend(size_of(value))
    return value


def _number(node: Number, moment: Moment) -> Value:
    return Scalar(node.value)


def _string(node: String, moment: Moment) -> Value:
    return Text(node.value)


def _selector(node: Selector, moment: Moment) -> Value:
    # `anchored` says nothing of an instant selector.
    if node.modifier != SMOOTHED:
        return tuple(sample.element for sample in moment.seen(node))
    values = ((run, smoothed_value(run, at_ms=moment.at_ms)) for run in moment.around(node))
    return tuple(Element(run.labels, value) for run, value in values if value is not None)


def _range(node: Range, moment: Moment) -> Value:
    return moment.matrix(node)


def _paren(node: Paren, moment: Moment) -> Value:
    return _value(node.inner, moment)


def _negation(node: Negation, moment: Moment) -> Value:
    value = _value(node.inner, moment)
    if isinstance(value, Scalar):
        return Scalar(-value.value)
    if isinstance(value, Text | Matrix):
        raise AssertionError("the parser lets no string and no range be negated")
    return distinct(
        tuple(
            without_name(element.labels, -element.value, dialect=moment.dialect)
            for element in value
        )
    )


def _call(node: Call, moment: Moment) -> Value:
    values = tuple([_value(argument, moment) for argument in node.arguments])
    value = FUNCTIONS[node.function](Invocation(node, values, moment))
    return distinct(value) if isinstance(value, tuple) else value


def _aggregation(node: Aggregation, moment: Moment) -> Value:
    parameter = None if node.parameter is None else _value(node.parameter, moment)
    vector = _value(node.inner, moment)
    if not isinstance(vector, tuple):
        raise AssertionError("the parser wants a vector here")
    return aggregate(node, vector, parameter=parameter, dialect=moment.dialect)


def _binary(node: Binary, moment: Moment) -> Value:
    left, right = _value(node.left, moment), _value(node.right, moment)
    return binary(node, left=left, right=right, dialect=moment.dialect)


# Each evaluator is called with the node of its own key only.
_EVALUATORS: dict[type, Callable[[Any, Moment], Value]] = {
    Aggregation: _aggregation,
    Binary: _binary,
    Call: _call,
    Negation: _negation,
    Number: _number,
    Paren: _paren,
    Range: _range,
    Selector: _selector,
    String: _string,
}
