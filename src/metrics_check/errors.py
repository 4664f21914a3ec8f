"""Every error that this package raises on purpose.

    MetricsCheckError
      InvalidInput        the user's text is wrong: a file, a flag, a query     exit 2
        BadNotation       one text is wrong, at an offset; no file is known yet
      UnreadableSource    a source could not be read, or is not an exposition   exit 3
      UnansweredQuery     a query is right and could not be answered            exit 3

A foreign exception is wrapped once, in the room that owns the library.
"""

from collections.abc import Iterable

from metrics_check.located import Problem


class MetricsCheckError(Exception):
    """The root: its text is one plain message for the user."""


class InvalidInput(MetricsCheckError):
    """Something the user wrote is wrong; `problems` holds each, located, in file order."""

    def __init__(self, message: str, *, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))


class BadNotation(InvalidInput):
    """A text that does not read; `offset` is the 0-based character where it goes wrong."""

    def __init__(self, message: str, *, offset: int = 0, code: str = "bad-notation") -> None:
        super().__init__(message)
        self.offset = offset
        self.code = code


class UnreadableSource(MetricsCheckError):
    """A source gave no exposition.

    `code` is stable (`unreachable`, `not-an-exposition`, `too-large`, …). `is_final` says that
    waiting will not help (401, 403, a wrong server).
    """

    def __init__(self, message: str, *, code: str, is_final: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.is_final = is_final


class UnansweredQuery(MetricsCheckError):
    """A query that could not be answered.

    `code` is `unsupported` (by name), `needs-history`, `execution` (as a server's) or `limit`.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
