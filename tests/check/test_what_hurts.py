"""Two faults of hand-written checkers that cannot happen here (reference stack, 1 and 2)."""

from pathlib import Path

import pytest

from tests.check.worlds import World, judge, load, verdicts

LPS = "http://lps:8090/metrics"
ABOVE = f"targets: {{lps: {{url: {LPS}}}}}\nexpectations:\n"
BUNDLES = """\
  - id: bundles
    series: llm_provider_serial_bundle_items_per_call{provider="mock"}
    type: histogram
    expect: [observations >= 1, within <= 64]
"""


def _bundles(*, spelling: str, within: int, count: int) -> str:
    name = "llm_provider_serial_bundle_items_per_call"
    return (
        f"# TYPE {name} histogram\n"
        f'{name}_bucket{{provider="mock",le="{spelling}"}} {within}\n'
        f'{name}_bucket{{provider="mock",le="+Inf"}} {count}\n'
        f'{name}_sum{{provider="mock"}} 90\n'
        f'{name}_count{{provider="mock"}} {count}\n'
    )


@pytest.mark.parametrize("spelling", ["64", "64.0", "6.4e+01", "6.4e1", "064", "+64.0"])
@pytest.mark.parametrize(
    ("within", "verdict"),
    [
        pytest.param(3, ("pass", ""), id="all within"),
        pytest.param(2, ("fail", "bound-violated"), id="one above"),
    ],
)
def test_a_bundle_above_the_bound_fails_however_the_bound_is_written(
    tmp_path: Path, spelling: str, within: int, verdict: tuple[str, str]
) -> None:
    profile = load(ABOVE + BUNDLES, folder=tmp_path)
    shown = _bundles(spelling=spelling, within=within, count=3)
    assert verdicts(judge(profile, World([{LPS: shown}])))["bundles#expect.within"] == verdict


def test_no_bundle_at_all_is_no_pass(tmp_path: Path) -> None:
    profile = load(ABOVE + BUNDLES, folder=tmp_path)
    shown = _bundles(spelling="64.0", within=0, count=0)
    judged = verdicts(judge(profile, World([{LPS: shown}])))
    assert judged["bundles#expect.observations"] == ("fail", "bound-violated")
    assert judged["bundles#expect.within"] == ("unproven", "no-observations")


LINES = [
    pytest.param("depth 7", "depth <= 5", id="a series without labels"),
    pytest.param("depth{} 7", "depth <= 5", id="empty braces"),
    pytest.param("depth NaN", "depth <= 5", id="NaN satisfies no bound"),
    pytest.param("depth +Inf", "depth <= 5", id="+Inf"),
    pytest.param("depth -Inf", "depth >= 5", id="-Inf"),
    pytest.param("depth 7 1777636800000", "depth <= 5", id="a timestamp"),
    pytest.param('depth{q="a,b"} 7', 'depth{q="a,b"} <= 5', id="a comma in a value"),
    pytest.param('depth{q="a}b"} 7', 'depth{q="a}b"} <= 5', id="a brace in a value"),
    pytest.param('depth{q="a} 1"} 7', 'depth{q="a} 1"} <= 5', id="a value like a line's end"),
    pytest.param(r'depth{q="a\"b"} 7', r'depth{q="a\"b"} <= 5', id="a quote in a value"),
    pytest.param(r'depth{q="a\nb"} 7', r'depth{q="a\nb"} <= 5', id="a newline in a value"),
    pytest.param('depth{q="#"} 7', "'depth{q=\"#\"} <= 5'", id="a hash in a value"),
    pytest.param('depth{ q = "a" , } 7', 'depth{q="a"} <= 5', id="space and a comma at the end"),
    pytest.param("depth 7e0", "depth <= 5", id="an exponent"),
]


@pytest.mark.parametrize(("line", "expectation"), LINES)
def test_no_line_of_an_exposition_is_dropped(tmp_path: Path, line: str, expectation: str) -> None:
    profile = load(f"{ABOVE}  - {expectation}\n", folder=tmp_path)
    report = judge(profile, World([{LPS: f"other 1\n{line}\nlast 1\n"}]))
    (outcome,) = report.outcomes
    assert (outcome.verdict.value, outcome.code) == ("fail", "bound-violated")
