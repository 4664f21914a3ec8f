"""What of the exposed is declared, what is only told, and what is not there."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from metrics_check.check.checking import Judging, check
from metrics_check.check.coverage import BELOW, UNTOLD
from metrics_check.check.plan import Selection, plan_check
from metrics_check.errors import UnreadableSource
from metrics_check.load.profiles import load_profile
from metrics_check.model.coverage import Coverage
from metrics_check.model.outcome import Report
from metrics_check.report.coverage import absent, undeclared
from tests.check.worlds import Clock, Page, World, judge, load, verdicts

A, B = "http://a:1/metrics", "http://b:1/metrics"
SHOP = "targets: {shop: {url: 'http://a:1/metrics', labels: {job: shop}}}\nexpectations:\n"
COVERED = Judging(is_covered=True)


def covered(
    text: str, page: Page, folder: Path, *, judging: Judging = COVERED, only: tuple[str, ...] = ()
) -> Report:
    """The report of a profile, its coverage asked for."""
    selection = Selection(only=only)
    return judge(load(text, folder=folder), World([page]), judging=judging, selection=selection)


def coverage_of(report: Report) -> Coverage:
    """The coverage, which is there."""
    assert report.coverage is not None
    return report.coverage


HISTOGRAM = 'x_bucket{le="+Inf"} 1\nx_sum 1\nx_count 1\n'
# The expectations, what is exposed, and what of it is not declared.
CASES: Sequence[object] = [
    pytest.param("- a >= 0", "a 1\nb 1\n", ("b",), id="by its series"),
    pytest.param(
        "- histogram x", f"# TYPE x histogram\n{HISTOGRAM}y 1\n", ("y",), id="a histogram is one"
    ),
    pytest.param("- histogram x", f"{HISTOGRAM}y 1\n", ("y",), id="also without metadata"),
    pytest.param(
        "- {id: h, never: 'x_count > 5'}", f"# TYPE x histogram\n{HISTOGRAM}", (), id="by a part"
    ),
    pytest.param("- a_total >= 0", "a 1\na_total 1\n", ("a",), id="`_total` is another"),
    pytest.param("- {id: h, holds: a + b > 0}", "a 1\nb 1\nc 1\n", ("c",), id="by PromQL"),
    pytest.param(
        "- {id: h, holds: 'count({__name__=~\"a.*\"}) > 0'}",
        "a1 1\na2 1\nb 1\n",
        ("b",),
        id="by a pattern",
    ),
    pytest.param(
        "- {id: h, never: '{user_id!=\"\"}'}", "a 1\n", ("a",), id="no name declares nothing"
    ),
    pytest.param(
        "- {id: h, series: a, exercised_by: b > 0, expect: any >= 0}",
        "a 1\nb 1\n",
        (),
        id="by what exercises",
    ),
    pytest.param("- a >= 0", "# TYPE b counter\na 1\n", ("b",), id="no series yet"),
    pytest.param(
        "- {id: r, series: a, only_in: run, expect: any >= 0}\n  - b >= 0",
        "a 1\nb 1\n",
        (),
        id="judged elsewhere",
    ),
]


@pytest.mark.parametrize(("expectations", "exposed", "missing"), CASES)
def test_what_is_not_declared(
    expectations: str, exposed: str, missing: tuple[str, ...], tmp_path: Path
) -> None:
    report = covered(f"{SHOP}  {expectations}\n", {A: exposed}, tmp_path)
    found = undeclared(coverage_of(report))
    assert found == ({"shop": missing} if missing else {})


def test_runtimes_are_told_apart(tmp_path: Path) -> None:
    exposed = "a 1\npython_info 1\nprocess_open_fds 1\na_created 1\n"
    told = coverage_of(covered(f"{SHOP}  - a >= 0\n", {A: exposed}, tmp_path))
    assert (told.exposed, told.declared, told.runtime, told.percent) == (1, 1, 3, 100.0)
    more = f"{SHOP}  - a >= 0\n  - process_open_fds >= 0\n"
    told = coverage_of(covered(more, {A: exposed}, tmp_path))
    assert (told.exposed, told.declared, told.runtime) == (2, 2, 2)


def test_what_is_declared_and_not_there(tmp_path: Path) -> None:
    text = (
        f"{SHOP}  - a >= 0\n  - b >= 1\n"
        "  - {id: o, series: c, optional: true, expect: any >= 1}\n"
        "  - {id: n, never: d > 1}\n  - {id: h, series: h, type: histogram, expect: mean < 1}\n"
        "  - {id: gone, series: e, absent: true}\n"
    )
    page = {A: '# TYPE h histogram\nh_bucket{le="+Inf"} 0\nh_sum 0\nh_count 0\na 1\n'}
    told = coverage_of(covered(text, page, tmp_path))
    assert absent(told) == {"shop": ("b", "c", "d")}
    assert {each.id: each.code for each in told.unexercised} == {
        "b": "absent-series",
        "o": "optional-absent",
        "n": "not-seen",
        "h": "no-observations",
    }


def test_a_part_is_there_with_its_family(tmp_path: Path) -> None:
    text = f"{SHOP}  - {{id: n, never: x_count + y_count + z_bucket > 9}}\n"
    page = {A: "# TYPE x histogram\n# TYPE y counter\ny 1\na 1\n"}
    told = coverage_of(covered(text, page, tmp_path))
    # A counter has no such part.
    assert absent(told) == {"shop": ("y_count", "z_bucket")}
    assert undeclared(told) == {"shop": ("y", "a")}


def test_what_was_not_asked_for_is_declared_and_not_told(tmp_path: Path) -> None:
    told = coverage_of(
        covered(f"{SHOP}  - a >= 0\n  - b >= 1\n", {A: "a 1\nb 0\n"}, tmp_path, only=("a",))
    )
    assert (told.percent, told.unexercised) == (100.0, ())


MINIMA = [
    pytest.param(50.0, 0, [], id="reached"),
    pytest.param(50.1, 1, [BELOW], id="below"),
]


@pytest.mark.parametrize(("least", "code", "findings"), MINIMA)
def test_a_minimum(least: float, code: int, findings: list[str], tmp_path: Path) -> None:
    judging = Judging(least_percent=least)
    report = covered(f"{SHOP}  - a >= 0\n", {A: "a 1\nb 1\n"}, tmp_path, judging=judging)
    assert report.exit_code == code
    assert [each.code for each in report.findings if each.severity == "error"] == findings


def test_the_finding_says_how_far_it_is(tmp_path: Path) -> None:
    judging = Judging(least_percent=80.0)
    report = covered(f"{SHOP}  - a >= 0\n", {A: "a 1\nb 1\nc 1\n"}, tmp_path, judging=judging)
    (finding,) = (each for each in report.findings if each.code == BELOW)
    assert finding.message == (
        "1 of 3 exposed families are declared, 33.3 %; expected at least 80 %"
    )
    assert finding.where.endswith("p.yaml:2:10")


UNTOLD_PAGES: Sequence[object] = [
    pytest.param({A: "python_info 1\n"}, "no metric is exposed but those of runtimes", id="noise"),
    pytest.param(
        {A: UnreadableSource("http://a:1/metrics: nothing listens there.", code="refused")},
        "http://a:1/metrics: nothing listens there",
        id="not read",
    ),
]


@pytest.mark.parametrize(("page", "why"), UNTOLD_PAGES)
def test_what_cannot_be_told_is_no_pass(page: Mapping[str, str], why: str, tmp_path: Path) -> None:
    text = f"{SHOP}  - {{id: any, holds: 'count({{__name__!=\"\"}}) > 0'}}\n"
    report = covered(text, page, tmp_path, judging=Judging(least_percent=0.0))
    assert report.exit_code == 3
    (finding,) = (each for each in report.findings if each.code == UNTOLD)
    assert why in finding.message


def test_a_target_without_expectations_must_be_read_for_it(tmp_path: Path) -> None:
    text = (
        "targets:\n  shop: {url: 'http://a:1/metrics', labels: {job: shop}}\n"
        "  cart: {url: 'http://b:1/metrics', labels: {job: cart}}\n"
        "expectations:\n  - {id: a, target: shop, series: a, expect: any >= 0}\n"
    )
    down = UnreadableSource("http://b:1/metrics: nothing listens there.", code="refused")
    page: Page = {A: "a 1\n", B: down}
    assert covered(text, page, tmp_path).exit_code == 0
    report = covered(text, page, tmp_path, judging=Judging(least_percent=0.0))
    assert (report.exit_code, verdicts(report)["a#expect.any"][0]) == (3, "pass")


def test_replicas_are_one_target(tmp_path: Path) -> None:
    text = f"targets: {{shop: {{url: ['{A}', '{B}']}}}}\nexpectations:\n  - a >= 0\n"
    told = coverage_of(covered(text, {A: "a 1\nb 1\n", B: "a 1\nc 1\n"}, tmp_path))
    assert (told.declared, undeclared(told)) == (1, {"shop": ("b", "c")})


def test_profiles_are_counted_together(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            f"format: 1\nprofile: {name}\n{SHOP}  - {name} >= 0\n"
        )
    plans = [
        plan_check(load_profile(name, folder=tmp_path), selection=Selection()) for name in "ab"
    ]
    page = {A: "a 1\nb 1\nc 1\n"}
    report = check(plans, world=World([page]), clock=Clock(), judging=COVERED)
    told = coverage_of(report)
    assert (told.exposed, told.declared, undeclared(told)) == (3, 2, {"shop": ("c",)})


def test_nobody_asked(tmp_path: Path) -> None:
    report = covered(f"{SHOP}  - a >= 0\n", {A: "a 1\n"}, tmp_path, judging=Judging())
    assert report.coverage is None
