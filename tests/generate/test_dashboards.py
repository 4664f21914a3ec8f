"""Dashboards: what is in them, that Grafana takes them, and that nothing of a file is more."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from metrics_check.generate.dashboards import generate_dashboards
from metrics_check.generate.naming import dashboard_uid
from metrics_check.generate.variables import mark
from metrics_check.load.profiles import load_folder
from metrics_check.model.settings import Defaults
from metrics_check.promql.parse import parse
from metrics_check.promql.rewrite import selectors
from tests.cli.program import run_program
from tests.generate.grafana import Document, expressions, faults, panels, replaced, values
from tests.generate.hostile import hostile_profile, text
from tests.generate.making import HEADER, IS_LONG, request_of, shop
from tests.generate.soundness import PROJECT

SHIPPED = sorted((PROJECT / "dashboards").glob("*.json"))
HOSTILE_PROFILES = 400 if IS_LONG else 40


def read(path: Path) -> Document:
    """A dashboard's document."""
    document: Document = json.loads(path.read_text("utf-8"))
    return document


def made(folder: Path, entries: str, **files: str) -> Document:
    """The dashboard of the profile `shop` with these entries."""
    texts = {f"{name}.yaml": body for name, body in files.items()}
    request = request_of(folder, {"shop.yaml": HEADER + entries, **texts})
    found = {each.profile: each.text for each in generate_dashboards(request).artefacts}
    document: Document = json.loads(found["shop"])
    return document


def titled(dashboard: Document, title: str) -> Document:
    """The only panel of that title that is no verdict."""
    (found,) = (p for p in panels(dashboard) if p["title"] == title and p["type"] != "stat")
    return found


def queries(panel: Document) -> list[tuple[str, str]]:
    """The legends and queries of a panel."""
    return [(target["legendFormat"], target["expr"]) for target in panel["targets"]]


def lost(sent: Any, kept: Any, *, at: str = "") -> list[str]:
    """The places of what is not kept as it was."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        return [
            place
            for key, value in sent.items()
            for place in (
                lost(value, kept[key], at=f"{at}.{key}") if key in kept else [f"{at}.{key}"]
            )
        ]
    if isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        pairs = enumerate(zip(sent, kept, strict=True))
        return [place for at_, (a, b) in pairs for place in lost(a, b, at=f"{at}[{at_}]")]
    return [] if sent == kept else [at]


def through_the_sdk(dashboard: Document) -> Any:
    """The document read into the SDK's model, and written by it."""
    # What queries, options and fields of each kind of panel may hold.
    register_default_plugins()
    model = Dashboard.from_json(json.loads(json.dumps(dashboard)))
    return json.loads(JSONEncoder().encode(model))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_grafana_takes_what_is_shipped(path: Path) -> None:
    dashboard = read(path)
    assert faults(dashboard) == []
    assert lost(dashboard, through_the_sdk(dashboard)) == []
    assert dashboard["uid"] == dashboard_uid(path.stem)
    assert all(panel["description"] for panel in panels(dashboard))


def test_the_model_of_the_sdk_notices_a_key_that_grafana_does_not_know() -> None:
    dashboard = read(SHIPPED[0])
    dashboard["panels"][1]["fieldConfig"]["defaults"]["colour"] = "red"
    dashboard["panels"][1]["targets"][0]["legend"] = "x"
    assert lost(dashboard, through_the_sdk(dashboard)) == [
        ".panels[1].targets[0].legend",
        ".panels[1].fieldConfig.defaults.colour",
    ]
    assert len(faults(dashboard)) == 1


def test_every_profile_is_shown_and_every_link_of_an_alert_leads_somewhere() -> None:
    found = load_folder(PROJECT / "expectations").profiles
    concrete = {profile.name for profile in found.values() if not profile.is_abstract}
    alerting = {path.name.partition(".")[0] for path in (PROJECT / "rules").glob("*.rules.yaml")}
    assert {path.stem for path in SHIPPED} == concrete | alerting
    assert len({read(path)["uid"] for path in SHIPPED}) == len(SHIPPED)


