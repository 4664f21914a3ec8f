"""The JSON report keeps its schema, its order of keys, and every hostile value."""

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from metrics_check.model.outcome import Finding, ProfileReport, Report, TargetReading, Verdict
from metrics_check.model.probe import Evidence
from metrics_check.report.json import render
from metrics_check.report.line import plain
from tests.golden import assert_golden
from tests.report.samples import EVERYTHING, HOSTILE, REPORTS, SLOW, outcome, report_of

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/report.schema.json").read_text(encoding="utf-8")
)
SUMMARY = ["pass", "fail", "warn", "unproven", "error", "skipped", "waived", "findings"]
# What is said of each URL that was read now.
_NOW = {"snapshot": None, "read_at": None}


def _document(report: Report) -> dict[str, object]:
    document: dict[str, object] = json.loads(plain(render(report)))
    return document


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_keeps_the_schema(name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(_document(REPORTS[name]))


def test_json_is_golden(request: pytest.FixtureRequest) -> None:
    path = Path(__file__).parent / "golden/slow.json"
    assert_golden(plain(render(report_of(SLOW))), path=path, config=request.config)


def test_numbers_count_outcomes_and_live_findings() -> None:
    document = _document(EVERYTHING)
    assert document["exit_code"] == 3
    assert document["summary"] == dict(zip(SUMMARY, [3, 4, 1, 2, 13, 1, 1, 10], strict=True))


def test_what_was_read_and_what_was_left_out() -> None:
    document = _document(EVERYTHING)
    assert list(document) == [
        *("schema", "exit_code", "summary", "profiles", "findings", "not_judged"),
    ]
    assert document["not_judged"] == {
        "eng5-anchor": "not this mode: QUEUE_PROCESSING_MODE is batch_api",
        "cj-generic-serial": "not this mode: QUEUE_PROCESSING_MODE is batch_api",
    }
    (first, second) = json.loads(plain(render(EVERYTHING)))["profiles"]
    assert list(first) == ["profile", "outcomes", "targets"]
    assert first["targets"][1:3] == [
        {
            "target": "cj",
            "url": "http://localhost:9095/metrics",
            "series": 0,
            "error": "http://localhost:9095/metrics: nothing listens on localhost:9095"
            " (connection refused).",
            **_NOW,
        },
        {
            "target": "worker",
            "url": "http://10.0.0.1:80/metrics",
            "series": 1048576,
            "error": "",
            **_NOW,
        },
    ]
    assert second["targets"] == [
        {
            "target": "lps",
            "url": "http://localhost:8090/metrics",
            "series": 212,
            "error": "",
            **_NOW,
        }
    ]


def test_what_a_snapshot_kept_has_its_folder_and_its_time() -> None:
    kept = TargetReading("lps", "u", 1, 2.5, snapshot="out/s", read_at=1795800185.9)
    report = Report((ProfileReport("p", (), (kept,)),))
    (read,) = json.loads(plain(render(report)))["profiles"][0]["targets"]
    assert (read["snapshot"], read["read_at"]) == ("out/s", "2026-11-27T17:23:05Z")


def test_the_same_report_is_the_same_text_however_long_a_read_took() -> None:
    (profile,) = report_of(SLOW).profiles
    slower = tuple(replace(read, milliseconds=read.milliseconds + 1) for read in profile.readings)
    again = Report((replace(profile, readings=slower),))
    assert render(again) == render(report_of(SLOW))


def test_waived_findings_are_left_out() -> None:
    live = Finding("counter-suffix", "warning", "lps", "u:1", "no _total", metric="c")
    waived = Finding("mixed-le", "info", "lps", "u:2", "mixed", is_waived=True)
    assert _document(report_of(findings=(waived, live)))["findings"] == [
        {
            "code": "counter-suffix",
            "severity": "warning",
            "target": "lps",
            "where": "u:1",
            "message": "no _total",
        }
    ]


VALUES = [
    pytest.param(math.nan, "NaN", id="nan"),
    pytest.param(math.inf, "+Inf", id="inf"),
    pytest.param(-math.inf, "-Inf", id="negative-inf"),
    pytest.param(-0.0, "-0", id="negative-zero"),
    pytest.param(1e300, "1e+300", id="large"),
    pytest.param(1.5e-9, "1.5e-09", id="small"),
    pytest.param(64.0, "64", id="whole"),
    pytest.param(None, None, id="none"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_values_are_text(value: float | None, expected: str | None) -> None:
    evidence = (Evidence({"b": "2", "a": "1"}, value),)
    report = report_of(outcome("x", Verdict.FAIL, evidence=evidence))
    document = json.loads(plain(render(report)))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["profiles"][0]["outcomes"][0]["evidence"] == [
        {"labels": {"a": "1", "b": "2"}, "value": expected}
    ]


def test_hostile_values_stay_what_they_are_and_steer_nothing() -> None:
    text = plain(render(HOSTILE))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    evil = HOSTILE.profiles[0].outcomes[0].message
    assert json.loads(text)["profiles"][0]["outcomes"][0]["message"] == evil


def test_nothing_in_it_is_obeyed_by_the_log_of_a_ci() -> None:
    report = report_of(outcome("x", message="##[error]x"))
    text = plain(render(report))
    assert '"message": "\\u0023#[error]x"' in text
    assert json.loads(text)["profiles"][0]["outcomes"][0]["message"] == "##[error]x"
