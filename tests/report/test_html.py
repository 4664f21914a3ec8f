"""The HTML report as a browser's parser reads it: well-formed, and all of the report."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import html5lib
import pytest

from metrics_check.model.outcome import Verdict
from tests.report.readers import read_html
from tests.report.rendering import rendered
from tests.report.samples import REPORTS, SLOW, outcome, report_of


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_html(name: str) -> None:
    # Strict: every error of HTML's parser raises.
    html5lib.HTMLParser(strict=True).parse(rendered(REPORTS[name], "html"))


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_loaded_and_nothing_runs_but_the_page_s_own(name: str) -> None:
    text = rendered(REPORTS[name], "html")
    assert re.findall(r"<(?:link|img|iframe|object|base|form|svg)\b|\b(?:src|style)=", text) == []
    pieces = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in pieces]
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy.replace("&#x27;", "'") == (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; "
        "base-uri 'none'; form-action 'none'"
    )


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
