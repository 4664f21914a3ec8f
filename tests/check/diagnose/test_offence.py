"""A value that is there and is wrong: the worst offenders, and the query that shows them."""

import math
from dataclasses import replace

import pytest

from metrics_check.model.outcome import Outcome
from metrics_check.model.probe import Evidence
from metrics_check.model.series import MetricType
from tests.check.diagnose.seen import ABSENT, LPS, expectation_of, told, view_of

HISTOGRAM = """# TYPE wait_seconds histogram
wait_seconds_bucket{mode="a",le="+Inf"} 3
wait_seconds_sum{mode="a"} 400
wait_seconds_count{mode="a"} 3
"""
RESULTS = """callbacks_total{result="success",n="1"} 1
callbacks_total{result="ok",n="1"} 1
callbacks_total{result="ok",n="2"} 1
"""
OWN = {"job": "llm_provider_service", "instance": "i:1"}


def _violated(
    assertion: str, *values: float | None, total: int = 0, code: str = "bound-violated"
) -> Outcome:
    evidence = tuple(
        Evidence({**OWN, "mode": chr(97 + n)}, value) for n, value in enumerate(values)
    )
    total = total or len(values)
    return replace(ABSENT, assertion=assertion, code=code, evidence=evidence, evidence_total=total)


def _in_words(outcome: Outcome, shown: str) -> Outcome:
    evidence = tuple(replace(each, shown=shown) for each in outcome.evidence)
    return replace(outcome, evidence=evidence)


LINE = 'histogram wait_seconds{mode=~"a|b"}'
ROWS = [
    pytest.param(
        _violated("expect.mean", 133.5),
        ['worst-offenders: 133.5 {mode="a"}'],
        """'sum(wait_seconds_sum{mode=~"a|b"}) / sum(wait_seconds_count{mode=~"a|b"})'""",
        id="mean",
    ),
    pytest.param(
        _violated("expect.mean.2", 1.7749999999999995),
        ['worst-offenders: 1.775 {mode="a"}'],
        """'sum(wait_seconds_sum{mode=~"a|b"}) / sum(wait_seconds_count{mode=~"a|b"})'""",
        id="the-second-mean",
    ),
    pytest.param(
        _violated("expect.mean", math.inf),
        ['worst-offenders: +Inf {mode="a"}'],
        """'sum(wait_seconds_sum{mode=~"a|b"}) / sum(wait_seconds_count{mode=~"a|b"})'""",
        id="no-quantile-is-above-no-bucket",
    ),
    pytest.param(
        _violated("expect.total", 400.0, 300.0),
        ['worst-offenders: 2 violations, worst first: 400 {mode="a"}; 300 {mode="b"}'],
        """'wait_seconds_sum{mode=~"a|b"}'""",
        id="total-of-two",
    ),
    pytest.param(
        _violated("expect.observations", 3.0),
        ['worst-offenders: 3 {mode="a"}'],
        """'wait_seconds_count{mode=~"a|b"}'""",
        id="observations",
    ),
    pytest.param(
        _in_words(_violated("warn.p99.9", 9.9e307), "above every finite bucket"),
        [
            "above-buckets: how far above is not known: the histogram has no higher bound to"
            " tell it",
            'worst-offenders: above every finite bucket {mode="a"}',
        ],
        """'histogram_quantile(0.999, sum by (le) (wait_seconds_bucket{mode=~"a|b"}))'""",
        id="a-quantile-above-the-buckets",
    ),
    pytest.param(
        _violated("expect.within", 2.0),
        ['worst-offenders: 2 {mode="a"}'],
        """'sum by (le) (wait_seconds_bucket{mode=~"a|b"})'""",
        id="within",
    ),
    pytest.param(
        _violated("expect.mean", math.nan, 9.0, 8.0, 7.0, 6.0, total=23),
        [
            "nan-value: NaN satisfies no comparison: a division by zero, or a gauge never set",
            'worst-offenders: 5 of 23 violations, worst first: NaN {mode="a"}; 9 {mode="b"};'
            ' 8 {mode="c"}; 7 {mode="d"}; 6 {mode="e"}',
        ],
        """'sum(wait_seconds_sum{mode=~"a|b"}) / sum(wait_seconds_count{mode=~"a|b"})'""",
        id="nan-and-five-of-many",
    ),
    pytest.param(
        _violated("expect.observations", 0.0),
        [
            "never-counted: it is there and still 0, while wait_seconds_count was counted",
            'worst-offenders: 0 {mode="a"}',
        ],
        """'wait_seconds_count{mode=~"a|b"}'""",
        id="a-counter-that-is-still-zero",
    ),
    pytest.param(
        replace(
            _violated("buckets", code="buckets-differ"),
            evidence=(Evidence({}, note="missing: 5"),),
        ),
        ["worst-offenders: (missing: 5)"],
        """'count by (le) (wait_seconds_bucket{mode=~"a|b"})'""",
        id="buckets",
    ),
    pytest.param(
        _violated("absent", 3.0, code="forbidden-series"),
        ['worst-offenders: 3 {mode="a"}'],
        """'wait_seconds_count{mode=~"a|b"}'""",
        id="a-series-that-must-not-be",
    ),
    pytest.param(
        replace(_violated("type", None, code="type-differs"), observed="gauge", expected="type x"),
        [
            "type-differs: lps shows wait_seconds as gauge, expected type x:"
            " mend the service, or the expectation"
        ],
        "wait_seconds_count",
        id="type",
    ),
]


