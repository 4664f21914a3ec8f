"""Hints as text for a terminal: each query on a line of its own, to be copied as it is."""

from collections.abc import Iterator

from metrics_check.generate.hint import MOST_ELEMENTS, ExpectationHints, Hint, HintAnswer, Sheet
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.visible import visible
from metrics_check.promql.convert import NAME
from metrics_check.promql.numbers import format_value
from metrics_check.promql.values import Element


def render_text(sheet: Sheet) -> str:
    """The hints as lines that can be printed, ended by a newline."""
    return "".join(f"{visible(line)}\n" for line in _lines(sheet))


def _lines(sheet: Sheet) -> Iterator[str]:
    profile = sheet.profile
    yield profile.name
    if profile.summary:
        yield f"  {_one_line(profile.summary)}"
    for each in sheet.expectations:
        yield ""
        yield from _of_expectation(each, sheet=sheet)


def _of_expectation(each: ExpectationHints, *, sheet: Sheet) -> Iterator[str]:
    expectation = each.expectation
    yield f"{expectation.id}  ({expectation.place})"
    yield f"  {_one_line(expectation.text)}"
    if expectation.only_in:
        yield f"  only in a {expectation.only_in}"
    for word, text in (("why", expectation.why), ("runbook", expectation.runbook)):
        if text:
            yield f"  {word}  {_one_line(text)}"
    for hint in each.hints:
        yield ""
        when = f"  (empty while {hint.empty_when})" if hint.empty_when else ""
        yield f"  {hint.title}{when}"
        yield f"    {hint.promql}"
        answer = sheet.answer(hint, of=expectation)
        if answer is not None:
            yield from (f"    = {line}" for line in _answered(answer, hint=hint))
        yield from (f"    {link.url(hint.promql)}" for link in sheet.links)


def _answered(answer: HintAnswer, *, hint: Hint) -> Iterator[str]:
    if answer.error:
        yield f"no answer: {_one_line(answer.error)}"
    elif not answer.elements:
        yield f"empty, as it is while {hint.empty_when}" if hint.empty_when else "empty"
    yield from map(_element, answer.elements[:MOST_ELEMENTS])
    more = len(answer.elements) - MOST_ELEMENTS
    if more > 0:
        yield f"and {more} more"


def _element(element: Element) -> str:
    name = element.labels.get(NAME, "")
    others = {label: value for label, value in element.labels.items() if label != NAME}
    shown = name + (shown_labels(others) if others else "")
    return f"{format_value(element.value)}  {shown}".rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
