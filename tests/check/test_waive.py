"""Waivers: what they cover, until when, and what is said of those that cover nothing."""

from datetime import date

import pytest

from metrics_check.check.waive import apply_waivers
from metrics_check.located import Place
from metrics_check.model.outcome import Diagnosis, Finding, Outcome, Verdict
from metrics_check.model.profile import Waiver

TODAY = date(2026, 5, 1)


def _waiver(
    match: str, *, expires: date = date(2026, 6, 1), metric: str = "", target: str = ""
) -> Waiver:
    place = Place("p.yaml", 3, 5)
    return Waiver(match, "known", "team-a", expires, place, metric=metric, target=target)


def _outcome(verdict: Verdict, *, code: str = "bound-violated") -> Outcome:
    return Outcome(
        profile="p",
        id="callbacks",
        assertion="expect.sum",
        target="lps",
        verdict=verdict,
        code=code,
        where="p.yaml:9:1",
        series="callbacks_total{result}",
        expected="sum >= 1",
        message="too few",
    )


ROWS = [
    pytest.param("callbacks", {}, Verdict.FAIL, Verdict.WAIVED, id="by id"),
    pytest.param("callbacks#expect.sum", {}, Verdict.WARN, Verdict.WAIVED, id="by assertion"),
    pytest.param("callbacks#expect.mean", {}, Verdict.FAIL, Verdict.FAIL, id="other assertion"),
    pytest.param("call*", {}, Verdict.FAIL, Verdict.WAIVED, id="by glob"),
    pytest.param("bound-violated", {}, Verdict.FAIL, Verdict.WAIVED, id="by code"),
    pytest.param("bound-violated", {"metric": "x"}, Verdict.FAIL, Verdict.FAIL, id="other metric"),
    pytest.param(
        "bound-violated", {"metric": "callbacks_total"}, Verdict.FAIL, Verdict.WAIVED, id="metric"
    ),
    pytest.param("callbacks", {"target": "cj"}, Verdict.FAIL, Verdict.FAIL, id="other target"),
    pytest.param("callbacks", {"target": "lps"}, Verdict.FAIL, Verdict.WAIVED, id="target"),
    pytest.param("callbacks", {}, Verdict.ERROR, Verdict.ERROR, id="never an error"),
    pytest.param("callbacks", {}, Verdict.UNPROVEN, Verdict.UNPROVEN, id="never unproven"),
    pytest.param("callbacks", {}, Verdict.PASS, Verdict.PASS, id="a pass stays a pass"),
]


@pytest.mark.parametrize(("match", "scope", "before", "after"), ROWS)
def test_a_live_waiver_covers_fail_and_warn(
    match: str, scope: dict[str, str], before: Verdict, after: Verdict
) -> None:
    waivers = [_waiver(match, metric=scope.get("metric", ""), target=scope.get("target", ""))]
    waived = apply_waivers((_outcome(before),), (), waivers=waivers, today=TODAY)
    assert [outcome.verdict for outcome in waived.outcomes] == [after]


def test_a_waived_outcome_says_until_when_by_whom_and_why() -> None:
    waived = apply_waivers(
        (_outcome(Verdict.FAIL),), (), waivers=[_waiver("callbacks")], today=TODAY
    )
    expected = "too few (waived until 2026-06-01 by team-a: known)"
    assert waived.outcomes[0].message == expected
    note = Diagnosis("waived", "waived until 2026-06-01 by team-a: known")
    assert waived.outcomes[0].diagnosis == (note,)
    assert waived.findings == ()


def test_the_last_day_counts_and_the_next_does_not() -> None:
    last = _waiver("callbacks", expires=TODAY)
    over = _waiver("callbacks", expires=date(2026, 4, 30))
    held = apply_waivers((_outcome(Verdict.FAIL),), (), waivers=[last], today=TODAY)
    gone = apply_waivers((_outcome(Verdict.FAIL),), (), waivers=[over], today=TODAY)
    assert held.outcomes[0].verdict is Verdict.WAIVED
    assert gone.outcomes[0].verdict is Verdict.FAIL
    assert gone.findings == (
        Finding(
            "expired-waiver",
            "warning",
            "",
            "p.yaml:3:5",
            "the waiver of 'callbacks' expired on 2026-04-30; "
            "mend what it covers, or have team-a renew it",
        ),
    )


def test_a_waiver_that_covered_nothing_is_a_finding() -> None:
    waived = apply_waivers((_outcome(Verdict.PASS),), (), waivers=[_waiver("queue")], today=TODAY)
    assert waived.findings == (
        Finding(
            "unused-waiver",
            "warning",
            "",
            "p.yaml:3:5",
            "the waiver of 'queue' covered nothing; remove it",
        ),
    )


def test_a_waiver_for_an_audit_is_not_called_unused() -> None:
    waivers = [_waiver("unknown-metric"), _waiver("unknown-metrics")]
    waived = apply_waivers((_outcome(Verdict.PASS),), (), waivers=waivers, today=TODAY)
    assert [each.message for each in waived.findings] == [
        "the waiver of 'unknown-metrics' covered nothing; remove it"
    ]


@pytest.mark.parametrize("verdict", [Verdict.ERROR, Verdict.UNPROVEN, Verdict.SKIPPED])
def test_a_waiver_of_what_was_not_judged_is_not_called_unused(verdict: Verdict) -> None:
    waived = apply_waivers((_outcome(verdict),), (), waivers=[_waiver("callbacks")], today=TODAY)
    assert waived.findings == ()


def test_a_finding_is_waived_by_its_code_and_metric() -> None:
    finding = Finding("missing-inf-bucket", "warning", "lps", "", "no +Inf", metric="wait_seconds")
    waivers = [_waiver("missing-inf-bucket", metric="wait_*")]
    waived = apply_waivers((), (finding,), waivers=waivers, today=TODAY)
    assert [each.is_waived for each in waived.findings] == [True]
