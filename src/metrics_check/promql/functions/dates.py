"""`time` and the parts of a date, in UTC."""

import calendar
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from metrics_check.promql.floats import to_int64
from metrics_check.promql.functions.invocation import Invocation
from metrics_check.promql.functions.math import mapped
from metrics_check.promql.values import Element, Scalar, Value, Vector

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_SECONDS = 946_684_800
# The Gregorian calendar repeats after 400 years.
_CYCLE_YEARS, _CYCLE_SECONDS = 400, 146_097 * 86_400
# Go counts seconds in 64 bits from the year -292277022399, and wraps.
_GO_FIRST_SECOND, _WRAP = -9_223_372_028_741_760_000, 2**64


def _date(seconds: float) -> tuple[datetime, int]:
    """The moment moved into 2000..2399, and the years that it was moved by."""
    whole = (to_int64(seconds) - _GO_FIRST_SECOND) % _WRAP + _GO_FIRST_SECOND
    cycles, rest = divmod(whole - _EPOCH_SECONDS, _CYCLE_SECONDS)
    return _EPOCH + timedelta(seconds=rest), cycles * _CYCLE_YEARS


def _part(part: Callable[[datetime], int]) -> Callable[[Invocation], Value]:
    return _answer(lambda seconds: float(part(_date(seconds)[0])))


def _year(seconds: float) -> float:
    date, years = _date(seconds)
    return float(date.year + years)


def _answer(of_seconds: Callable[[float], float]) -> Callable[[Invocation], Value]:
    def answer(invocation: Invocation) -> Vector:
        if not invocation.values:
            return (Element({}, of_seconds(invocation.moment.at)),)
        return mapped(invocation, of_seconds)

    return answer


def _time(invocation: Invocation) -> Scalar:
    return Scalar(invocation.moment.at)


DATES: dict[str, Callable[[Invocation], Value]] = {
    "day_of_month": _part(lambda date: date.day),
    "day_of_week": _part(lambda date: date.isoweekday() % 7),
    "day_of_year": _part(lambda date: date.timetuple().tm_yday),
    "days_in_month": _part(lambda date: calendar.monthrange(date.year, date.month)[1]),
    "hour": _part(lambda date: date.hour),
    "minute": _part(lambda date: date.minute),
    "month": _part(lambda date: date.month),
    "time": _time,
    "year": _answer(_year),
}
