"""Code Quality issues are what GitLab's documentation asks for."""

import json
from typing import Any

import jsonschema
import pytest

from metrics_check.model.outcome import Report
from tests.report.rendering import rendered
from tests.report.samples import REPORTS

# GitLab Docs, "Code Quality report format": what it needs of an issue, and the severities it knows.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("is_verbose", [False, True], ids=["brief", "verbose"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_keeps_the_schema(name: str, is_verbose: bool) -> None:
    issues: list[dict[str, Any]] = json.loads(
        rendered(REPORTS[name], "gitlab", is_verbose=is_verbose)
    )
    jsonschema.Draft202012Validator(SCHEMA).validate(issues)
    marks = [issue["fingerprint"] for issue in issues]
    assert len(set(marks)) == len(marks)


def test_nothing_judged_is_critical() -> None:
    (issue,) = json.loads(rendered(Report(()), "gitlab"))
    assert (issue["description"], issue["severity"]) == ("error: nothing was judged", "critical")
