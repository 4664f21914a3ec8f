"""The rules of expectations: what stands in them, byte for byte, and around them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from metrics_check.assertions.compile import compile_assertion
from metrics_check.errors import InvalidInput
from metrics_check.generate.book import books_of
from metrics_check.generate.rules import generate_rules, groups_of
from metrics_check.model.settings import Defaults
from tests.generate.making import (
    HEADER,
    asked,
    assert_proven,
    book_of,
    made,
    promtools,
    request_of,
    shop,
    written,
)

ENTRIES = """\
  - id: paid
    series: orders_total{status="paid"}
    alert: true
  - id: errors
    series: errors_total{kind}
    expect: sum <= 5
    alert: {for: 1m30s, window: 20m, severity: critical, labels: {pager: 'yes'}}
  - id: wait
    series: wait_seconds{queue, result}
    type: histogram
    labels: {result: {in: [ok, bad], all: [ok, bad]}, queue: {matches: "q[0-9]+"}}
    expect: [mean 0s .. 120s, p95 <= 60s, within <= 60, total <= 1d]
    warn: observations <= 100
    alert: true
  - id: depth
    series: depth{queue="a"}
    type: gauge
    optional: true
    expect: each <= 1000
    alert: true
  - id: heat
    series: heat_celsius
    type: gauge
    expect: [min >= -5, max <= 40, avg != 3, any > 1]
    alert: true
  - {id: nine, series: "collector{name}", type: gauge, expect: series >= 9, alert: true}
  - {id: old, series: old_total, absent: true, alert: true}
  - {id: answers, series: answer_seconds, type: summary, expect: mean <= 2s, alert: true}
  - {id: room, holds: free > 0.02 * size, alert: true}
  - {id: broken, never: "a > 0 or b > 0", alert: true}
  - {id: ratio, never: "rate(err_total[5m]) / rate(all_total[5m]) > 0.5", alert: true}
  - id: done
    series: done_total
    expect: sum >= 1
    exercised_by: sum(increase(started_total[10m])) > 0
    alert: true
  - {id: other, series: not_alerted, type: gauge, expect: each <= 1}
"""


def test_each_holds_the_violation_of_its_compile(tmp_path: Path) -> None:
    book = book_of(shop(tmp_path, ENTRIES))
    subjects = [rule.alert.subject for rule in book.rules]
    assert [subject.window for subject in subjects if subject is not None][:3] == [
        "10m",
        "20m",
        "20m",
    ]
    for rule in book.rules:
        subject = rule.alert.subject
        if subject is None:
            continue
        violation = compile_assertion(subject).violation
        guards = (
            f"({violation}) and on (job) up == 1",
            f'({violation}) and on () up{{job="shop"}} == 1',
        )
        is_absence = "absent" in violation
        assert rule.alert.expr in (guards if is_absence else (violation,))


AROUND = """\
  - id: errors
    series: errors_total
    expect: each <= 5
    why: Somebody {{ waits }}.
    runbook: https://wiki/{{x}}
    alert:
      {for: 90s, severity: critical, labels: {pager: 'yes'}, annotations: {more: "{{ $v }}"}}
"""


def test_what_stands_around_it(tmp_path: Path) -> None:
    defaults = Defaults(labels={"team": "shop"}, dashboards="https://grafana.example.com")
    (group,) = (
        each
        for each in yaml.safe_load(made(shop(tmp_path, AROUND, defaults=defaults))[0].text)[
            "groups"
        ]
    )
    selected = 'errors_total{job="shop"}[10m]'
    assert group == {
        "name": "shop",
        "rules": [
            {
                "alert": "ShopErrorsExpectEach",
                "expr": f"(increase({selected}) unless increase({selected}) <= 5"
                f" or absent_over_time({selected})) and on (job) up == 1",
                "for": "1m30s",
                "labels": {
                    "expectation": "errors#expect.each",
                    "owner": "checkout",
                    "pager": "yes",
                    "profile": "shop",
                    "severity": "critical",
                    "team": "shop",
                },
                "annotations": {
                    "dashboard_url": "https://grafana.example.com/d/shop",
                    "description": 'Somebody {{ "{{" }} waits }}. It is about errors_total',
                    "more": '{{ "{{" }} $v }}',
                    "runbook_url": 'https://wiki/{{ "{{" }}x}}',
                    "summary": "errors of shop is violated: each <= 5",
                },
            },
            {
                "alert": "ShopShopDown",
                "expr": 'up{job="shop"} == 0 or absent(up{job="shop"})',
                "for": "5m",
                "labels": {
                    "owner": "checkout",
                    "profile": "shop",
                    "severity": "warning",
                    "target": "shop",
                    "team": "shop",
                },
                "annotations": {
                    "dashboard_url": "https://grafana.example.com/d/shop",
                    "description": "No alert about what it exposes fires meanwhile.",
                    "summary": "shop of shop cannot be scraped",
                },
            },
        ],
    }


def test_what_is_recorded(tmp_path: Path) -> None:
    entries = """\
  - id: e
    series: errors_total{kind="a.b"}
    by: [shop]
    expect: [sum <= 5, each <= 2]
    alert: true
  - {id: w, series: wait_seconds, type: histogram, expect: [mean <= 5s, p99.9 <= 9s], alert: true}
  - {id: g, series: heat, type: gauge, expect: max <= 5, alert: true}
