"""Functions between kinds of values: `absent`, `scalar`, `vector`, `timestamp`."""

import math
from collections.abc import Callable

from metrics_check.model.series import Matcher, MatchOp
from metrics_check.promql.convert import NAME
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.regex import matcher_test
from metrics_check.promql.tree import Selector, without_parens
from metrics_check.promql.values import Element, Scalar, Value, Vector


def _absent(invocation: Invocation) -> Vector:
    if invocation.vector(0):
        return ()
    selector = without_parens(invocation.call.arguments[0])
    if not isinstance(selector, Selector):
        return (Element({}, 1.0),)
    return (Element(absent_labels(selector, dialect=invocation.dialect), 1.0),)


def absent_labels(selector: Selector, *, dialect: int) -> dict[str, str]:
    """The labels of `absent(selector)`: those of its equality matchers.

    A label that a later matcher names too is left out (Prometheus docs, Functions, absent).
    """
    matchers = selector.matchers
    if dialect >= 3:
        # 3.x reads last what only takes series away, and `absent` sees the matchers in that order.
        matchers = tuple(sorted(matchers, key=_takes_away))
    labels: dict[str, str] = {}
    seen = {NAME}
    for matcher in matchers:
        if matcher.op is MatchOp.EQUAL and matcher.label not in seen:
            seen.add(matcher.label)
            labels[matcher.label] = matcher.value
        else:
            labels.pop(matcher.label, None)
    return {label: value for label, value in labels.items() if value}


def _takes_away(matcher: Matcher) -> bool:
    return matcher.op in (MatchOp.NOT_EQUAL, MatchOp.NOT_REGEX) and matcher_test(matcher)("")


def _scalar(invocation: Invocation) -> Scalar:
    vector = invocation.vector(0)
    return Scalar(vector[0].value if len(vector) == 1 else math.nan)


def _vector(invocation: Invocation) -> Vector:
    return (Element({}, invocation.number(0)),)


def _timestamp(invocation: Invocation) -> Vector:
    # Only a plain selector knows when its samples were taken; all else is of now.
    argument = without_parens(invocation.call.arguments[0])
    if isinstance(argument, Selector):
        return tuple(
            invocation.nameless(sample.element.labels, sample.taken_ms / 1000)
            for sample in invocation.moment.seen(argument)
        )
    return tuple(
        invocation.nameless(each.labels, invocation.moment.at) for each in invocation.vector(0)
    )


KINDS: dict[str, Callable[[Invocation], Value]] = {
    "absent": _absent,
    "scalar": _scalar,
    "timestamp": _timestamp,
    "vector": _vector,
}
