"""What stands around a violation that says that series are absent: the target must be up.

A target that is gone takes all its series along; that it is gone is one alert of its own.
"""

from collections.abc import Mapping

from metrics_check.assertions.selectors import grouping
from metrics_check.model.probe import Subject
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.promql.parse import parse
from metrics_check.promql.printing import print_selector
from metrics_check.promql.tree import Call, Selector, walk

_OF_ABSENCE = frozenset({"absent", "absent_over_time"})


def guarded(violation: str, *, subject: Subject) -> str:
    """The violation, with `and on (job) up == 1` behind it where it tells absence."""
    if not _tells_absence(violation, subject=subject):
        return violation
    labels = subject.target_labels
    if _bears(labels, subject=subject):
        return f"({violation}) and on {grouping(tuple(sorted(labels))).removeprefix('by ')} up == 1"
    return f"({violation}) and on () {up_of(labels)} == 1"


def up_of(labels: Labels) -> str:
    """The selector of `up` of a target."""
    matchers = (Matcher(name, MatchOp.EQUAL, value) for name, value in sorted(labels.items()))
    return print_selector(Selector("up", tuple(matchers)))


def _tells_absence(violation: str, *, subject: Subject) -> bool:
    # What a `never` says of absence, its author says.
    if subject.assertion.kind == "never":
        return False
    calls = (node for node in walk(parse(violation)) if isinstance(node, Call))
    return any(call.function in _OF_ABSENCE for call in calls)


def _bears(labels: Mapping[str, str], *, subject: Subject) -> bool:
    """Whether every element of the violation bears the target's labels as they are.

    Those of `holds` are what its PromQL leaves, and a label that the series names itself is not
    the target's.
    """
    series = subject.expectation.series
    named = {matcher.label for matcher in series.matchers} if series is not None else set(labels)
    return series is not None and not named & set(labels)
