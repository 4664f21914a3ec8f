"""Hints as Markdown: each query in a block of its own, with its links."""

from collections.abc import Iterator

from metrics_check.generate.hint import MOST_ELEMENTS, ExpectationHints, Hint, HintAnswer, Sheet
from metrics_check.generate.links import Link
from metrics_check.generate.markdown import block, code, link, prose, reference
from metrics_check.notation.labels import shown_labels
from metrics_check.promql.numbers import format_value


def render_markdown(sheet: Sheet) -> str:
    """The hints as a page, ended by a newline."""
    parts = [f"# Hints: {prose(sheet.profile.name)}"]
    if sheet.profile.summary:
        parts.append(prose(sheet.profile.summary))
    for each in sheet.expectations:
        parts += _of_expectation(each, sheet=sheet)
    return "\n\n".join(parts) + "\n"


def hint_item(hint: Hint, *, links: tuple[Link, ...] = ()) -> str:
    """One hint as a list item, without its answer."""
    opened = "".join(f" · {link(each.where, url=each.url(hint.promql))}" for each in links)
    when = f" (empty while {prose(hint.empty_when)})" if hint.empty_when else ""
    query = block(hint.promql, language="promql", indent="  ")
    return f"- {prose(hint.title)}{when}{opened}\n\n{query}"


def _of_expectation(each: ExpectationHints, *, sheet: Sheet) -> Iterator[str]:
    expectation = each.expectation
    yield f"## {prose(expectation.id)}"
    yield block(" ".join(expectation.text.split()), language="promql")
    told = [prose(expectation.why)] if expectation.why else []
    told += [f"Runbook: {reference(expectation.runbook)}"] if expectation.runbook else []
    if told:
        yield "  \n".join(told)
    for hint in each.hints:
        item = hint_item(hint, links=sheet.links)
        answer = sheet.answer(hint, of=expectation)
        yield item if answer is None else f"{item}\n\n{_answered(answer)}"


def _answered(answer: HintAnswer) -> str:
    if answer.error:
        return f"  No answer: {prose(answer.error)}"
    if not answer.elements:
        return "  Empty."
    shown = [
        f"  - {code(format_value(element.value))} {code(shown_labels(element.labels))}"
        for element in answer.elements[:MOST_ELEMENTS]
    ]
    more = len(answer.elements) - MOST_ELEMENTS
    return "\n".join([*shown, *([f"  - and {more} more"] if more > 0 else [])])
