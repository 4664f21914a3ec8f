"""Outcomes with one reason are told as one."""

from typing import Any

import pytest

from metrics_check.model.outcome import Diagnosis, Outcome, Verdict
from metrics_check.model.probe import Evidence
from metrics_check.report.fold import explained, told_once
from tests.report.samples import ABSENT, outcome

FAIL, WARN, UNPROVEN, ERROR = Verdict.FAIL, Verdict.WARN, Verdict.UNPROVEN, Verdict.ERROR
STEP: dict[str, Any] = {"diagnosis": (Diagnosis("never-counted", "it is there and is 0"),)}


def one(value: float) -> dict[str, Any]:
    """Evidence of one element with that value."""
    return {"evidence": (Evidence({"a": "1"}, value),), "code": "bound-violated"}


def gone(name: str, *, code: str = "no-near-name") -> dict[str, Any]:
    """Absent, and no name is like it."""
    second = "names-in-all" if code == "no-near-name" else "not-reached"
    steps = Diagnosis(code, f"no {name}"), Diagnosis(second, "right service?")
    return {"code": "absent-series", "diagnosis": steps}


ROWS = [
    pytest.param(
        [outcome("a#expect.sum", FAIL, **ABSENT), outcome("a#labels.x", UNPROVEN, **ABSENT)],
        [["a#expect.sum", "a#labels.x"]],
        id="absent-series-is-one-thing-whatever-the-verdict",
    ),
    pytest.param(
        [outcome("a#labels.x", UNPROVEN, **ABSENT), outcome("a#expect.sum", FAIL, **ABSENT)],
        [["a#expect.sum", "a#labels.x"]],
        id="the-worst-of-a-group-stands-first",
    ),
    pytest.param(
        [outcome("a", FAIL, **ABSENT), outcome("b", FAIL, **ABSENT)],
        [["a#expect.any"], ["b#expect.any"]],
        id="two-expectations-are-two",
    ),
    pytest.param(
        [outcome("a", FAIL, **ABSENT), outcome("a", FAIL, target="cj", **ABSENT)],
        [["a#expect.any"], ["a#expect.any"]],
        id="two-targets-are-two",
    ),
    pytest.param(
        [outcome("a#x", FAIL, **one(1), **STEP), outcome("a#y", FAIL, **one(1), **STEP)],
        [["a#x", "a#y"]],
        id="same-evidence-same-diagnosis",
    ),
    pytest.param(
        [outcome("a#x", FAIL, **one(1), **STEP), outcome("a#y", FAIL, **one(2), **STEP)],
        [["a#x"], ["a#y"]],
        id="other-values",
    ),
    pytest.param(
        [outcome("a#x", FAIL, **one(1), **STEP), outcome("b#y", WARN, **one(1), **STEP)],
        [["a#x"], ["b#y"]],
        id="a-violated-bound-is-no-warning",
    ),
    pytest.param(
        [
            outcome("a#expect.p95", FAIL, **one(2)),
            outcome("a#expect.mean", FAIL, **one(1)),
            outcome("a#warn.mean", WARN, **one(3)),
            outcome("a#warn.p50", WARN, **one(3)),
        ],
        [["a#expect.p95"], ["a#expect.mean", "a#warn.mean"], ["a#warn.p50"]],
        id="a-warning-of-what-fails-anyway",
    ),
    pytest.param(
        [
            outcome("a#type", FAIL, code="type-differs", **STEP),
            outcome("a#expect.mean", FAIL, code="absent-series", **STEP),
        ],
        [["a#type", "a#expect.mean"]],
        id="of-another-type-and-so-not-there",
    ),
    pytest.param(
        [
            outcome("a", FAIL, **gone("a", code="no-series-yet")),
            outcome("b", FAIL, **gone("b", code="no-series-yet")),
            outcome("c", FAIL, **ABSENT),
            outcome("d#holds", FAIL, **gone("b", code="no-series-yet")),
        ],
        [["c#expect.any"], ["a#expect.any", "b#expect.any"], ["d#holds"]],
        id="what-was-not-reached-stands-behind-what-is-wrong",
    ),
    pytest.param(
        [outcome("a#x", FAIL, message="below"), outcome("a#y", FAIL, message="above")],
        [["a#x"], ["a#y"]],
        id="without-a-diagnosis-the-message-is-the-reason",
    ),
    pytest.param(
        [
            outcome("a#expect.sum", FAIL, **gone("a")),
            outcome("a#labels.x", UNPROVEN, **gone("a")),
            outcome("b", FAIL, **gone("b")),
            outcome("c", FAIL, target="cj", **gone("c")),
            outcome("d#holds", FAIL, **gone("d")),
        ],
        [["a#expect.sum", "b#expect.any", "a#labels.x"], ["c#expect.any"], ["d#holds"]],
        id="nothing-is-like-what-several-ask-for",
    ),
    pytest.param(
        [outcome("a", ERROR, message="down"), outcome("b", ERROR, message="down")],
        [["a#expect.any", "b#expect.any"]],
        id="a-target-that-is-down",
    ),
    pytest.param(
        [outcome("a", UNPROVEN, message="idle"), outcome("b", UNPROVEN, message="busy")],
        [["a#expect.any"], ["b#expect.any"]],
        id="unproven-for-two-reasons",
    ),
    pytest.param(
        [outcome("w", WARN), outcome("u", UNPROVEN), outcome("f", FAIL), outcome("e", ERROR)],
        [["e#expect.any"], ["f#expect.any"], ["u#expect.any"], ["w#expect.any"]],
        id="worst-first",
    ),
    pytest.param(
        [outcome("p"), outcome("s", Verdict.SKIPPED), outcome("w", Verdict.WAIVED)],
        [],
        id="what-needs-no-explanation",
    ),
]


@pytest.mark.parametrize(("outcomes", "expected"), ROWS)
def test_folds(outcomes: list[Outcome], expected: list[list[str]]) -> None:
    groups = explained(outcomes)
    assert [[f"{o.id}#{o.assertion}" for o in group] for group in groups] == expected


NEAR = Diagnosis("near-names", "lps shows no b; near it: c", "metrics-check query c")
ABOUT = Diagnosis("near-names", "b > 1 finds nothing: lps shows no b; near it: c", NEAR.try_next)
VALUE = Diagnosis("worst-offenders", "3")


def test_a_cause_is_told_once() -> None:
    outcomes = [
        outcome("a", FAIL, diagnosis=(NEAR, VALUE)),
        outcome("b", FAIL, diagnosis=(VALUE, NEAR)),
        outcome("c#holds", FAIL, diagnosis=(ABOUT,)),
        outcome("d", FAIL, target="cj", diagnosis=(NEAR,)),
        outcome("e", FAIL, **gone("e", code="no-series-yet")),
        outcome("f", FAIL, **gone("f", code="no-series-yet")),
        outcome("g#holds", FAIL, **gone("f", code="no-series-yet")),
    ]
    groups = told_once(explained(outcomes))
    same = Diagnosis("same-cause", "same cause as a")
    assert [group[0].diagnosis for group in groups] == [
        (NEAR, VALUE),
        (VALUE, same),
        (same,),
        (NEAR,),
        gone("e", code="no-series-yet")["diagnosis"],
        (Diagnosis("same-cause", "same cause as f"),),
    ]
