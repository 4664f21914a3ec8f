"""Evidence is one line an offender, without what all share and what was said already."""

import pytest

from metrics_check.model.outcome import Outcome
from metrics_check.model.probe import Evidence
from metrics_check.report.evidence import evidence_lines
from metrics_check.report.line import plain
from tests.report.samples import outcome

HIDDEN = frozenset({"__name__", "job", "instance", "violating_metric"})
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
        outcome("x", evidence=(Evidence({"q": "a"}, 1.7749999999999995),), observed="2"),
        '1.775  {q="a"}\n',
        id="six-digits",
    ),
    pytest.param(
        outcome("x", evidence=(Evidence({"q": "a"}, 9.8e307, shown="above every finite bucket"),)),
        'above every finite bucket  {q="a"}\n',
        id="in-words",
    ),
    pytest.param(
        outcome(
            "x",
            evidence=(Evidence({}, 3.0, shown="3 observations above"),),
            observed="3 observations above",
        ),
        "",
        id="told-in-the-same-words",
    ),
    pytest.param(
        outcome("x", code="forbidden-series", evidence=ONE, observed="1 series"),
        '{model="m"}\n',
        id="that-it-is-there-not-its-value",
    ),
    pytest.param(
        outcome(
            "x",
            code="forbidden-series",
            evidence=(Evidence({"job": "a"}, 7.0),),
            observed="1 series",
        ),
        "",
        id="that-it-is-there-and-no-more",
    ),
    pytest.param(
        outcome("x", evidence=(Evidence({"violating_metric": "x"}, 7.0),), observed="7"),
        "",
        id="the-name-of-an-element",
    ),
    pytest.param(
        outcome("x#never", evidence=(Evidence({"job": "a", "model": "m"}, 1.0),), observed="1"),
        '1  {model="m"}\n',
        id="what-must-never-be-once",
    ),
    pytest.param(
        outcome("x#never", evidence=(Evidence({"job": "a"}, 1.0),), observed="1"),
        "1\n",
        id="what-must-never-be-without-labels",
    ),
    pytest.param(
        outcome("x#labels.model", evidence=(*ONE, Evidence({"job": "a"}, 3.0))),
        '2 violations:\n  {model="m"}\n  {}\n',
        id="a-series-without-labels",
    ),
    pytest.param(
        outcome("x#labels.model", evidence=ONE), '{model="m"}\n', id="a-label-not-a-value"
    ),
]


@pytest.mark.parametrize(("judged", "expected"), ROWS)
def test_lines(judged: Outcome, expected: str) -> None:
    assert plain(evidence_lines(judged, hidden=HIDDEN, indent=0)) == expected
