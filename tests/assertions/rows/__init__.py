"""Rows: data, one assertion, and the outcome that it must have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`data` is an exposition, scraped under its own job. `code` is that of a fail or unproven."""

    id: str
    data: str
    expectation: str
    assertion: str
    verdict: str
    code: str = ""


def rows(
    name: str, expectation: str, assertion: str, outcomes: dict[str, str], *, data: dict[str, str]
) -> tuple[Row, ...]:
    """One row for each named data set; an outcome is a verdict, or `verdict code`."""
    return tuple(
        Row(f"{name}-{key}", data[key], expectation, assertion, *outcome.split())
        for key, outcome in outcomes.items()
    )
