"""Problems as single lines of text, so that tables of them can be read."""

from collections.abc import Iterable

from metrics_check.exposition.model import ExpositionProblem, Format
from metrics_check.exposition.read import read_exposition


def told(problems: Iterable[ExpositionProblem]) -> list[str]:
    """`refused` or `noted`, line:column, code and message of each."""
    return [
        f"{'noted' if problem.is_ingestible else 'refused'} {problem.line}:{problem.column} "
        f"{problem.code}: {problem.message}"
        for problem in problems
    ]


def problems_of(text: str, *, syntax: Format) -> list[str]:
    """What reading a body tells. A surrogate stands for a byte that is not UTF-8."""
    body = text.encode(errors="surrogateescape")
    return told(read_exposition([body], format=syntax).problems)
