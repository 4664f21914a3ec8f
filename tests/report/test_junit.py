"""JUnit XML keeps its schema, counts what it holds, and has a case for each outcome."""

from pathlib import Path

import pytest
import xmlschema
from junitparser import JUnitXml

from metrics_check.model.outcome import Report
from tests.report.readers import read_junit
from tests.report.rendering import rendered
from tests.report.samples import HELD, REPORTS, report_of

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "data/junit.xsd")


@pytest.mark.parametrize("is_verbose", [False, True], ids=["brief", "verbose"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_keeps_the_schema(name: str, is_verbose: bool) -> None:
    SCHEMA.validate(rendered(REPORTS[name], "junit", is_verbose=is_verbose))


@pytest.mark.parametrize("name", REPORTS)
def test_the_numbers_are_those_of_the_cases(name: str) -> None:
    text = rendered(REPORTS[name], "junit")
    read = JUnitXml.fromstring(text.encode())
    told = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read]
    whole = (read.tests, read.failures, read.errors)
    read.update_statistics()  # type: ignore[no-untyped-call]  # the library's own
    assert [(s.tests, s.failures, s.errors, s.skipped) for s in read] == told
    assert (read.tests, read.failures, read.errors) == whole
    cases = [kind for kind, _ in read_junit(text) if kind != "suite"]
    more = name in {"nothing", "no-expectations"} or name.startswith("coverage-")
    assert len(cases) == len(REPORTS[name].outcomes) + more


def test_what_held_says_what_was_found_if_asked() -> None:
    report = report_of(*HELD[:1])
    assert "system-out" not in rendered(report, "junit")
    (_, (kind, said)) = read_junit(rendered(report, "junit", is_verbose=True))
    assert kind == "passed"
    assert said.endswith(
        "pass: expected any >= 1, found 16\nexpectations/lps-batch-api.yaml:12:5\n"
        "expected any >= 1, found 16"
    )


def test_nothing_judged_is_an_error() -> None:
    assert rendered(Report(()), "junit") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="metrics-check" tests="1" failures="0" errors="1">\n'
        '<testsuite name="metrics-check" tests="1" failures="0" errors="1" skipped="0">\n'
        '<testcase classname="metrics-check" name="nothing was judged">'
        '<error type="nothing-judged" message="error: nothing was judged"></error></testcase>\n'
        "</testsuite>\n"
        "</testsuites>\n"
    )
