"""What a violation says: code, message, what was found, its evidence and its diagnosis."""

from pathlib import Path

import pytest

from metrics_check.model.outcome import Outcome, Verdict
from tests.check.worlds import World, judge, load

URL = "http://api:1/metrics"
ABOVE = f"targets: {{api: {{url: {URL}}}}}\nexpectations:\n"
WAIT = """# TYPE wait histogram
wait_bucket{m="a",le="2"} 0
wait_bucket{m="a",le="5"} 1
wait_bucket{m="a",le="+Inf"} 3
wait_sum{m="a"} 5.3249999999999
wait_count{m="a"} 3
"""
GROUPS = """c_total{l="1",s="x"} 3
c_total{l="1",s="y"} 3
c_total{l="2",s="x"} 3
"""


def _told(outcome: Outcome) -> list[str]:
    """Code, message and observed; a line each of evidence and of diagnosis, commands left out."""
    evidence = [
        " ".join(filter(None, (each.shown, each.note, str(dict(each.labels)))))
        for each in outcome.evidence
    ]
    steps = [f"{step.code}: {step.message}" for step in outcome.diagnosis]
    return [outcome.code, outcome.message, str(outcome.observed), *evidence, *steps]


ROWS = [
    pytest.param(
        "{series: wait, type: histogram, expect: within <= 5}",
        WAIT,
        [
            "bound-violated",
            "observations are above 5",
            "2 observations above",
            "2 observations above {'job': 'api'}",
            "worst-offenders: 2 observations above",
        ],
        id="within",
    ),
    pytest.param(
        "{series: wait, type: histogram, expect: within <= 1}",
        WAIT,
        [
            "bound-violated",
            "no bucket has the bound 1, so what is within it cannot be told;"
            " the bounds are 2, 5, +Inf",
            "no bucket of that bound",
            "no bucket of that bound {'job': 'api'}",
            "no-such-bucket: no bucket has the bound 1, so what is within it cannot be told;"
            " the bounds are 2, 5, +Inf",
            "worst-offenders: no bucket of that bound",
        ],
        id="within-what-is-no-bound",
    ),
    pytest.param(
        "{series: wait, type: histogram, expect: within <= 2}",
        WAIT + 'wait_bucket{m="b",le="+Inf"} 1\nwait_sum{m="b"} 1\nwait_count{m="b"} 1\n',
        [
            "bound-violated",
            "observations are above 2; not every bucket set has the bound 2, so what is within it"
            " cannot be told; the bounds are +Inf",
            "4 observations above",
            "4 observations above {'job': 'api'}",
            "no-such-bucket: not every bucket set has the bound 2, so what is within it cannot"
            " be told; the bounds are +Inf",
            "worst-offenders: 4 observations above",
        ],
        id="within-what-is-no-bound-of-some",
    ),
    pytest.param(
        "{series: wait, type: histogram, expect: p99 <= 5}",
        WAIT,
        [
            "bound-violated",
            "the p99 is above the bound",
            "above every finite bucket",
            "above every finite bucket {'job': 'api'}",
            "above-buckets: how far above is not known: the histogram has no higher bound to"
            " tell it",
            "worst-offenders: above every finite bucket",
        ],
        id="a-quantile-above-every-bucket",
    ),
    pytest.param(
        "{series: wait, type: histogram, expect: mean <= 0.5}",
        WAIT,
        [
            "bound-violated",
            "the mean is above the bound",
            "1.775",
            "1.775 {'job': 'api'}",
            "worst-offenders: 1.775",
        ],
        id="six-digits",
    ),
    pytest.param(
        "{series: wait, type: histogram, expect: mean >= 1.775}",
        WAIT,
        [
            "bound-violated",
            "the mean is below the bound",
            "1.7749999999999666",
            "1.7749999999999666 {'job': 'api'}",
            "worst-offenders: 1.7749999999999666",
        ],
        id="as-many-digits-as-tell-it-from-the-bound",
    ),
    pytest.param(
        "{series: old_total, absent: true, replaced_by: new_total}",
        "old_total 7\n",
        [
            "forbidden-series",
            "old_total is there and must not be; use new_total",
            "1 series",
            "7 {'__name__': 'old_total', 'instance': 'api:1', 'job': 'api'}",
            "replaced: use new_total",
            "worst-offenders: 7",
        ],
        id="replaced",
    ),
    pytest.param(
        "{series: c_total, by: [l], labels: {s: {all: [x, y]}}}",
        GROUPS,
        [
            "value-not-initialised",
            "`s` does not show `y`",
            '1 series {l="1", s="x"}, 1 series {l="1", s="y"}, 1 series {l="2", s="x"}',
            "1 missing {'job': 'api', 'l': '2', 's': 'y'}",
            'other-values: no series with l="2" has s "y" yet; the values there are {"x"}',
        ],
        id="a-value-that-one-group-lacks",
    ),
    pytest.param(
        "{id: h, holds: A > B}",
        "A 3\nBB 2\n",
        [
            "absent-series",
            "no such series: B",
            "3",
            "no-near-name: B finds nothing: api shows no B, and no name like it",
            "names-in-all: api shows 2 names in all: is this the right service and version?",
        ],
        id="holds-whose-right-side-is-absent",
    ),
    pytest.param(
        "{id: h, holds: 'jobs_total > job_limit{a=\"b\"}'}",
        'job_total 3\njob_limit{a="c"} 2\n',
        [
            "absent-series",
            'no such series: jobs_total, job_limit{a="b"}',
            "None",
            "near-names: jobs_total finds nothing: api shows no jobs_total; near it: job_total",
            'other-values: job_limit{a="b"} finds nothing: the metric is there, with a in {"c"}',
        ],
        id="holds-whose-left-side-is-renamed",
    ),
    pytest.param(
        "{id: h, holds: (A or B) > 5}",
        "A 3\n",
        [
            "condition-violated",
            "the condition does not hold; no such series: B",
            "3",
            "3 {'__name__': 'A', 'instance': 'api:1', 'job': 'api'}",
            "no-near-name: B finds nothing: api shows no B, and no name like it",
            "names-in-all: api shows 1 name in all: is this the right service and version?",
        ],
        id="holds-that-does-not-need-what-is-absent",
    ),
    pytest.param(
        "{id: n, never: A > 0 unless B > 0}",
        "A 3\n",
        [
            "condition-violated",
            "found what must never be; no such series: B",
            "1",
            "3 {'__name__': 'A', 'instance': 'api:1', 'job': 'api', 'violating_metric': 'A'}",
            "worst-offenders: 3",
            "no-near-name: B finds nothing: api shows no B, and no name like it",
            "names-in-all: api shows 1 name in all: is this the right service and version?",
        ],
        id="never-whose-excuse-is-absent",
    ),
    pytest.param(
        "wait >= 1",
        WAIT,
        [
            "absent-series",
            "no such series: wait",
            "None",
            "type-differs: wait is a histogram, not one value: write `histogram wait`, or ask for"
            " observations, mean, total, p50 to p99.9, within or series, such as"
            " `expect: observations >= 1`",
        ],
        id="a-value-of-a-histogram",
    ),
    pytest.param(
        'lat{m="a"} >= 1',
        '# TYPE lat summary\nlat_sum{m="a"} 1\nlat_count{m="a"} 1\n',
        [
            "absent-series",
            'no such series: lat{m="a"}',
            "None",
            "type-differs: lat is a summary, not one value: write `type: summary`, and ask for"
            " observations, mean, total or series, such as `expect: observations >= 1`",
        ],
        id="a-value-of-a-summary",
    ),
]


@pytest.mark.parametrize(("expectation", "shown", "expected"), ROWS)
def test_a_violation_says(
    tmp_path: Path, expectation: str, shown: str, expected: list[str]
) -> None:
    profile = load(f"{ABOVE}  - {expectation}\n", folder=tmp_path)
    report = judge(profile, World([{URL: shown}]))
    (outcome,) = [each for each in report.outcomes if each.verdict is Verdict.FAIL]
    assert _told(outcome) == expected