TYPES = """\
  - id: paid
    series: orders_total{status="paid", shop}
    expect: sum >= 1
    why: Nobody pays.
    runbook: https://example.org/$instance/[[x]]
  - {id: open, series: 'orders_total{status="open", shop}', optional: true}
  - {id: room, series: 'room_ratio{hall}', type: gauge, expect: [each <= 0.9], warn: each <= 0.8}
  - {id: staff, series: staff, type: gauge, by: [shift], expect: sum >= 3}
  - {id: wait, series: 'wait_seconds{till}', type: histogram, expect: mean <= 2s, warn: p95 <= 4s}
  - {id: size, series: size_bytes, type: summary, expect: observations >= 1}
  - {id: since, series: start_timestamp_seconds, type: gauge}
  - {id: about, series: 'about_info{version}', type: info}
  - {id: gone, series: old_total, absent: true}
  - {id: level, holds: sum(orders_total) >= on () sum by (a) (paid_total)}
  - {id: hidden, series: hidden_total, panel: false}
"""
JOB = 'job="shop"'
CHOSEN = 'instance=~"${instance}"'


def test_a_counter(tmp_path: Path) -> None:
    panel = titled(made(tmp_path, TYPES), "orders_total per second")
    paid = f'orders_total{{status="paid", {JOB}, {CHOSEN}}}'
    still = f'orders_total{{status="open", {JOB}, {CHOSEN}}}'
    assert queries(panel) == [
        ("{{status}} {{shop}}", f"sum by (status, shop) (rate({paid}[$__rate_interval]))"),
        (
            "{{status}} {{shop}}",
            f"sum by (status, shop) (rate({still}[$__rate_interval])) or 0 * absent({still})",
        ),
    ]
    assert panel["fieldConfig"]["defaults"]["unit"] == "cps"
    (link,) = panel["links"]
    assert link["url"] == "https://example.org/%24instance/%5B%5Bx%5D%5D"


def test_gauges(tmp_path: Path) -> None:
    dashboard = made(tmp_path, TYPES)
    room = titled(dashboard, "room_ratio")
    assert queries(room) == [("{{hall}} {{instance}}", f"room_ratio{{{JOB}, {CHOSEN}}}")]
    defaults = room["fieldConfig"]["defaults"]
    assert defaults["unit"] == "percentunit"
    assert defaults["custom"]["thresholdsStyle"] == {"mode": "dashed"}
    assert defaults["thresholds"]["steps"] == [
        {"color": "transparent", "value": None},
        {"color": "orange", "value": 0.8},
        {"color": "red", "value": 0.9},
    ]
    selector = f"staff{{{JOB}, {CHOSEN}}}"
    assert queries(titled(dashboard, "staff")) == [
        ("{{shift}} {{instance}}", selector),
        ("sum {{shift}}", f"sum by (job, shift) ({selector})"),
    ]
    age = titled(dashboard, "start_timestamp_seconds: age")
    assert [expr for _, expr in queries(age)] == [
        f"time() - start_timestamp_seconds{{{JOB}, {CHOSEN}}}"
    ]
    table = titled(dashboard, "about_info")
    assert (table["type"], table["targets"][0]["format"]) == ("table", "table")


