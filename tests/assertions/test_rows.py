"""Every row is judged by a real Prometheus and by us: the same outcome, and the same evidence."""

import pytest

from metrics_check.assertions.compile import compile_assertion
from tests.assertions.building import subject_of
from tests.assertions.judging import judged
from tests.assertions.rows import Row
from tests.assertions.rows.all import ALL_ROWS
from tests.assertions.scraped import Scraped, answering

ROWS = pytest.mark.parametrize("row", ALL_ROWS, ids=lambda row: row.id)


@ROWS
def test_we_judge_as_the_row_says(row: Row) -> None:
    subject = subject_of(row.expectation, row.assertion, {"job": "x"})
    probe = compile_assertion(subject)

    answers = [
        judged(probe, subject=subject, ask=answering(row.data, job="x", dialect=dialect))
        for dialect in (2, 3)
    ]

    assert [(each.verdict, each.code) for each in answers] == [(row.verdict, row.code)] * 2


@ROWS
def test_a_real_prometheus_judges_as_the_row_says(row: Row, scraped: Scraped) -> None:
    subject = subject_of(row.expectation, row.assertion, {"job": scraped.jobs[row.data]})
    probe = compile_assertion(subject)

    theirs = judged(probe, subject=subject, ask=scraped.theirs(row.data))

    assert (theirs.verdict, theirs.code) == (row.verdict, row.code)
    assert theirs == judged(probe, subject=subject, ask=scraped.ours(row.data))


def test_every_row_has_its_own_id() -> None:
    assert len({row.id for row in ALL_ROWS}) == len(ALL_ROWS)
