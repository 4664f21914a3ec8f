"""A function call with its arguments evaluated."""

from collections.abc import Mapping

from metrics_check.promql.moment import Moment
from metrics_check.promql.tree import Call
from metrics_check.promql.values import Element, Matrix, Scalar, Text, Value, Vector, without_name
from metrics_check.record import record


@record
class Invocation:
    """`values` are those of the call's arguments, `moment` is where and when they were evaluated.

    The parser has checked how many arguments there are, and of which kind.
    """

    call: Call
    values: tuple[Value, ...]
    moment: Moment

    @property
    def dialect(self) -> int:
        """Which major version's semantics decide."""
        return self.moment.dialect

    def nameless(self, labels: Mapping[str, str], value: float) -> Element:
        """The element of these labels without the metric name: another quantity."""
        return without_name(labels, value, dialect=self.moment.dialect)

    def vector(self, index: int) -> Vector:
        """The argument, a vector."""
        value = self.values[index]
        if not isinstance(value, tuple):
            raise AssertionError(f"{self.call.function}: argument {index} is no vector")
        return value

    def matrix(self, index: int) -> Matrix:
        """The argument, a range vector."""
        value = self.values[index]
        if not isinstance(value, Matrix):
            raise AssertionError(f"{self.call.function}: argument {index} is no range vector")
        return value

    def number(self, index: int) -> float:
        """The argument, a scalar."""
        value = self.values[index]
        if not isinstance(value, Scalar):
            raise AssertionError(f"{self.call.function}: argument {index} is no scalar")
        return value.value

    def text(self, index: int) -> str:
        """The argument, a string."""
        value = self.values[index]
        if not isinstance(value, Text):
            raise AssertionError(f"{self.call.function}: argument {index} is no string")
        return value.value

    def texts(self, start: int) -> tuple[str, ...]:
        """All arguments from `start` on, strings."""
        return tuple(self.text(index) for index in range(start, len(self.values)))