def test_distributions(tmp_path: Path) -> None:
    dashboard = made(tmp_path, TYPES)
    lines = titled(dashboard, "wait_seconds: quantiles and mean")
    buckets = f"rate(wait_seconds_bucket{{{JOB}, {CHOSEN}}}[$__rate_interval])"
    assert [legend for legend, _ in queries(lines)] == [
        "p50 {{till}}",
        "p95 {{till}}",
        "p99 {{till}}",
        "mean {{till}}",
    ]
    assert queries(lines)[1][1] == f"histogram_quantile(0.95, sum by (till, le) ({buckets}))"
    steps = lines["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert [(step["color"], step["value"]) for step in steps[1:]] == [("red", 2.0), ("orange", 4.0)]
    heat = titled(dashboard, "wait_seconds: distribution")
    assert queries(heat) == [("{{le}}", f"sum by (le) ({buckets})")]
    assert (heat["type"], heat["targets"][0]["format"]) == ("heatmap", "heatmap")
    assert (heat["options"]["calculate"], heat["options"]["yAxis"]["unit"]) == (False, "s")
    # Both stand side by side.
    assert (lines["gridPos"]["y"], lines["gridPos"]["x"]) == (heat["gridPos"]["y"], 0)
    summary = titled(dashboard, "size_bytes: quantiles and mean")
    assert queries(summary)[0][1] == f'size_bytes{{{JOB}, {CHOSEN}, quantile!=""}}'
    assert summary["fieldConfig"]["defaults"]["unit"] == "bytes"


def test_what_has_buckets_now(tmp_path: Path) -> None:
    dashboard = made(tmp_path, "  - {id: a, series: age_days, type: gaugehistogram}\n")
    lines = titled(dashboard, "age_days: quantiles and mean")
    assert [expr for _, expr in queries(lines)][1::2] == [
        f"histogram_quantile(0.95, sum by (job, le) (age_days_bucket{{{JOB}, {CHOSEN}}}))",
        f"sum by (job) (age_days_gsum{{{JOB}, {CHOSEN}}})"
        f" / sum by (job) (age_days_gcount{{{JOB}, {CHOSEN}}})",
    ]
    assert lines["fieldConfig"]["defaults"]["unit"] == "d"


TWO_TARGETS = """\
format: 1
profile: shop
targets:
  shop: {{url: http://localhost/metrics{0}}}
  till: {{url: http://localhost:81/metrics, labels: {{job: t.ill}}}}
expectations:
  - {{id: a, series: a_total, target: shop}}
  - {{id: b, series: b_total, target: till}}
  - {{id: c, holds: 'sum(c_total) > 2', target: till}}
  - {{id: d, holds: 'rate(d_total[5m]) < rate(e_total[5m])', target: till}}
  - {{id: e, holds: 'absent(f_total{{l="x"}})', target: till}}
"""


@pytest.mark.parametrize(
    ("labels", "instances", "not_read"),
    [
        pytest.param(
            ", labels: {job: shop}",
            'label_values(up{job=~"shop|t\\\\.ill"}, instance)',
            '5 * (group(up{job="shop"} == 0 or absent(up{job="shop"})))',
            id="labelled",
        ),
        # What a server calls a job that is only implied, nobody knows.
        pytest.param("", "label_values(up, instance)", "5 * (group(absent(up == 1)))", id="not"),
    ],
)
def test_targets(labels: str, instances: str, not_read: str, tmp_path: Path) -> None:
    request = request_of(tmp_path, {"shop.yaml": TWO_TARGETS.format(labels)})
    dashboard = json.loads(generate_dashboards(request).artefacts[0].text)
    rows = [panel["title"] for panel in dashboard["panels"] if panel["type"] == "row"]
    names = ['shop: {job="shop"}', 'till: {job="t.ill"}']
    assert rows == ["Verdicts", *(f"Target {name}" for name in names)]
    assert dashboard["templating"]["list"][1]["query"]["query"] == instances
    (verdict,) = (expr for panel, expr in expressions(dashboard) if panel["title"] == "a")
    assert verdict.startswith(f"{not_read} or 4 * ")
    # One side is a number, two are no aggregates, and of what compares nothing there is no graph.
    sides = {p["title"]: queries(p) for p in panels(dashboard) if p["title"] in {"c", "d", "e"}}
    assert sides["c"] == [("sum(c_total)", 'sum(c_total{job="t.ill"})')]
    assert [legend for legend, _ in sides["d"]] == ["__auto", "__auto"]
    assert len([p for p in panels(dashboard) if p["title"] == "e"]) == 1


def test_what_is_shown_and_what_is_not(tmp_path: Path) -> None:
    dashboard = made(tmp_path, TYPES)
    rows = [panel["title"] for panel in dashboard["panels"] if panel["type"] == "row"]
    assert rows == ["Verdicts", 'Target shop: {job="shop"}']
    verdicts = [panel["title"] for panel in panels(dashboard) if panel["type"] == "stat"]
    assert verdicts == [
        "paid", "open", "room", "staff", "wait", "size", "since", "about", "gone", "level",
    ]  # fmt: skip
    assert queries(titled(dashboard, "level")) == [
        ("sum(orders_total)", f"sum(orders_total{{{JOB}}})"),
        ("sum by (a) (paid_total) {{a}}", f"sum by (a) (paid_total{{{JOB}}})"),
    ]
    assert "hidden" not in json.dumps(dashboard)
    assert not any("old_total" in expr for p, expr in expressions(dashboard) if p["type"] != "stat")


def test_a_profile_without_panels_has_no_dashboard(tmp_path: Path) -> None:
    request = shop(tmp_path, "  - {series: a_total, panel: false}\n")
    assert generate_dashboards(request).artefacts == ()


def test_params_stay_values_where_marks_do_not_fit(tmp_path: Path) -> None:
    body = BELOW.replace("abstract: true\n", "").replace("mode: ,", "mode: xy,")
    clash = '  - {id: d, series: \'d_total{mode="${mode}", mode=~"x."}\'}\n'
    (tmp_path / "below.yaml").write_text(body + clash)
    assert load_folder(tmp_path).problems == ()
    assert load_folder(tmp_path, mark=mark).problems != ()
    run = run_program("generate", "--expectations", ".", "-o", "out", folder=tmp_path)
    assert run.returncode == 0, run.stderr
    dashboard = read(tmp_path / "out" / "dashboards" / "below.json")
    assert len(dashboard["templating"]["list"]) == 2
    assert any('mode="xy"' in expr for _, expr in expressions(dashboard))


def test_what_a_profile_says_of_panels(tmp_path: Path) -> None:
    header = HEADER.replace("owner:", "panel: {title: Till, width: 24}\nowner:")
    request = request_of(tmp_path, {"shop.yaml": f"{header}  - a_total >= 1\n  - b_total >= 1\n"})
    (artefact,) = generate_dashboards(request).artefacts
    dashboard = json.loads(artefact.text)
    assert dashboard["title"] == "Till (shop)"
    widths = [p["gridPos"]["w"] for p in panels(dashboard) if p["type"] == "timeseries"]
    assert widths == [24, 24]


def test_what_a_file_says_of_panels(tmp_path: Path) -> None:
    entry = "  - {id: a, series: a_total, panel: {title: Apples, unit: short, width: 6}}\n"
    more = "  - {series: b_total}\n  - {series: c_total, panel: {width: 24}}\n"
    dashboard = made(tmp_path, entry + more)
    apples = titled(dashboard, "Apples")
    assert apples["fieldConfig"]["defaults"]["unit"] == "short"
    graphs = [panel for panel in panels(dashboard) if panel["type"] == "timeseries"]
    assert [(panel["gridPos"]["x"], panel["gridPos"]["w"]) for panel in graphs] == [
        (0, 6),
        (6, 18),
        (0, 24),
    ]
    assert faults(dashboard) == []


BELOW = """\
format: 1
profile: below
abstract: true
params: {mode: , odd: 'a"b', at-least: 3, dotted: a.b}
targets:
  shop: {url: http://localhost/metrics, labels: {job: shop}}
expectations:
  - {id: a, series: 'a_total{mode="${mode}", odd="${odd}"}', expect: "sum >= ${at-least}"}
  - {id: b, series: 'b_total{mode=~"x${mode}|y", dot=~"${dotted}"}', optional: true}
"""
ABOVE = "format: 1\nprofile: {}\nextends: below\nparams: {{mode: {}}}\nexpectations: []\n"


def test_params_are_variables(tmp_path: Path) -> None:
    files = {"below.yaml": BELOW}
    files |= {f"{name}.yaml": ABOVE.format(name, mode) for name, mode in (("one", 1), ("two", 2))}
    artefacts = generate_dashboards(request_of(tmp_path, files)).artefacts
    assert [each.profile for each in artefacts] == ["one", "two"]
    dashboard: Document = json.loads(artefacts[1].text)
    variables = dashboard["templating"]["list"][2:]
    assert [(each["name"], each["type"], each["query"]) for each in variables] == [
        ("mode", "custom", "2,1")
    ]
    graphs = [expr for panel, expr in expressions(dashboard) if panel["type"] == "timeseries"]
    # What a string or a regex would take otherwise stays as the file says it.
    assert f'a_total{{mode="${{mode}}", odd="a\\"b", {JOB}, {CHOSEN}}}' in graphs[0]
    assert f'b_total{{mode=~"x${{mode}}|y", dot=~"a\\\\.b", {JOB}, {CHOSEN}}}' in graphs[1]
    (verdict,) = (expr for panel, expr in expressions(dashboard) if panel["title"] == "a")
    assert '(a_total{mode="${mode}", odd="a\\"b", job="shop"}) >= 3' in verdict


def test_an_open_param_is_a_variable_where_alerts_need_a_dashboard(tmp_path: Path) -> None:
    more = "  - {id: c, series: 'c_total{m=\"${mode}\"}', expect: 'sum <= 1', optional: true}\n"
    files = {"below.yaml": BELOW.replace("a_total", "z_total") + more}
    (artefact,) = generate_dashboards(
        request_of(tmp_path, files, defaults=Defaults(params={}))
    ).artefacts or (None,)
    assert artefact is None
    files = {"below.yaml": BELOW + more.replace("id: c,", "id: c, alert: true,")}
    (artefact,) = generate_dashboards(request_of(tmp_path / "x", files)).artefacts
    assert artefact is not None
    (variable,) = json.loads(artefact.text)["templating"]["list"][2:]
    assert (variable["name"], variable["type"], variable["query"]) == ("mode", "textbox", "")


SCRIPT = """
import sys
from pathlib import Path
from metrics_check.generate.artefact import Request
from metrics_check.generate.dashboards import generate_dashboards
from metrics_check.generate.variables import mark
from metrics_check.load.profiles import load_folder
from metrics_check.model.settings import Defaults
folder = Path(sys.argv[1])
marked = load_folder(folder, mark=mark).profiles
request = Request(load_folder(folder).profiles, folder, Defaults(), marked=marked)
sys.stdout.buffer.write("".join(a.text for a in generate_dashboards(request).artefacts).encode())
"""


def test_the_same_bytes_wherever_and_whenever_they_are_made() -> None:
    made = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, folder],
            capture_output=True,
            check=True,
            cwd=cwd,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale},
        ).stdout
        for seed, locale, folder, cwd in (
            ("1", "C", "expectations", PROJECT),
            ("77", "C.UTF-8", str(PROJECT / "expectations"), PROJECT.parent),
        )
    ]
    assert made[0] == made[1] == b"".join(path.read_bytes() for path in SHIPPED)


