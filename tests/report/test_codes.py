"""The codes that have a sentence are those that docs/format.md tells."""

import re
from pathlib import Path

from metrics_check.model.audit import AUDIT_CODES
from metrics_check.report.codes import CODES, HELD, meaning

PAGE = (Path(__file__).parents[2] / "docs/format.md").read_text("utf-8")
# From the table of verdicts to the errors of a file, which no report has.
SECTION = PAGE.partition("## Verdicts and codes")[2].partition("Errors of a file")[0]


def test_codes_are_those_of_the_page() -> None:
    words = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", SECTION))
    told = {word for word in words if word in CODES or "-" in word or word in {"empty", "down"}}
    assert told - {"metrics-check"} == set(CODES)


def test_codes_of_an_audit_are_those_of_its_page() -> None:
    page = (Path(__file__).parents[2] / "docs/audit.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \| (error|warning|info) \|", page, re.MULTILINE)
    told = {code: severity for row, severity in rows for code in re.findall(r"`(.+?)`", row)}
    # What could not be read is no row of what is found.
    own = {code: each.severity for code, each in AUDIT_CODES.items() if code != "not-read"}
    assert told == own
    assert not AUDIT_CODES.keys() & CODES.keys()
    assert meaning("never-fires") == AUDIT_CODES["never-fires"].meaning


def test_codes_are_sentences() -> None:
    assert [text for text in CODES.values() if not re.fullmatch(r"[`A-Z].*\.", text)] == []
    assert meaning(HELD) == "The assertion was judged, and it held."
    assert meaning("mixed-le").startswith("A rule of the exposition format is broken")
