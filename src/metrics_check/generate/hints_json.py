"""Hints as JSON, `metrics-check/hints/v1`; its schema is `docs/hints.schema.json`."""

import json

from metrics_check.generate.hint import ExpectationHints, Hint, HintAnswer, Sheet
from metrics_check.model.profile import Expectation
from metrics_check.promql.numbers import format_value

SCHEMA = "metrics-check/hints/v1"


def render_json(sheet: Sheet) -> str:
    """The document in ASCII, indented by two, ended by a newline."""
    return json.dumps(hints_document(sheet), indent=2, allow_nan=False) + "\n"


def hints_document(sheet: Sheet) -> dict[str, object]:
    """The hints as plain values, keys in the order in which they are written."""
    profile = sheet.profile
    return {
        "schema": SCHEMA,
        "profile": profile.name,
        "summary": profile.summary,
        "owner": profile.owner,
        "targets": {name: dict(target.labels) for name, target in profile.targets.items()},
        "expectations": [_expectation(each, sheet=sheet) for each in sheet.expectations],
    }


def _expectation(each: ExpectationHints, *, sheet: Sheet) -> dict[str, object]:
    expectation = each.expectation
    return {
        "id": expectation.id,
        "target": expectation.target,
        "where": str(expectation.place),
        "series": None if expectation.series is None else expectation.series.text,
        "promql": expectation.promql,
        "type": expectation.type.value,
        "only_in": expectation.only_in or None,
        "why": expectation.why,
        "owner": expectation.owner,
        "runbook": expectation.runbook,
        "hints": [_hint(hint, of=expectation, sheet=sheet) for hint in each.hints],
    }


def _hint(hint: Hint, *, of: Expectation, sheet: Sheet) -> dict[str, object]:
    document: dict[str, object] = {
        "kind": hint.kind,
        "title": hint.title,
        "promql": hint.promql,
        "empty_when": hint.empty_when or None,
        "assertions": list(hint.assertions),
    }
    if sheet.links:
        document["links"] = {link.where: link.url(hint.promql) for link in sheet.links}
    answer = sheet.answer(hint, of=of)
    if answer is not None:
        document["answer"] = _answer(answer)
    return document


def _answer(answer: HintAnswer) -> dict[str, object]:
    if answer.error:
        return {"error": answer.error}
    return {
        "result": [
            {"metric": dict(sorted(each.labels.items())), "value": format_value(each.value)}
            for each in answer.elements
        ]
    }
