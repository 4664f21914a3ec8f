"""The sentence of each outcome."""

import pytest

from metrics_check.assertions import reasons
from metrics_check.assertions.kind import Reason
from metrics_check.assertions.registry import kind
from tests.assertions.building import subject_of

H = "series: h\ntype: histogram\n"
G = "series: m\ntype: gauge\n"
RULES = "series: m\nlabels: {l: {in: [a, b], all: [a]}}"


@pytest.mark.parametrize(
    ("entry", "assertion", "evidence", "expected"),
    [
        pytest.param(
            "series: m{l}", "presence", {}, ("absent-series", "no such series: m{l}"), id="presence"
        ),
        pytest.param(
            "series: m\nabsent: true\nreplaced_by: n",
            "absent",
            {},
            ("forbidden-series", "m is there and must not be"),
            id="absent",
        ),
        pytest.param(
            G + "expect: sum >= 1",
            "expect.sum",
            {},
            ("bound-violated", "the sum is below the bound"),
            id="sum",
        ),
        pytest.param(
            G + "expect: max < 1",
            "expect.max",
            {},
            ("bound-violated", "the largest value is above the bound"),
            id="max",
        ),
        pytest.param(
            G + "expect: avg 1 .. 2",
            "expect.avg",
            {},
            ("bound-violated", "the average is out of bounds"),
            id="avg",
        ),
        pytest.param(
            G + "expect: '>= 1'",
            "expect.any",
            {},
            ("bound-violated", "no series has a value >= 1"),
            id="any",
        ),
        pytest.param(
            G + "expect: '== 1'",
            "expect.each",
            {},
            ("bound-violated", "a value is out of bounds"),
            id="each",
        ),
        pytest.param(
            H + "expect: series <= 1",
            "expect.series",
            {},
            ("bound-violated", "the number of series is above the bound"),
            id="series",
        ),
        pytest.param(
            H + "expect: observations >= 1",
            "expect.observations",
            {},
            ("bound-violated", "the number of observations is below the bound"),
            id="observations",
        ),
        pytest.param(
            H + "expect: total >= 1",
            "expect.total",
            {},
            ("bound-violated", "the sum of all observations is below the bound"),
            id="total",
        ),
        pytest.param(
            H + "expect: mean <= 1",
            "expect.mean",
            {},
            ("bound-violated", "the mean is above the bound"),
            id="mean",
        ),
        pytest.param(
            H + "expect: mean <= 1",
            "expect.mean",
            {"absent_metric": "h_sum"},
            ("absent-series", "no such series: h_sum"),
            id="a-part-is-absent",
        ),
        pytest.param(
            H + "expect: p95 <= 60",
            "expect.p95",
            {},
            ("bound-violated", "the p95 is above the bound"),
            id="quantile",
        ),
        pytest.param(
            H + "expect: within <= 60",
            "expect.within",
            {},
            ("bound-violated", "observations are above 60"),
            id="within",
        ),
        pytest.param(
            RULES,
            "labels.l",
            {"l": "c"},
            (
                "value-not-allowed",
                "`l` has a value that is not allowed: l in a, b; all of a",
            ),
            id="value-not-allowed",
        ),
        pytest.param(
            RULES,
            "labels.l",
            {"g": "1"},
            ("absent-label", "a series has no label `l`"),
            id="absent-label",
        ),
        pytest.param(
            RULES,
            "labels.l",
            {"l": "a"},
            ("value-not-initialised", "`l` does not show `a`"),
            id="value-not-initialised",
        ),
        pytest.param(
            "holds: a > 1",
            "holds",
            {},
            ("condition-violated", "the condition does not hold"),
            id="holds",
        ),
        pytest.param(
            "never: a > 1",
            "never",
            {},
            ("condition-violated", "found what must never be"),
            id="never",
        ),
        pytest.param(
            "series: m\nonly_labels: true\nlabels: {l: [a]}",
            "only_labels",
            {},
            ("extra-label", "a series carries a label that is not named; named are `l`"),
            id="only-labels",
        ),
        pytest.param(
            "series: m\nonly_labels: true",
            "only_labels",
            {},
            ("extra-label", "a series carries a label that is not named; named are none"),
            id="no-labels",
        ),
        pytest.param(
            "series: m\nbuckets: [1, 2]",
            "buckets",
            {},
            ("buckets-differ", "the buckets differ, expected 1 2"),
            id="buckets",
        ),
        pytest.param(
            H, "type", {}, ("type-differs", "the type differs, expected histogram"), id="type"
        ),
        pytest.param(
            "series: m\nunit: seconds",
            "unit",
            {},
            ("unit-differs", "the unit differs, expected seconds"),
            id="unit",
        ),
        pytest.param(
            "series: m\nhelp: true",
            "help",
            {},
            ("help-missing", "the metric has no # HELP, or an empty one"),
            id="help",
        ),
    ],
)
def test_a_violation(
    entry: str, assertion: str, evidence: dict[str, str], expected: tuple[str, str]
) -> None:
    found = reasons.violated(subject_of(entry, assertion, {}), evidence=(evidence,))
    assert found == Reason(*expected)


@pytest.mark.parametrize(
    ("entry", "assertion", "expected"),
    [
        pytest.param(
            G + "expect: sum >= 1", "expect.sum", ("absent-series", "no such series: m"), id="bound"
        ),
        pytest.param(
            "holds: a > 1", "holds", ("absent-series", "no such series: a > 1"), id="holds"
        ),
        pytest.param(
            "never: absent(a)",
            "never",
            ("condition-violated", "found what must never be"),
            id="never",
        ),
    ],
)
def test_a_violation_without_any_series(
    entry: str, assertion: str, expected: tuple[str, str]
) -> None:
    subject = subject_of(entry, assertion, {})
    assert reasons.violated(subject, evidence=({},), is_absent=True) == Reason(*expected)


@pytest.mark.parametrize(
    ("entry", "assertion", "expected"),
    [
        pytest.param(
            H + "expect: mean <= 1",
            "expect.mean",
            ("no-observations", "no observation yet"),
            id="mean",
        ),
        pytest.param(
            H + "expect: p95 <= 1", "expect.p95", ("no-observations", "no observation yet"), id="p"
        ),
        pytest.param(
            H + "expect: within <= 1",
            "expect.within",
            ("no-observations", "no observation yet"),
            id="within",
        ),
        pytest.param(
            "series: m{l}",
            "labels.l",
            ("absent-series", "no such series, so no label to judge: m{l}"),
            id="labels",
        ),
        pytest.param(
            "never: a > 1",
            "never",
            (
                "not-seen",
                "a metric or label that it needs is not there, so finding nothing says nothing",
            ),
            id="never",
        ),
    ],
)
def test_nothing_to_judge(entry: str, assertion: str, expected: tuple[str, str]) -> None:
    assert reasons.unproven(subject_of(entry, assertion, {}), evidence=({},)) == Reason(*expected)


def test_an_idle_workload() -> None:
    entry = H + "exercised_by: |\n  sum(work)\n    > 0\nexpect: mean <= 1"
    subject = subject_of(entry, "expect.mean", {})
    found = reasons.unproven(subject, evidence=({"unproven": "not-exercised"},))
    assert found == Reason("not-exercised", "the workload did not run: sum(work) > 0 is empty")


def test_a_kind_without_words_for_it_says_so_plainly() -> None:
    subject = subject_of("series: m", "presence", {})
    assert kind("presence").unproven_message(subject) == "there was nothing to judge"