@pytest.mark.parametrize(("outcome", "messages", "query"), ROWS)
def test_explains(outcome: Outcome, messages: list[str], query: str) -> None:
    found = told(expectation_of(LINE), target=view_of(HISTOGRAM), outcome=outcome)
    assert found == [*messages, f"metrics-check query {query} {LPS}"]


def test_zero_of_a_gauge_is_a_value() -> None:
    found = told(
        expectation_of("depth >= 1", declared=MetricType.GAUGE),
        target=view_of("depth 0\n"),
        outcome=replace(ABSENT, code="bound-violated", evidence=(Evidence(OWN, 0.0),)),
    )
    assert found == ["worst-offenders: 0", f"metrics-check query depth {LPS}"]


def test_without_evidence_there_is_no_word() -> None:
    outcome = replace(ABSENT, code="bound-violated")
    assert told(expectation_of("depth >= 1"), target=view_of("depth 0\n"), outcome=outcome) == []


VALUES = [
    pytest.param(
        "value-not-allowed",
        [Evidence({"result": "ok", "n": "1"}, 1.0), Evidence({"result": "ok", "n": "2"}, 1.0)],
        'result is "ok" in 2 series; the values there are {"ok", "success"}',
        id="not-allowed",
    ),
    pytest.param(
        "value-not-initialised",
        [Evidence({"result": "failure"}, 3.0), Evidence({"result": "expired"}, 3.0)],
        'no series has result "expired", "failure" yet; the values there are {"ok", "success"}',
        id="not-initialised",
    ),
    pytest.param(
        "value-not-allowed",
        [Evidence({"result": "failure"}, 3.0), Evidence({"result": "ok"}, 0.0)],
        'result is "ok" in 2 series; no series has result "failure" yet;'
        ' the values there are {"ok", "success"}',
        id="both",
    ),
]


@pytest.mark.parametrize(("code", "evidence", "message"), VALUES)
def test_label_values(code: str, evidence: list[Evidence], message: str) -> None:
    outcome = replace(ABSENT, assertion="labels.result", code=code, evidence=tuple(evidence))
    found = told(
        expectation_of('callbacks_total{n=~"1|2"}'), target=view_of(RESULTS), outcome=outcome
    )
    assert found == [
        f"other-values: {message}",
        f"""metrics-check query 'count by (result) (callbacks_total{{n=~"1|2"}})' {LPS}""",
    ]