def test_a_panel_keeps_its_number_when_others_come_and_go(tmp_path: Path) -> None:
    def numbers(folder: str, entries: str) -> dict[str, int]:
        found = panels(made(tmp_path / folder, entries))
        return {f"{panel['type']} {panel['title']}": panel["id"] for panel in found}

    all_of_them = numbers("all", TYPES)
    fewer = numbers("fewer", "".join(TYPES.splitlines(keepends=True)[5:]))
    assert len(fewer) > 10
    assert {title: all_of_them[title] for title in fewer} == fewer


def hostile(folder: Path, *, seed: int) -> Document | None:
    """The dashboard of a random profile; None where it is not valid."""
    rng = Random(seed)
    document = json.loads(hostile_profile(rng, name="hostile"))
    document |= {"summary": text(rng)}
    for entry in document["expectations"]:
        entry["panel"] = {"title": text(rng), "unit": text(rng), "width": rng.randint(1, 24)}
    folder.mkdir()
    (folder / "hostile.yaml").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    if load_folder(folder).problems:
        return None
    (artefact,) = generate_dashboards(request_of(folder, {})).artefacts
    dashboard: Document = json.loads(artefact.text)
    return dashboard


def test_whatever_a_file_says_grafana_shows_and_asks_nothing_else(tmp_path: Path) -> None:
    found = (hostile(tmp_path / str(seed), seed=seed) for seed in range(HOSTILE_PROFILES))
    dashboards = [each for each in found if each is not None]
    assert len(dashboards) > HOSTILE_PROFILES // 3
    for dashboard in dashboards:
        assert faults(dashboard) == []
        assert lost(dashboard, through_the_sdk(dashboard)) == []
        known = values(dashboard)
        for panel, expr in expressions(dashboard):
            parse(replaced(expr, values=known))
            for shown in (panel["title"], panel["description"]):
                assert replaced(shown, values=known) == shown


JOINER = "\u2060"
NAMES = ("$instance", "${instance}", "[[instance]]", "$__rate_interval", "${datasource:csv}", "$$x")


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_looks_like_a_variable_is_none(name: str, tmp_path: Path) -> None:
    typed = name.replace("${", "$${")
    entry = {
        "id": f"a {typed}",
        "series": "a_total{l=" + json.dumps(typed) + "}",
        "why": typed,
        "panel": {"title": typed},
    }
    dashboard = made(tmp_path, f"  - {json.dumps(entry)}\n")
    known = {**values(dashboard), "x": "y"}
    for panel, expr in expressions(dashboard):
        asked = selectors(replaced(expr, values=known))
        matchers = [matcher for each in asked for matcher in each.matchers]
        labels = [matcher.value for matcher in matchers if matcher.label == "l"]
        assert labels
        assert set(labels) == {name}
        assert replaced(panel["title"], values=known) == panel["title"]
        assert replaced(panel["description"], values=known) == panel["description"]
        assert name in panel["title"].replace(JOINER, "")
