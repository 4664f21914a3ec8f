"""One line that says what was seen, for a person. Pure."""

from collections.abc import Mapping, Sequence

from metrics_check.check.evidence import Element
from metrics_check.check.wording import Wording
from metrics_check.model.probe import Subject
from metrics_check.model.series import MatchOp
from metrics_check.notation.labels import shown_labels

_MOST_VALUES = 3


def describe(
    elements: Sequence[Element],
    *,
    subject: Subject,
    word: Wording,
    fixed: frozenset[str] = frozenset(),
) -> str | None:
    """The values that were seen, in words, each with the labels that the expectation leaves open.

    `fixed` names further labels that tell nothing. None where nothing was seen. At most three
    values; how many more there are is said.
    """
    if not elements:
        return None
    known = fixed | _fixed_labels(subject)
    shown = [_value(element, word=word, fixed=known) for element in elements[:_MOST_VALUES]]
    more = len(elements) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _fixed_labels(subject: Subject) -> frozenset[str]:
    series = subject.expectation.series
    matchers = () if series is None else series.matchers
    named = {matcher.label for matcher in matchers if matcher.op is MatchOp.EQUAL}
    return frozenset({"__name__", *named, *subject.target_labels})


def _value(element: Element, *, word: Wording, fixed: frozenset[str]) -> str:
    number = "" if element.value is None else word(element.value)
    labels: Mapping[str, str] = {
        name: value for name, value in sorted(element.labels.items()) if name not in fixed
    }
    return f"{number} {shown_labels(labels)}".strip() if labels else number
