"""Every row is judged by a real Prometheus and by us: the same outcome, and for the same reason."""

import pytest

from metrics_check.assertions import reasons
from metrics_check.assertions.compile import compile_assertion
from tests.assertions.building import subject_of
from tests.assertions.judging import Judged, judged
from tests.assertions.rows import Row
from tests.assertions.rows.all import ALL_ROWS
from tests.assertions.scraped import Scraped


@pytest.mark.parametrize("row", ALL_ROWS, ids=lambda row: row.id)
def test_a_real_prometheus_judges_as_the_row_says(row: Row, scraped: Scraped) -> None:
    subject = subject_of(row.expectation, row.assertion, {"job": scraped.jobs[row.data]})
    probe = compile_assertion(subject)

    answer = judged(probe, subject=subject, ask=scraped.ask)

    assert (answer.verdict, code_of(answer, row=row, scraped=scraped)) == (row.verdict, row.code)


def code_of(answer: Judged, *, row: Row, scraped: Scraped) -> str:
    """The code of the outcome, `""` where nothing is wrong."""
    subject = subject_of(row.expectation, row.assertion, {"job": scraped.jobs[row.data]})
    if answer.verdict == "fail":
        found = tuple(dict(labels) for labels, _ in answer.violation)
        return reasons.violated(subject, evidence=found, is_absent=not answer.exists).code
    if answer.verdict == "unproven":
        found = tuple(dict(labels) for labels, _ in answer.unproven)
        return reasons.unproven(subject, evidence=found).code
    return ""
