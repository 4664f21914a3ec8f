"""The HTML report as a browser's parser reads it: well-formed, and all of the report."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from xml.etree import ElementTree

import html5lib
import pytest

from metrics_check.model.outcome import Verdict
from tests.report.readers import read_html
from tests.report.rendering import rendered
from tests.report.samples import REPORTS, SLOW, outcome, report_of

# Attributes of a chart that are no number.
_WORDS = {"class", "role", "preserveAspectRatio"}


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_html(name: str) -> None:
    # Strict: every error of HTML's parser raises.
    html5lib.HTMLParser(strict=True).parse(rendered(REPORTS[name], "html"))


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_loaded_and_nothing_runs_but_the_page_s_own(name: str) -> None:
    text = rendered(REPORTS[name], "html")
    assert re.findall(r"<(?:link|img|iframe|object|base|form)\b|\b(?:src|style)=", text) == []
    pieces = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in pieces]
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy.replace("&#x27;", "'") == (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; "
        "base-uri 'none'; form-action 'none'"
    )


def test_charts_draw_and_do_nothing_else() -> None:
    # Of SVG what has a shape, told by numbers and by classes of the page's style.
    charts = re.findall(r"<svg.*?</svg>", rendered(REPORTS["waited"], "html"), re.DOTALL)
    assert len(charts) == 3
    drawn = ElementTree.fromstring(f"<all>{''.join(charts)}</all>")
    assert {each.tag for each in drawn.iter()} == {"all", "svg", "title", "rect", "polyline"} | {
        "circle"
    }
    for each in drawn.iter():
        numbers = {key: text for key, text in each.attrib.items() if key not in _WORDS}
        assert set(numbers) <= {"x", "y", "width", "height", "points", "cx", "cy", "r", "viewBox"}
        assert all(re.fullmatch(r"[0-9., ]+", text) for text in numbers.values())
        assert each.attrib.get("class", "chart") in {"chart", *Verdict}


def test_a_chart_is_told_in_words_too() -> None:
    items = read_html(rendered(REPORTS["waited"], "html"))
    said = [text for tag, text in items if tag == "p" and text.startswith("over the reads")]
    assert said == [
        "over the reads: not there to fail; value 1 to 3",
        "over the reads: fail to pass; value -1e+308 to 1e+308",
    ]
    assert ("small", "7 reads in 3.1 s") in items
    assert ("p", "✗ fail 1 to 1 ✓ pass 0 to 1") in items


def test_a_failure_has_its_evidence_and_its_explanation() -> None:
    items = read_html(rendered(report_of(SLOW), "html"))
    cells = [text for tag, text in items if tag == "td"]
    assert cells[:3] == ["lps", "http://localhost:8090/metrics", "212 series"]
    assert cells[3:5] == ["NaN", '{queue_processing_mode="batch_api", result="expired"}']
    told = dict(
        zip(
            (text for tag, text in items if tag == "dt"),
            (text for tag, text in items if tag == "dd"),
            strict=True,
        )
    )
    assert told == {
        "code": "bound-violated",
        "why": "Comparisons that wait longer than two minutes time out in CJ.",
        "runbook": "docs/operations/eng5-np-runbook.md",
        "owner": "llm-platform",
        "severity": "page",
        "violation, in PromQL": "violation > 1",
    }
    assert ("p", "5 of 7 violations:") in items
    assert ("pre", "metrics-check query 'up' http://localhost:8090/metrics") in items


RUNBOOKS = [
    pytest.param("https://wiki.example/a?b=1&c", True, id="a web page"),
    pytest.param("docs/runbook.md", False, id="a path"),
    pytest.param("javascript:alert(1)", False, id="a script"),
    pytest.param("https://a\u202e.example", False, id="what does not print"),
]


@pytest.mark.parametrize(("runbook", "is_link"), RUNBOOKS)
def test_a_runbook_is_a_link_if_it_is_a_web_page(runbook: str, is_link: bool) -> None:
    told = replace(outcome("a", Verdict.FAIL), runbook=runbook)
    links = [text for tag, text in read_html(rendered(report_of(told), "html")) if tag == "<a>"]
    expected = {"href": runbook, "rel": "noopener noreferrer"}
    assert links == ([str(expected)] if is_link else [])


def test_the_same_report_is_the_same_page_however_long_a_read_took() -> None:
    (profile,) = report_of(SLOW).profiles
    slower = tuple(replace(each, milliseconds=each.milliseconds + 1) for each in profile.readings)
    again = replace(report_of(SLOW), profiles=(replace(profile, readings=slower),))
    assert rendered(again, "html") == rendered(report_of(SLOW), "html")
