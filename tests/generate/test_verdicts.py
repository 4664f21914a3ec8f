"""The state that a verdict shows, asked of a real Prometheus; whatever is scraped, it is one."""

import json
from pathlib import Path

from metrics_check.generate.dashboards import generate_dashboards
from metrics_check.generate.panels import STATE_VALUES, State
from tests.generate.grafana import expressions, panels, replaced, values
from tests.generate.making import request_of
from tests.real.prometheus import prometheus_scraping

PROFILE = """\
format: 1
profile: {name}
targets:
  t: {{url: http://localhost/metrics, labels: {{job: {name}}}}}
expectations:
  - {{id: it, {entry}}}
"""
SUM = "series: a_total, expect: sum >= 1"
BOTH = f"{SUM}, warn: sum >= 9"
MEAN = "series: w, type: histogram, expect: mean <= 2"
NEVER = "never: a_total > 5"
EXERCISED = "series: b_total, expect: sum >= 1, exercised_by: a_total > 0"
HISTOGRAM = 'w_bucket{{le="+Inf"}} {0}\nw_count {0}\nw_sum {1}\n'
# By name: the entry, what is exposed (None: nothing scrapes it), what is shown then.
CASES: dict[str, tuple[str, str | None, State]] = {
    "bound-holds": (SUM, "a_total 3\n", State.HOLDS),
    "bound-violated": (SUM, "a_total 0\n", State.VIOLATED),
    "series-absent": (SUM, "other 1\n", State.VIOLATED),
    "nothing-exposed": (SUM, "", State.VIOLATED),
    "nan": (SUM, "a_total NaN\n", State.VIOLATED),
    "not-scraped": (SUM, None, State.NOT_READ),
    "warns": (BOTH, "a_total 3\n", State.WARNS),
    "warns-and-holds": (BOTH, "a_total 9\n", State.HOLDS),
    "warns-and-violated": (BOTH, "a_total 0\n", State.VIOLATED),
    "only-a-warning": ("series: a_total, warn: sum >= 9", "a_total 3\n", State.WARNS),
    "only-a-warning-absent": ("series: a_total, warn: sum >= 9", "other 1\n", State.VIOLATED),
    "optional-absent": (f"{SUM}, optional: true", "other 1\n", State.NOT_THERE),
    "optional-holds": (f"{SUM}, optional: true", "a_total 3\n", State.HOLDS),
    "optional-violated": (f"{SUM}, optional: true", "a_total 0\n", State.VIOLATED),
    "optional-not-scraped": (f"{SUM}, optional: true", None, State.NOT_READ),
    "mean-holds": (MEAN, HISTOGRAM.format(4, 4), State.HOLDS),
    "mean-violated": (MEAN, HISTOGRAM.format(4, 40), State.VIOLATED),
    "mean-of-nothing": (MEAN, HISTOGRAM.format(0, 0), State.UNPROVEN),
    "not-exercised": (EXERCISED, "a_total 0\nb_total 0\n", State.UNPROVEN),
    "exercised": (EXERCISED, "a_total 1\nb_total 0\n", State.VIOLATED),
    "exercised-holds": (EXERCISED, "a_total 1\nb_total 2\n", State.HOLDS),
    "never-holds": (NEVER, "a_total 1\n", State.HOLDS),
    "never-violated": (NEVER, "a_total 6\n", State.VIOLATED),
    "never-without-series": (NEVER, "other 1\n", State.UNPROVEN),
    "never-not-scraped": (NEVER, None, State.NOT_READ),
    "condition-holds": ("holds: a_total == b_total", "a_total 1\nb_total 1\n", State.HOLDS),
    "condition-violated": ("holds: a_total == b_total", "a_total 1\nb_total 2\n", State.VIOLATED),
    "gone": ("series: a_total, absent: true", "other 1\n", State.HOLDS),
    "gone-is-there": ("series: a_total, absent: true", "a_total 1\n", State.VIOLATED),
    "gone-not-scraped": ("series: a_total, absent: true", None, State.NOT_READ),
    "label-empty": ("'series': 'a_total{l}'", "a_total 1\n", State.VIOLATED),
    "of-no-type": ("series: a", "a_count 1\n", State.HOLDS),
}


def test_the_state_of_each(tmp_path: Path) -> None:
    files = {
        f"{name}.yaml": PROFILE.format(name=name, entry=entry)
        for name, (entry, _, _) in CASES.items()
    }
    made = generate_dashboards(request_of(tmp_path / "files", files)).artefacts
    dashboards = {each.profile: json.loads(each.text) for each in made}
    exposed = {name: body for name, (_, body, _) in CASES.items() if body is not None}
    by_value = {value: state for state, value in STATE_VALUES.items()}
    shown = {}
    with prometheus_scraping(exposed, folder=tmp_path) as server:
        for name, dashboard in dashboards.items():
            (expr,) = (expr for panel, expr in expressions(dashboard) if panel["type"] == "stat")
            ((_, value),) = server.vector(replaced(expr, values=values(dashboard)))
            shown[name] = by_value[int(value)]
    assert shown == {name: state for name, (_, _, state) in CASES.items()}


def test_only_what_holds_is_green(tmp_path: Path) -> None:
    request = request_of(tmp_path, {"x.yaml": PROFILE.format(name="x", entry=SUM)})
    (artefact,) = generate_dashboards(request).artefacts
    (panel,) = (each for each in panels(json.loads(artefact.text)) if each["type"] == "stat")
    defaults = panel["fieldConfig"]["defaults"]
    mapping, of_nothing = defaults["mappings"]
    assert of_nothing["options"]["result"]["color"] == "purple"
    colours = {int(value): said["color"] for value, said in mapping["options"].items()}
    assert [value for value, colour in colours.items() if colour == "green"] == [0]
    assert {int(value): said["text"] for value, said in mapping["options"].items()} == {
        value: state.value for state, value in STATE_VALUES.items()
    }
    assert sorted(colours) == list(range(len(State)))
    assert "green" not in json.dumps(defaults).replace(json.dumps(mapping), "")
