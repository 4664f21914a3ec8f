"""The catalogue: a golden one, what it tells of what is shipped, and hostile texts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from metrics_check import Profile
from metrics_check.generate.catalogue import catalogue
from metrics_check.generate.hints import hints_of
from metrics_check.generate.markdown import prose
from metrics_check.load.profiles import load_folder
from tests.generate.profiles import LABELLED, shop
from tests.generate.rendering import codes, links, markup
from tests.generate.soundness import PROJECT, shipped
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden" / "catalogue"
KEYS = """\
summary: What the shop shows.
owner: sales
alert: true
requires:
  env: {MODE: [fast, slow]}
  http: {url: "http://localhost:1/admin", json: {mode: fast, on: true}}
"""
ENTRIES = """\
  - id: orders
    series: orders_total{status="paid", country, zone!=""}
    labels:
      country: {in: [se, no], all: [se]}
      zone: {matches: "[a-z]+"}
      via: {not_matches: "x|y", required: false}
    expect: sum >= 1
    run: sum == 16
    why: Nobody buys.
    owner: tills
    severity: critical
    runbook: https://example.org/orders
    alert: {for: 10m, labels: {team: tills}}
    panel: {title: Orders, width: 12}
  - {series: orders_total, id: orders-any, alert: false}
  - {series: wait_seconds, type: histogram, expect: mean <= 2s, warn: p95 <= 3s, optional: true}
  - {id: open, series: carts}
  - {series: rare_total, optional: true}
  - {id: room, holds: carts < 0.9 * wait_seconds_count + carts_max, only_in: state}
  - {id: quiet, never: '{kind="dead"} > 0', exercised_by: orders_total > 0}
"""


def everything(*profiles: Profile) -> str:
    """All pages in one text."""
    return "".join(f"=== {path}\n{text}" for path, text in catalogue(profiles).items())


def test_a_page_and_the_index(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    profile = shop(tmp_path, ENTRIES, more=KEYS)
    names = {str(profile.expectations[0].place): ("ShopOrders", "ShopOrdersLabels")}
    panels = {("shop", profile.expectations[0].id): ("Orders per second",)}
    pages = catalogue([profile], alerts=names, panels=panels)
    assert list(pages) == ["README.md", "profiles/shop.md"]
    for path, text in pages.items():
        assert_golden(text, path=GOLDEN / path, config=pytestconfig)


def test_every_metric_expectation_and_hint_of_what_is_shipped_is_told() -> None:
    pages = catalogue(shipped())
    assert list(pages) == sorted(pages)
    for profile in shipped():
        page = pages[f"profiles/{profile.name}.md"]
        for each in hints_of(profile):
            assert f"\n### {prose(each.expectation.id)}\n" in page
            assert prose(each.expectation.why) in page
            series = each.expectation.series
            assert series is None or f"\n## `{series.name}`\n" in page
            assert series is None or f"\n- `{series.name}`: " in pages["README.md"]
            assert all(f"\n  {hint.promql}\n" in page for hint in each.hints)


def test_an_alert_of_the_file_that_declares_it(tmp_path: Path) -> None:
    (tmp_path / "below.yaml").write_text(
        f"format: 1\nprofile: below\nabstract: true\nalert: {{for: 5m}}\n{LABELLED}"
        "expectations:\n  - a_total >= 1\n"
    )
    (tmp_path / "shop.yaml").write_text(
        "format: 1\nprofile: shop\nextends: below\ntarget: shop\nexpectations:\n  - b_total >= 1\n"
    )
    pages = catalogue(load_folder(tmp_path).profiles.values())
    assert list(pages) == ["README.md", "profiles/shop.md"]
    told = re.findall(r"^- (?:Alert|Declared).*", pages["profiles/shop.md"], re.MULTILINE)
    assert told == [
        "- Alert: for `5m`",
        "- Declared in `below.yaml`",
        "- Alert: no",
        "- Declared in `shop.yaml`",
    ]


def test_no_profile() -> None:
    assert catalogue([]) == {"README.md": "# Metrics\n\nNo profile.\n"}


SCRIPT = """
import json, sys
from pathlib import Path
from metrics_check.generate.catalogue import catalogue
from metrics_check.load.profiles import load_folder
profiles = list(load_folder(Path(sys.argv[1])).profiles.values())
print(json.dumps(catalogue(profiles[::int(sys.argv[2])])))
"""


def test_the_same_bytes_wherever_and_whenever_it_is_made() -> None:
    made = []
    for seed, order, folder, cwd in (
        ("1", "1", "expectations", PROJECT),
        ("77", "-1", str(PROJECT / "expectations"), PROJECT.parent),
    ):
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, folder, order],
            capture_output=True,
            check=True,
            cwd=cwd,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        made.append(ran.stdout)
    assert made[0] == made[1]
    assert str(PROJECT) not in made[0].decode()
    assert len(json.loads(made[0])) == 10


HOSTILE = """\
  - id: "=a`b<script>"
    series: '{"m<b>`|x", "l]`(x)"="\\u202e</script>```|$1[x](y)", plain}'
    type: gauge
    labels: {plain: {in: ["<i>", "`` `"]}}
    expect: each >= 1
    why: "\\x1b[31m<img src=x onerror=alert(1)>\\n\\n# heading\\n``` [x](javascript:1)"
    owner: "**x** $y$ |"
    runbook: "javascript:alert(1)`"
    panel: {title: "</td>`[x](y)"}
"""


def test_hostile_texts_are_shown_and_nothing_more(tmp_path: Path) -> None:
    more = 'summary: "<b>x</b> \\x07\\n# y"\nowner: "[o](http://h)"\n'
    pages = catalogue([shop(tmp_path, HOSTILE, more=more)])
    for text in pages.values():
        assert text.replace("\n", "").isprintable()
        assert markup(text) == set()
        assert set(links(text)) <= {"../README.md", "profiles/shop.md"}
    page = pages["profiles/shop.md"]
    assert {"m<b>`|x", "l]`(x)", r"\u202e</script>```|$1[x](y)", "<i>", "`` `"} <= codes(page)
    assert {"javascript:alert(1)`", "</td>`[x](y)"} <= codes(page)
