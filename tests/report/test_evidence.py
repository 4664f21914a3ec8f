"""Evidence is one line an offender, without what all share and what was said already."""

import pytest

from metrics_check.model.outcome import Outcome
from metrics_check.model.probe import Evidence
from metrics_check.report.evidence import evidence_lines
from metrics_check.report.line import plain
from tests.report.samples import outcome

HIDDEN = frozenset({"__name__", "job", "instance"})
ONE = (Evidence({"job": "a", "instance": "h:1", "model": "m"}, 7.0),)
TWO = (*ONE, Evidence({"__name__": "x", "job": "b", "instance": "h:1"}, 12.5, "why"))

ROWS = [
    pytest.param(outcome("x"), "", id="none"),
    pytest.param(outcome("x", evidence=ONE), '7  {model="m"}\n', id="one"),
    pytest.param(outcome("x", evidence=ONE, observed="7"), "", id="one-told-by-its-value"),
    pytest.param(
        outcome("x", evidence=ONE, observed='7 {model="m"}'), "", id="one-told-with-its-labels"
    ),
    pytest.param(
        outcome("x", evidence=ONE, observed='7 {model="m"}, 5 {model="n"}'),
        '7  {model="m"}\n',
        id="one-of-two-that-were-found",
    ),
    pytest.param(
        outcome("x", evidence=ONE, evidence_total=9, observed="7"),
        '1 of 9 violations:\n  7  {model="m"}\n',
        id="one-of-many",
    ),
    pytest.param(
        outcome("x", evidence=TWO),
        '2 violations:\n     7  {job="a", model="m"}\n  12.5  {job="b"}  (why)\n',
        id="what-differs-is-shown",
    ),
    pytest.param(outcome("x", evidence=(Evidence({}, 1.0),)), "", id="only-that-it-is-absent"),
    pytest.param(
        outcome("x", evidence=(Evidence({}, None, "gauge"),), observed="gauge"),
        "",
        id="one-told-by-its-note",
    ),
    pytest.param(
        outcome("x#labels.model", evidence=ONE), '{model="m"}\n', id="a-label-not-a-value"
    ),
]


@pytest.mark.parametrize(("judged", "expected"), ROWS)
def test_lines(judged: Outcome, expected: str) -> None:
    assert plain(evidence_lines(judged, hidden=HIDDEN, indent=0)) == expected