"""
    groups = groups_of(book_of(shop(tmp_path, entries)))
    assert [group["name"] for group in groups if isinstance(group, dict)] == [
        "shop.recorded",
        "shop",
    ]
    recorded = groups[0]
    assert isinstance(recorded, dict)
    assert [(rule["record"], rule["labels"]["expectation"]) for rule in recorded["rules"]] == [
        ("job_kind_shop:errors_total:sum_increase_10m", "e#expect.sum"),
        ("job:wait_seconds:mean_10m", "w#expect.mean"),
        ("job:wait_seconds:p99_9_10m", "w#expect.p99.9"),
    ]


@pytest.mark.parametrize("promtool", promtools())
def test_promtool_sees_each_alert_do_what_was_shown(promtool: str, tmp_path: Path) -> None:
    entries = re.findall(r"^  - .*?(?=^  - |\Z)", ENTRIES, re.MULTILINE | re.DOTALL)
    files = {
        # One file each: promtool evaluates all rules of a file in each of its tests.
        f"shop{index}.yaml": HEADER.replace("profile: shop", f"profile: shop{index}") + entry
        for index, entry in enumerate(entries)
    }
    artefacts = made(request_of(tmp_path / "expectations", files))
    shown = sum(artefact.text.count("fires on a violation") for artefact in artefacts)
    assert shown == 24
    assert_proven(artefacts, folder=tmp_path, promtool=promtool)


@pytest.mark.parametrize(
    ("expr", "says"),
    [
        pytest.param("vector(0) > 1", "fires on a violation", id="never fires"),
        pytest.param("vector(1)", "is silent before work", id="always fires"),
        pytest.param('heat{job="shop"} > 5', "fires when its series are absent", id="no absence"),
        pytest.param(
            'heat{job="shop"} > 5 or absent(heat{job="shop"})', "is silent before", id="no guard"
        ),
    ],
)
def test_a_rule_that_does_otherwise_fails_its_tests(expr: str, says: str, tmp_path: Path) -> None:
    entry = "  - {id: heat, series: heat, type: gauge, expect: each <= 5, alert: true}\n"
    artefacts = made(shop(tmp_path / "expectations", entry))
    (rules, *_), tests = written(artefacts, folder=tmp_path)
    document = yaml.safe_load(rules.read_text())
    document["groups"][0]["rules"][0]["expr"] = expr
    rules.write_text(yaml.safe_dump(document))
    code, output = asked(promtools()[0], "test", tests)
    assert code == 1
    # Releases from 2.4x on name the test.
    assert "ShopHeatExpectEach" in output, (says, output)


BASE = """\
format: 1
profile: base
abstract: true
targets:
  t: {url: http://localhost/metrics, labels: {job: j}}
params: {mode: }
expectations:
  - {id: a, series: 'a{mode="${mode}"}', type: gauge, expect: each <= 1, alert: true}
  - {id: b, series: b, type: gauge, expect: each <= 1}
"""
OWN = """\
format: 1
profile: own
extends: base
alert: {for: 7m}
params: {mode: x}
expectations:
  - {id: b, override: true, target: t, series: b, type: gauge, expect: each <= 2}
  - {id: c, target: t, series: c, type: gauge, expect: each <= 1, alert: false}
"""


def test_an_inherited_expectation_is_made_where_it_is_declared(tmp_path: Path) -> None:
    files = {"base.yaml": BASE, "own.yaml": OWN, "other.yaml": OWN.replace("own", "other")}
    defaults = Defaults(params={"mode": "m"})
    books = books_of(request_of(tmp_path, files, defaults=defaults)).books
    assert {
        book.profile.name: [(r.alert.name, r.alert.hold_ms) for r in book.rules] for book in books
    } == {
        "base": [("BaseAExpectEach", 300_000), ("BaseTDown", 300_000)],
        "other": [("OtherBExpectEach", 420_000)],
        "own": [("OwnBExpectEach", 420_000)],
    }
    assert 'a{mode="m", job="j"}' in books[0].rules[0].alert.expr


@pytest.mark.parametrize(
    ("labels", "entry", "guard"),
    [
        pytest.param("{job: j}", "series: g", "and on (job) up == 1", id="one label"),
        pytest.param(
            "{job: j, env: e}", "series: g", "and on (env, job) up == 1", id="several labels"
        ),
        pytest.param(
            "{job: j}", "series: 'g{job=~\"j|k\"}'", 'and on () up{job="j"} == 1', id="names job"
        ),
        pytest.param(
            "{job: j, env: e}",
            "holds: sum(g) > 1",
            'and on () up{env="e", job="j"} == 1',
            id="condition",
        ),
    ],
)
def test_absence_is_told_of_a_target_that_is_up(
    labels: str, entry: str, guard: str, tmp_path: Path
) -> None:
    is_series = entry.startswith("series")
    more = ", type: gauge, expect: each <= 1" if is_series else ""
    text = HEADER.replace("{job: shop}", labels) + f"  - {{id: x, {entry}{more}, alert: true}}\n"
    book = book_of(request_of(tmp_path, {"shop.yaml": text}))
    alert = book.rules[0].alert
    assert alert.probe is not None
    assert alert.expr == f"({alert.probe.violation}) {guard}"
    titles = [shown.title for shown in book.rules[0].proof.shown]
    assert titles == [
        "fires on a violation",
        "fires when its series are absent",
        "is silent before work, at work, after a restart and when idle; is silent when the target "
        "is gone",
    ]


def test_a_never_may_ask_for_absence(tmp_path: Path) -> None:
    entry = "  - {id: x, never: absent(g), alert: true}\n"
    rule, down = book_of(shop(tmp_path, entry)).rules
    assert rule.alert.expr.startswith("label_replace(absent(")
    assert rule.proof.shown[-1].title.endswith("and when idle; fires when the target is gone")
    assert down.alert.name == "ShopShopDown"


def test_kubernetes(tmp_path: Path) -> None:
    request = replace(shop(tmp_path, ENTRIES), is_for_kubernetes=True)
    plain, operator = generate_rules(request).artefacts
    document = yaml.safe_load(operator.text)
    assert (operator.path, operator.text.splitlines()[0]) == (
        "rules/kubernetes/shop.yaml",
        "# Generated by metrics-check from shop.yaml; change that, not this.",
    )
    assert document == {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "shop"},
        "spec": yaml.safe_load(plain.text),
    }


NOTES = {
    "idle": (
        "  - {id: x, series: x_total, expect: sum >= 1}\n",
        "fires-when-idle no alert is made of `x#expect.sum`: it would fire when nobody has worked "
        "yet. Say by `exercised_by` what must have run, over a range such as "
        "`sum(increase(requests_total[10m])) > 0`",
    ),
    "idle after work": (
        "  - {id: x, series: x_total, expect: sum >= 1, exercised_by: sum(y_total) > 0}\n",
        "fires-when-idle no alert is made of `x#expect.sum`: it would fire when nobody works any "
        "more. Say by `exercised_by` what must have run, over a range such as "
        "`sum(increase(requests_total[10m])) > 0`",
    ),
    "ratio of nothing": (
        '  - {id: x, holds: "sum(rate(bad_total[5m])) / sum(rate(all_total[5m])) < 0.1"}\n',
        "fires-when-idle no alert is made of `x#holds`: it would fire when nobody has worked "
        "yet. Say by `exercised_by` what must have run, over a range such as "
        "`sum(increase(requests_total[10m])) > 0`",
    ),
    "untold type": (
        "  - {id: x, series: x, expect: each <= 1}\n",
        "unknown-type no alert is made of `x#expect.each`: the type of `x` is not told. Say it",
    ),
    "cannot fire": (
        "  - {id: x, never: 'abs(x) < 0'}\n",
        "cannot-fire no alert is made of `x#never`: no data was found that makes it fire, so it "
        "may never",
    ),
    "always fires": (
        "  - {id: x, never: 'absent(x) or x'}\n",
        "always-fires no alert is made of `x#never`: no data was found on which it is silent",
    ),
    "offset": (
        "  - {id: x, never: 'x offset 5m > 1'}\n",
        "unproven-alert no alert is made of `x#never`: what it does cannot be shown: the modifier "
        'offset of x{job="shop"} offset 5m is not supported',
    ),
    "too long": (
        "  - {id: x, never: 'increase(x_total[7d]) > 1'}\n",
        "too-long no alert is made of `x#never`: its range and its `for` are too long to be tried, "
        "or its ranges too different",
    ),
    "label of UTF-8": (
        '  - {id: x, never: \'{"x", "a.b"="c"} > 1\'}\n',
        "utf8-label no alert is made of `x#never`: Prometheus 2 takes no label `a.b` in a rule",
    ),
    "alerts": (
        "  - {id: x, never: 'ALERTS > 1'}\n",
        "own-metric no alert is made of `x#never`: Prometheus makes `ALERTS` itself, of rules such "
        "as this",
    ),
    "two of the same labels": (
        "  - {id: x, never: 'sum by (owner) (x) > 1 or sum by (profile) (x) > 1'}\n",
        "equal-labels no alert is made of `x#never`: two of its elements would have the same "
        "labels, once the alert's own are put on",
    ),
}
SILENT = {
    "shape": "  - {id: x, series: x, type: gauge, help: true, optional: true}\n",
    "run": "  - {id: x, holds: x == 1, only_in: run}\n",
    "presence of what is exercised": "  - {id: x, series: x_total, exercised_by: y > 0}\n",
}


@pytest.mark.parametrize(("entry", "note"), NOTES.values(), ids=NOTES)
def test_what_a_file_asks_for_and_cannot_be_is_told(entry: str, note: str, tmp_path: Path) -> None:
    text = HEADER.replace("owner:", "alert: true\nowner:") + entry
    books = books_of(request_of(tmp_path, {"shop.yaml": text}))
    assert [f"{each.code} {each.message}" for each in books.notes] == [note]
    assert books.books == ()


@pytest.mark.parametrize("entry", SILENT.values(), ids=SILENT)
def test_what_is_no_alert_by_its_nature_is_left_out(entry: str, tmp_path: Path) -> None:
    text = HEADER.replace("owner:", "alert: true\nowner:") + entry
    books = books_of(request_of(tmp_path, {"shop.yaml": text}))
    assert (books.books, books.notes) == ((), ())


WRONG = {
    "asks itself and gets none": (
        "  - {id: x, series: x_total, expect: sum >= 1, alert: true}\n",
        f"fires-when-idle {NOTES['idle'][1].partition(' ')[2]}",
    ),
    "judged on shape": (
        "  - {id: x, series: x, type: gauge, help: true, optional: true, alert: true}\n",
        "judged-on-shape no alert is made of `x#type`: it is judged on metadata, which a rule does "
        "not see",
    ),
    "a label": (
        "  - {id: x, series: x, type: gauge, expect: each <= 1, alert: {labels: {a-b: c}}}\n",
        "bad-value the alert of `x` has the label or annotation `a-b`, which Prometheus 2 does not "
        "take. Use letters, digits and `_`",
    ),
    "a duration": (
        "  - {id: x, series: x, type: gauge, expect: each <= 1, alert: {for: 400d}}\n",
        "bad-duration the alert of `x` has the duration `400d`, expected whole milliseconds, at "
        "most a year",
    ),
}


@pytest.mark.parametrize(("entry", "problem"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused(entry: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        books_of(shop(tmp_path, entry))
    (found,) = raised.value.problems
    assert f"{found.code} {found.message}" == problem
    assert (found.place.path, found.place.line) == ((tmp_path / "shop.yaml").as_posix(), 7)


@pytest.mark.parametrize(
    "base",
    [
        pytest.param(BASE, id="in a matcher"),
        pytest.param(
            BASE.replace("'a{mode=\"${mode}\"}'", "a").replace(
                "<= 1, alert", "<= '${mode}', alert"
            ),
            id="in a bound",
        ),
        pytest.param(
            BASE.replace(
                "series: 'a{mode=\"${mode}\"}', type: gauge",
                "holds: 'a{mode=~\"${mode:regex}\"} > 1'",
            ).replace("expect: each <= 1, alert", "alert"),
            id="in a pattern",
        ),
    ],
)
def test_an_open_param_is_refused(base: str, tmp_path: Path) -> None:
    base = base.replace("each <= '${mode}'", "'each <= ${mode}'")
    with pytest.raises(InvalidInput) as raised:
        books_of(request_of(tmp_path, {"base.yaml": base}))
    assert [problem.message for problem in raised.value.problems] == [
        "no alert can be made of `a`: the param `mode` is open here. Give a value under "
        "`generate: params:` in metrics-check.yaml"
    ]
