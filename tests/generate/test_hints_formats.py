"""Hints as text, Markdown and JSON: golden files, the schema, and hostile texts."""

import json
from pathlib import Path

import jsonschema
import pytest

from metrics_check.generate.hint import Hint, HintAnswer, Sheet
from metrics_check.generate.hints import hints_of
from metrics_check.generate.hints_json import hints_document, render_json
from metrics_check.generate.hints_markdown import render_markdown
from metrics_check.generate.hints_text import render_text
from metrics_check.generate.links import read_link
from metrics_check.promql.values import Element
from tests.generate.profiles import shop
from tests.generate.rendering import codes, links, markup
from tests.generate.soundness import PROJECT, shipped
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = json.loads((PROJECT / "docs" / "hints.schema.json").read_text("utf-8"))
RENDERED = {"hints.md": render_markdown, "hints.txt": render_text, "hints.json": render_json}
ENTRIES = """\
  - id: orders
    series: orders_total{status="paid"}
    expect: sum >= 1
    why: Nobody buys.
    runbook: https://example.org/orders
    owner: shop
  - id: no-dead-letters
    never: dead_letters > 0
"""
ANSWERS = (
    HintAnswer((Element({"status": "paid"}, 0.5), Element({}, float("nan")))),
    HintAnswer(error="it needs a history: `rate` reads a range"),
    HintAnswer(tuple(Element({"__name__": "orders_total", "n": f"{n}"}, n) for n in range(7))),
    HintAnswer(),
)


def sheet(folder: Path) -> Sheet:
    """Two expectations with links and every sort of answer."""
    profile = shop(folder, ENTRIES, more="summary: A shop.\nowner: sales\n")
    found = hints_of(profile)
    hints = [hint for each in found for hint in each.hints]
    answers = {
        ("shop", hint.promql): ANSWERS[number % len(ANSWERS)] for number, hint in enumerate(hints)
    }
    links = ("prometheus=http://localhost:9090", "grafana=http://g:3000/?datasource=p")
    return Sheet(profile, found, tuple(map(read_link, links)), answers)


@pytest.mark.parametrize("name", RENDERED)
def test_each_format(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    text = RENDERED[name](sheet(tmp_path)).replace(str(tmp_path), "FOLDER")
    assert_golden(text, path=GOLDEN / name, config=pytestconfig)


def test_the_document_keeps_its_schema(tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for document in (
        hints_document(sheet(tmp_path)),
        *(hints_document(Sheet(profile, hints_of(profile))) for profile in shipped()),
    ):
        assert next(iter(document)) == "schema"
        jsonschema.validate(document, SCHEMA)


HOSTILE = """\
  - id: "a`b<script>"
    series: 'x_total{a="\\u202e</script>```|$1[x](y)"}'
    expect: sum >= 1
    why: "\\x1b[31m<img src=x onerror=alert(1)>\\n# heading\\n``` [x](javascript:1)"
    runbook: "javascript:alert(1)`"
"""


def test_hostile_texts_are_shown_and_nothing_more(tmp_path: Path) -> None:
    profile = shop(tmp_path, HOSTILE, more='summary: "<b>x</b> \\x07"\n')
    found = hints_of(profile)
    labels = {"a": "\x1b[2J`</td>|\n# x", "__name__": "<i>"}
    hints = [hint for each in found for hint in each.hints]
    answers = {("shop", hint.promql): HintAnswer((Element(labels, 1.0),)) for hint in hints}
    whole = Sheet(profile, found, (read_link("prometheus=http://h"),), answers)
    text, page, document = render_text(whole), render_markdown(whole), render_json(whole)
    for each in (text, page, document):
        assert each.replace("\n", "").isprintable()
    assert json.loads(document)["expectations"][0]["hints"][0]["answer"]["result"][0] == {
        "metric": labels,
        "value": "1",
    }
    assert markup(page) == set()
    assert all(each.startswith("http://h/graph?g0.expr=") for each in links(page))
    assert r'{__name__="<i>", a="\x1b[2J`</td>|\n# x"}' in codes(page)
    assert "javascript:alert(1)`" in codes(page)


def test_a_hint_of_a_target_that_was_not_asked_has_no_answer(tmp_path: Path) -> None:
    profile = shop(tmp_path, ENTRIES)
    found = hints_of(profile)
    whole = Sheet(profile, found, answers={})
    assert whole.answer(Hint("a", "b", "up"), of=found[0].expectation) is None
