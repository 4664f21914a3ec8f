"""A `never` of selectors joined by `or`: which of them found something, and by which label."""

from collections.abc import Iterable, Mapping

from metrics_check.assertions.conditions import VIOLATING_METRIC
from metrics_check.check.diagnose.value import listed_of, values_there_are
from metrics_check.check.matching import accepts, accepts_all
from metrics_check.model.outcome import Outcome
from metrics_check.model.series import Labels, Matcher
from metrics_check.promql.parse import parse
from metrics_check.promql.tree import Binary, Node, Selector, without_parens
from metrics_check.record import record

_NAME = "__name__"
_MOST_NAMED = 3


@record
class Forbidden:
    """A label that series must not have, the selector that found it, its values and whose it is."""

    label: str
    selector: Selector
    values: str
    metrics: str


def forbidden_labels(
    outcome: Outcome, *, promql: str, foreign: Mapping[str, str]
) -> tuple[Forbidden, ...]:
    """The labels for which a selector took an element; none where it is not made of selectors.

    `foreign` are labels that every series has.
    """
    found: dict[str, Forbidden] = {}
    for selector in _joined(parse(promql)):
        taken = [labels for labels in _labels(outcome) if _takes(selector, labels)]
        asked = [m for m in selector.matchers if _asks_for_presence(m) and m.label not in foreign]
        for matcher in asked if taken else ():
            values = values_there_are(labels[matcher.label] for labels in taken)
            names = sorted({labels[_NAME] for labels in taken})
            metrics = listed_of(names[:_MOST_NAMED], total=len(names))
            found.setdefault(matcher.label, Forbidden(matcher.label, selector, values, metrics))
    return tuple(found.values())


def _joined(node: Node) -> tuple[Selector, ...]:
    """The selectors that a union is made of; none where it holds anything else."""
    bare = without_parens(node)
    if isinstance(bare, Selector):
        return (bare,)
    if not (isinstance(bare, Binary) and bare.operator == "or"):
        return ()
    sides = _joined(bare.left), _joined(bare.right)
    return (*sides[0], *sides[1]) if all(sides) else ()


def _labels(outcome: Outcome) -> Iterable[Labels]:
    for evidence in outcome.evidence:
        named = evidence.labels.get(_NAME) or evidence.labels.get(VIOLATING_METRIC, "")
        yield {**evidence.labels, _NAME: named}


def _takes(selector: Selector, labels: Labels) -> bool:
    is_named = selector.name in {None, labels[_NAME]}
    return is_named and accepts_all(selector.matchers, labels)


def _asks_for_presence(matcher: Matcher) -> bool:
    """Whether the matcher takes whatever has the label: `!=""`, `=~".+"`."""
    is_any = accepts(matcher, "a") and accepts(matcher, "0-b")
    return matcher.label != _NAME and is_any and not accepts(matcher, "")
