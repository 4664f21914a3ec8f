"""Float arithmetic as Go does it: never an exception, IEEE 754 infinities and NaN instead."""

import math
from collections.abc import Callable, Iterable

# Go rounds these once, at compile time (`math.Ln2`, `math.Ln10`).
_LOG2_E, _LOG10_2 = 1.44269504088896340736, 0.30102999566398119521
_LEAST_INT64, _GREATEST_INT64 = -(2**63), 2**63 - 1


def divide(left: float, right: float) -> float:
    """`left / right`."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def modulo(left: float, right: float) -> float:
    """The remainder with the sign of `left` (Go's `math.Mod`)."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


def power(base: float, exponent: float) -> float:
    """`base ** exponent` (Go's `math.Pow`, which is off by a little where C's is exact)."""
    if exponent in (0.5, -0.5) and base >= 0:
        return math.sqrt(base) if exponent > 0 else divide(1, math.sqrt(base))
    is_plain = math.isfinite(base) and math.isfinite(exponent) and base not in (0, 1)
    if not is_plain or exponent in (0, 1) or abs(exponent) >= 2.0**63:
        return _limit_of_power(base, exponent)
    if base < 0 and exponent != math.trunc(exponent):
        return math.nan
    return _multiplied(base, exponent)


def _limit_of_power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        # Only zero to a negative power is left.
        return math.copysign(math.inf, base) if _is_odd(exponent) else math.inf


def _multiplied(base: float, exponent: float) -> float:
    """The power by repeated squaring of the mantissa, as Go does it."""
    fraction, whole = math.modf(abs(exponent))
    if fraction > 0.5:
        fraction, whole = fraction - 1, whole + 1
    result, scale = (math.exp(fraction * math.log(base)) if fraction else 1.0), 0
    mantissa, binary = math.frexp(base)
    count = int(whole)
    while count:
        if abs(binary) > 1 << 12:
            scale += binary
            break
        if count & 1:
            result, scale = result * mantissa, scale + binary
        mantissa, binary, count = mantissa * mantissa, binary << 1, count >> 1
        if mantissa < 0.5:
            mantissa, binary = mantissa + mantissa, binary - 1
    if exponent < 0:
        result, scale = divide(1, result), -scale
    return _scaled(result, scale)


def _scaled(mantissa: float, scale: int) -> float:
    try:
        return math.ldexp(mantissa, scale)
    except OverflowError:
        return math.copysign(math.inf, mantissa)


def _is_odd(value: float) -> bool:
    return math.fmod(value, 2) in (1.0, -1.0)


def total(
    function: Callable[[float], float], *, overflow: float = math.inf
) -> Callable[[float], float]:
    """The function made total: NaN outside of its domain, `overflow` signed as its argument."""

    def answer(value: float) -> float:
        try:
            return function(value)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.copysign(overflow, value) if value < 0 else overflow

    return answer


def natural_logarithm(value: float) -> float:
    """`ln`: -Inf of zero, NaN of what is negative."""
    if value == 0:
        return -math.inf
    return math.log(value) if value > 0 else math.nan


def binary_logarithm(value: float) -> float:
    """`log2` as Go computes it: exact for powers of two."""
    if not (value > 0 and math.isfinite(value)):
        return natural_logarithm(value)
    fraction, exponent = math.frexp(value)
    return exponent - 1.0 if fraction == 0.5 else math.log(fraction) * _LOG2_E + exponent


def decimal_logarithm(value: float) -> float:
    """`log10` as Go computes it."""
    return binary_logarithm(value) * _LOG10_2


def integral(function: Callable[[float], int]) -> Callable[[float], float]:
    """`math.floor` or `math.ceil` on every float, the sign of zero kept."""

    def answer(value: float) -> float:
        if not math.isfinite(value) or value == 0:
            return value
        return (
            math.copysign(float(function(value)), value)
            if abs(value) < 1
            else float(function(value))
        )

    return answer


def maximum(left: float, right: float) -> float:
    """Go's `math.Max`: +Inf before NaN before any number."""
    if math.inf in (left, right):
        return math.inf
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if left == right == 0:
        return right if math.copysign(1, left) < 0 else left
    return max(left, right)


def minimum(left: float, right: float) -> float:
    """Go's `math.Min`: -Inf before NaN before any number."""
    return -maximum(-left, -right)


def least_of(values: Iterable[float]) -> float:
    """The least number; NaN only where there is nothing else."""
    return min((value for value in values if not math.isnan(value)), default=math.nan)


def greatest_of(values: Iterable[float]) -> float:
    """The greatest number; NaN only where there is nothing else."""
    return max((value for value in values if not math.isnan(value)), default=math.nan)


def add_kahan(increment: float, before: tuple[float, float]) -> tuple[float, float]:
    """The next sum and compensation (Neumaier's improvement, Prometheus `kahansum.Inc`)."""
    result = before[0] + increment
    return (result, 0.0) if math.isinf(result) else add_kahan_2(increment, before)


def add_kahan_2(increment: float, before: tuple[float, float]) -> tuple[float, float]:
    """The same as Prometheus 2.42 has it: a sum that overflows becomes NaN in the end."""
    total, compensation = before
    result = total + increment
    if abs(total) >= abs(increment):
        return result, compensation + ((total - result) + increment)
    return result, compensation + ((increment - result) + total)


def sum_of(values: Iterable[float]) -> float:
    """The sum, compensated as the server does."""
    result = compensation = 0.0
    for value in values:
        result, compensation = add_kahan(value, (result, compensation))
    return result + compensation


def mean_of(values: list[float]) -> float:
    """The mean of at least one value; a sum that overflows is taken incrementally."""
    result = compensation = 0.0
    for index, value in enumerate(values):
        following, rest = add_kahan(value, (result, compensation))
        if math.isinf(following) and index > 0:
            start = (result / index, compensation / index)
            return _incremental_mean(values, index=index, start=start)
        result, compensation = following, rest
    count = len(values)
    return result / count + compensation / count


def _incremental_mean(values: list[float], *, index: int, start: tuple[float, float]) -> float:
    mean, compensation = start
    for count, value in enumerate(values[index:], start=index + 1):
        if math.isinf(mean) and (value == mean or math.isfinite(value)):
            continue
        current = mean + compensation
        mean, compensation = add_kahan(value / count - current / count, (mean, compensation))
    return mean + compensation


def to_int64(value: float) -> int:
    """Go's conversion on amd64: what does not fit is the least integer."""
    if math.isnan(value) or not _LEAST_INT64 <= value < 2.0**63:
        return _LEAST_INT64
    return int(value)


def fits_int64(value: float) -> bool:
    """Whether the value lies in the range of an int64; NaN does not."""
    return _LEAST_INT64 <= value <= _GREATEST_INT64
