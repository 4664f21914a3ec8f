"""A function call with its arguments evaluated."""

from metrics_check.promql.dataset import Dataset
from metrics_check.promql.tree import Call
from metrics_check.promql.values import Scalar, Text, Value, Vector
from metrics_check.record import record


@record
class Invocation:
    """`values` are those of the call's arguments; `at` is the evaluation's time in Unix seconds.

    The parser has checked how many arguments there are, and of which kind.
    """

    call: Call
    values: tuple[Value, ...]
    dataset: Dataset
    at: float

    @property
    def dialect(self) -> int:
        """Which major version's semantics decide."""
        return self.dataset.dialect

    def vector(self, index: int) -> Vector:
        """The argument, a vector."""
        value = self.values[index]
        if not isinstance(value, tuple):
            raise AssertionError(f"{self.call.function}: argument {index} is no vector")
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
