"""Whatever a service says comes out as text in every format, and as nothing else.

Each format is read back by a reader of that format: a report with a hostile value is the report
with a harmless one, but for that value.
"""

from dataclasses import replace
from typing import Any

import pytest

from metrics_check.model.coverage import Coverage, Family, TargetCoverage, Unexercised
from metrics_check.model.outcome import (
    Diagnosis,
    Finding,
    Outcome,
    ProfileReport,
    Report,
    TargetReading,
    Verdict,
)
from metrics_check.model.polls import Polls, Track
from metrics_check.model.probe import Evidence
from metrics_check.notation.text import quote
from metrics_check.report import FORMATS
from metrics_check.report.account import shown
from tests.report.readers import READERS, Item
from tests.report.rendering import rendered
from tests.report.samples import FILE, outcome

HARMLESS = "harmless"
VALUES = [
    pytest.param("\x1b[2J\x1b]0;pwned\x07\x00\x7f\x85", id="control characters"),
    pytest.param("a\r\nb\u2028c", id="line ends"),
    pytest.param("]]>", id="the end of CDATA"),
    pytest.param("</script><script>alert(1)</script>", id="a script"),
    pytest.param("</style><!--<![CDATA[", id="the start of a comment"),
    pytest.param("<img/src=x/onerror=alert(1)>", id="an image"),
    pytest.param('"onfocus="alert(1)"', id="an attribute"),
    pytest.param("&lt;&amp;&#60;&nbsp;", id="character references"),
    pytest.param("</code></pre></summary></details>", id="end tags"),
    pytest.param("%0A%0D%25%3A%2C", id="escapes of a workflow command"),
    pytest.param("%0A::error::x", id="an escaped line, then a command"),
    pytest.param("::error::x", id="a command"),
    pytest.param("\n::set-output,name=x::y", id="a command on a line of its own"),
    pytest.param("##[error]x", id="a command of the old kind"),
    pytest.param(",line=1,title=x::y", id="properties of a command"),
    pytest.param("`", id="a backtick"),
    pytest.param("``````", id="backticks"),
    pytest.param("\n```\n\n</details>\n\n# title", id="the end of a fence"),
    pytest.param("|", id="a pipe"),
    pytest.param("a|b\\|c\\", id="escaped pipes"),
    pytest.param("*a*_b_~~c~~[d](javascript:e)![f](g)", id="Markdown"),
    pytest.param("https://evil.example/www.evil.example", id="links"),
    pytest.param("a@evil.example", id="an address"),
    pytest.param("\u202egnp.exe\u2066\u200b\ufeff", id="marks that reorder text"),
    pytest.param("\ud800\uffff\U000e0041", id="no characters"),
    pytest.param("$(id);{{7*7}}${x}%s", id="templates"),
    pytest.param("{0}{1}[a\\[](1)", id="placeholders and links of SARIF"),
]


def report_with(value: str, *, in_series: bool = True) -> Report:
    """A report that says the value wherever a service or a file can put it, but in labels."""
    told: dict[str, Any] = {
        "series": f"x_{value}_x" if in_series else "x",
        "expected": f"expected_{value}",
        "message": f"message_{value}",
        "code": "bound-violated",
        "diagnosis": (Diagnosis("other-values", f"step_{value}", f"try_{value}"),),
        "why": f"why_{value}",
        "runbook": f"runbook_{value}",
        "owner": f"owner_{value}",
        "severity": f"severity_{value}",
        "target": f"target_{value}",
        "profile": f"profile_{value}",
    }
    outcomes = tuple(
        replace(outcome("", verdict, **told), id=f"id_{value}", assertion=f"{verdict}_{value}")
        for verdict in Verdict
    )
    reading = TargetReading(f"target_{value}", f"url_{value}", 1, 1, f"read_{value}")
    return Report(
        (ProfileReport(f"profile_{value}", outcomes, (reading,)),),
        findings=(
            Finding("located", "warning", f"on_{value}", f"{FILE}:1:1", f"finding_{value}"),
            Finding("unlocated", "info", f"on_{value}", f"place_{value}", f"lint_{value}"),
        ),
        not_judged={f"left_{value}": f"out_{value}"},
        coverage=Coverage(
            (TargetCoverage(f"of_{value}", (), (Family(f"f_{value}"),), (f"gone_{value}",)),),
            (Unexercised(f"p_{value}", f"un_{value}", f"why_{value}", f"at_{value}"),),
        ),
        polls=(_polls(value), _polls(value)),
    )


def _polls(value: str) -> Polls:
    names = (f"profile_{value}", f"tracked_{value}", "expect.each", f"target_{value}")
    tracks = (Track(*names, ("fail", "pass"), (1.0, 2.0)),)
    return Polls((f"waited_{value}",), 2, (0.0, 1.0), (("fail", (1, 0)),), tracks)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_value_is_text(name: str, value: str) -> None:
    # PromQL keeps the line breaks that its user typed: they are no part of a value.
    reports = (report_with(each, in_series="\n" not in value) for each in (HARMLESS, value))
    harmless, hostile = (_read(rendered(each, name, is_verbose=True), name) for each in reports)
    spelled = value if name == "json" else _alike(shown(f"_{value}"))[1:]
    assert [kind for kind, _ in hostile] == [kind for kind, _ in harmless]
    expected = [text.replace(HARMLESS, spelled) for _, text in harmless]
    assert [text for _, text in hostile] == (
        expected if name == "json" else [*map(_alike, expected)]
    )
    assert sum(text.count(HARMLESS) for _, text in harmless) > 5


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", sorted({*FORMATS} - {"gitlab"}))
def test_a_label_is_text(name: str, value: str) -> None:
    # GitLab shows one line of each, without evidence.
    evidence = (Evidence({"shop": value}, 7), Evidence({"shop": "b"}, 6))
    report = Report((ProfileReport("p", (_failing(evidence=evidence),)),))
    said = "\n".join(text for _, text in _read(rendered(report, name), name))
    assert (value if name == "json" else _alike(shown(quote(value)))) in said


def _failing(*, evidence: tuple[Evidence, ...]) -> Outcome:
    told: dict[str, Any] = {
        "code": "bound-violated",
        "observed": "7",
        "evidence_total": len(evidence),
    }
    return outcome("a#expect.each", Verdict.FAIL, evidence=evidence, **told)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", FORMATS)
def test_no_line_is_obeyed(name: str, value: str) -> None:
    text = rendered(report_with(value), name, is_verbose=True)
    assert text.replace("\n", "").isprintable()
    if name != "github":
        commands = [line for kind, line in READERS["text"](text) if kind == "command"]
        assert commands == []


def _read(text: str, name: str) -> list[Item]:
    items = READERS[name](text)
    if name == "text":
        # Where a line breaks, and how wide a column is, depends on the lengths of the texts.
        return [("text", _alike(" ".join(said for _, said in items)))]
    return items if name == "json" else [(kind, _alike(said)) for kind, said in items]


def _alike(text: str) -> str:
    """The text without what depends on where in a line it stands."""
    return " ".join(text.replace("\\x3a", ":").replace("\\x23", "#").split())
