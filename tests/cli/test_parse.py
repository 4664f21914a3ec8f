"""`parse`, as its users meet it."""

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.program import output_of, run_program

GOOD = '# TYPE a counter\na_total{x="1"} 5 1.5 # {t="y"} NaN\n# EOF\n'
BROKEN_RULE = "# TYPE a counter\na 1\n# EOF\n"
REFUSED = 'a{x="é",=} 1\nb 1\n'
SUFFIX = "a is of type counter; its samples are named a_total, a_created"


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        pytest.param(GOOD, (), 0, id="good"),
        pytest.param(GOOD, ("--strict",), 0, id="good, strictly"),
        pytest.param(BROKEN_RULE, (), 0, id="a broken rule"),
        pytest.param(BROKEN_RULE, ("--strict",), 1, id="a broken rule, strictly"),
        pytest.param(BROKEN_RULE, ("--as", "text", "--strict"), 0, id="no rule of text"),
        pytest.param(REFUSED, (), 1, id="refused"),
        pytest.param("", (), 0, id="empty"),
        pytest.param("", ("--as", "openmetrics"), 1, id="empty OpenMetrics"),
        pytest.param(GOOD, ("--samples", "--json"), 2, id="both outputs"),
        pytest.param(GOOD, ("--as", "xml"), 2, id="an unknown format"),
    ],
)
def test_exit_code(text: str, words: tuple[str, ...], code: int) -> None:
    assert run_program("parse", "-", *words, given=text).returncode == code


def test_text(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(REFUSED)
    (tmp_path / "page").write_text("<html><title>Sign in</title>\n")
    run = run_program("parse", "bad.txt", "page", folder=tmp_path)
    expected = """\
bad.txt:1:9: a label name cannot start with '='; expected a letter or `_` [bad-label-name]
    a{x="é",=} 1
            ^
bad.txt: text, 1 family, 1 sample; Prometheus refuses it
page: this is an HTML page titled 'Sign in', not metrics
page:1:1: a metric name cannot start with '<'; expected a letter, `_` or `:` [bad-name]
    <html><title>Sign in</title>
    ^
page: text, 0 families, 0 samples; Prometheus refuses it
"""
    assert output_of(run) == (1, expected, "")


def test_json_is_one_line_a_source(tmp_path: Path) -> None:
    (tmp_path / "rule.txt").write_text(BROKEN_RULE)
    run = run_program("parse", "rule.txt", "nowhere", "--json", folder=tmp_path)
    assert [json.loads(line) for line in run.stdout.splitlines()] == [
        {
            "schema": "metrics-check/parse/v1",
            "source": "rule.txt",
            "format": "openmetrics",
            "ingestible": True,
            "conformant": False,
            "families": 1,
            "samples": 1,
            "problems": [
                {
                    "line": 2,
                    "column": 1,
                    "code": "counter-suffix",
                    "message": SUFFIX,
                    "ingestible": True,
                }
            ],
            "findings": [
                {"line": 1, "metric": "a", "code": "no-help", "message": "a has no help text"}
            ],
        },
        {
            "schema": "metrics-check/parse/v1",
            "source": "nowhere",
            "error": {"code": "not-found", "message": "nowhere: there is no such file."},
        },
    ]
    assert (run.returncode, run.stderr) == (3, "nowhere: there is no such file.\n")


def test_samples() -> None:
    run = run_program("parse", "-", "--samples", given=GOOD)
    expected = {
        "name": "a_total",
        "labels": {"x": "1"},
        "value": "5",
        "timestamp": 1.5,
        "exemplar": {"labels": {"t": "y"}, "value": "NaN", "timestamp": None},
    }
    assert [json.loads(line) for line in run.stdout.splitlines()] == [expected]
    assert (run.returncode, run.stderr) == (0, "")


def test_findings_are_told_beside_the_problems() -> None:
    text = "# TYPE a_ms counter\na_ms 1 1\nb 1\n"
    run = run_program("parse", "-", given=text)
    expected = """\
-:1: a_ms has the unit 'ms' in short; write it out [abbreviated-unit]
-:1: the counter a_ms does not end in _total [counter-without-total]
-:1: a_ms has no help text [no-help]
-:2: a_ms has a timestamp older than 5 minutes; queries do not find it [stale-timestamp]
-:3: b has no help text [no-help]
-: text, 2 families, 2 samples; Prometheus takes it, it keeps the format's rules; 5 findings
"""
    assert output_of(run) == (0, expected, "")


def test_a_missing_or_wrong_content_type_is_a_finding(httpserver: HTTPServer) -> None:
    body = "# HELP a x\na 1\n"
    httpserver.expect_request("/none").respond_with_data(body, content_type="")
    httpserver.expect_request("/html").respond_with_data(body, content_type="text/html")
    urls = [httpserver.url_for(path) for path in ("/none", "/html")]
    run = run_program("parse", *urls, "--json")
    found = [json.loads(line)["findings"] for line in run.stdout.splitlines()]
    assert [[finding["code"] for finding in each] for each in found] == [
        ["content-type-missing"],
        ["content-type-unknown"],
    ]
    assert run.returncode == 0
