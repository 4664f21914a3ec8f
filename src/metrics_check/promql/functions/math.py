"""Functions of each element's value: rounding, logarithms, trigonometry, clamps."""

import math
from collections.abc import Callable

from metrics_check.promql.floats import (
    binary_logarithm,
    decimal_logarithm,
    divide,
    integral,
    maximum,
    minimum,
    natural_logarithm,
    total,
)
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.values import Scalar, Value, Vector


def _sign(value: float) -> float:
    return math.copysign(1, value) if value < 0 or value > 0 else value


def _inverse_hyperbolic_tangent(value: float) -> float:
    return math.copysign(math.inf, value) if abs(value) == 1 else total(math.atanh)(value)


FLOOR = integral(math.floor)
_PLAIN: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "acos": total(math.acos),
    "acosh": total(math.acosh),
    "asin": total(math.asin),
    "asinh": total(math.asinh),
    "atan": math.atan,
    "atanh": _inverse_hyperbolic_tangent,
    "ceil": integral(math.ceil),
    "cos": total(math.cos),
    # Both ends of cosh go up.
    "cosh": lambda value: total(math.cosh)(abs(value)),
    "deg": lambda value: value * 180 / math.pi,
    "exp": total(math.exp),
    "floor": FLOOR,
    "ln": natural_logarithm,
    "log10": decimal_logarithm,
    "log2": binary_logarithm,
    "rad": lambda value: value * math.pi / 180,
    "sgn": _sign,
    "sin": total(math.sin),
    "sinh": total(math.sinh),
    "sqrt": total(math.sqrt),
    "tan": total(math.tan),
    "tanh": math.tanh,
}


def mapped(invocation: Invocation, function: Callable[[float], float]) -> Vector:
    """The first argument with every value put through `function`, names dropped."""
    return tuple(
        invocation.nameless(each.labels, function(each.value)) for each in invocation.vector(0)
    )


def _plain(function: Callable[[float], float]) -> Callable[[Invocation], Value]:
    return lambda invocation: mapped(invocation, function)


def _round(invocation: Invocation) -> Vector:
    step = invocation.number(1) if len(invocation.values) > 1 else 1.0
    # As the server: the inverse cannot overflow where the step is tiny.
    inverse = divide(1.0, step)
    return mapped(invocation, lambda value: divide(FLOOR(value * inverse + 0.5), inverse))


def _clamp(invocation: Invocation) -> Vector:
    low, high = invocation.number(1), invocation.number(2)
    if high < low:
        return ()
    return mapped(invocation, lambda value: maximum(low, minimum(high, value)))


def _clamp_max(invocation: Invocation) -> Vector:
    high = invocation.number(1)
    return mapped(invocation, lambda value: minimum(high, value))


def _clamp_min(invocation: Invocation) -> Vector:
    low = invocation.number(1)
    return mapped(invocation, lambda value: maximum(low, value))


def _of_two(function: Callable[[float, float], float]) -> Callable[[Invocation], Value]:
    return lambda invocation: Scalar(function(invocation.number(0), invocation.number(1)))


def _pi(invocation: Invocation) -> Scalar:
    return Scalar(math.pi)


MATH: dict[str, Callable[[Invocation], Value]] = {
    **{name: _plain(function) for name, function in _PLAIN.items()},
    "clamp": _clamp,
    "clamp_max": _clamp_max,
    "clamp_min": _clamp_min,
    "max_of": _of_two(maximum),
    "min_of": _of_two(minimum),
    "pi": _pi,
    "round": _round,
}
