"""A violation told to a person: its reason, what was seen, and the worst offenders in words."""

from collections.abc import Iterator
from dataclasses import replace

from metrics_check.assertions.conditions import with_target
from metrics_check.assertions.kind import Explanation, Kind, Reason
from metrics_check.assertions.reasons import violated
from metrics_check.check.answers import Answers
from metrics_check.check.evidence import Offenders, in_words, worst_offenders
from metrics_check.check.shape import shape_of
from metrics_check.check.sight import Sight
from metrics_check.check.wording import Wording, wording_of
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.series import Bound, Labels
from metrics_check.promql.evaluate import Element
from metrics_check.promql.rewrite import needed_selectors, print_selector, selectors
from metrics_check.promql.tree import at_the_moment
from metrics_check.record import record

NOTHING_SHOWN = Offenders((), 0)


@record
class Violation:
    """Why it is one, what explains it beside, and the elements to show for it.

    `word` tells the values that were seen.
    """

    reason: Reason
    explained: Explanation | None
    offenders: Offenders
    word: Wording


def tell_violation(
    elements: tuple[Element, ...], *, subject: Subject, kind: Kind, probe: Probe, sight: Sight
) -> Violation:
    """What the violating elements say; none of them is shown where the series are absent."""
    needed = (probe.exists, "" if kind.needs is None else kind.needs(subject))
    answers = sight.answers(subject.expectation.target)
    is_absent = any(query and not answers.ask(query) for query in needed)
    reason = violated(
        subject,
        evidence=tuple(element.labels for element in elements),
        is_absent=is_absent,
        lacking=tuple(dict.fromkeys(_lacking(subject, answers=answers))),
    )
    explained = None
    if kind.explain is not None and not is_absent:
        explained = kind.explain(subject, shape_of(subject, sight=sight))
    word = wording_of(subject, kind=kind, explained=explained)
    offenders = NOTHING_SHOWN if is_absent else _worst(elements, subject=subject)
    told = in_words(offenders, word=word, note=lambda labels: _note(labels, subject, kind=kind))
    return Violation(_beside(reason, explained), explained, told, word)


def _lacking(subject: Subject, *, answers: Answers) -> Iterator[str]:
    """The selectors of a condition that match nothing.

    Without the target's labels, but for one that names some of them itself: it may mean another
    target, and what was added then tells why it finds nothing.
    """
    promql = subject.expectation.promql
    if promql is None:
        return
    # What a `never` finds, it finds on one side of an `or`: the other side is missed by nobody.
    chosen = needed_selectors if subject.assertion.kind == "never" else selectors
    for typed, asked in zip(chosen(promql), chosen(with_target(subject)), strict=True):
        if not answers.ask(print_selector(at_the_moment(asked))):
            is_of_another = any(m.label in subject.target_labels for m in typed.matchers)
            shown = asked if is_of_another else typed
            yield print_selector(at_the_moment(shown))


def _worst(elements: tuple[Element, ...], *, subject: Subject) -> Offenders:
    detail = subject.assertion.detail
    return worst_offenders(elements, bound=detail if isinstance(detail, Bound) else None)


def _note(labels: Labels, subject: Subject, *, kind: Kind) -> str:
    return "" if kind.note is None else kind.note(subject, labels)


def _beside(reason: Reason, explained: Explanation | None) -> Reason:
    if explained is None:
        return reason
    # Where the values tell nothing, neither does the sentence about them.
    own = "" if explained.observed else f"{reason.message}; "
    return replace(reason, message=f"{own}{explained.message}")
