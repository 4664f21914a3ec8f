"""Labels of series that an expectation is about: such as it wants, and such as it refuses."""

from collections.abc import Iterator, Mapping

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.assertions.selectors import target_matchers
from metrics_check.generate.proof.witness import matched_by, value_for, values_for
from metrics_check.model.probe import Subject
from metrics_check.model.series import Labels, Matcher, MatchOp

# Where the target is, in every world.
INSTANCE = {"instance": "localhost:8080"}
LabelSets = tuple[Labels, ...]


def label_sets(subject: Subject) -> tuple[Labels, ...]:
    """The labels of series that are as the expectation wants them, a set for each value of `all`.

    None where a label's matchers take no value that comes to mind.
    """
    expectation = subject.expectation
    series = expectation.series
    if series is None:
        return ()
    rules = {
        each.detail.label: each.detail
        for each in expectation.assertions
        if isinstance(each.detail, LabelRule)
    }
    matchers = (*series.matchers, *target_matchers(series.matchers, labels=subject.target_labels))
    names = dict.fromkeys(
        (*(each.label for each in matchers), *series.bare_labels, *expectation.by, *rules)
    )
    names.pop("__name__", None)
    rows = max((len(rule.every) for rule in rules.values()), default=0) or 1
    found = [_labels(names, matchers=matchers, rules=rules, row=row) for row in range(rows)]
    return tuple(labels for labels in found if labels is not None)


def _labels(
    names: Mapping[str, None],
    *,
    matchers: tuple[Matcher, ...],
    rules: Mapping[str, LabelRule],
    row: int,
) -> Labels | None:
    labels = dict(INSTANCE)
    for name in names:
        own = tuple(each for each in matchers if each.label == name)
        value = _value(own, rule=rules.get(name), row=row)
        if value is None:
            return None
        labels[name] = value
    return {name: value for name, value in labels.items() if value}


def _value(own: tuple[Matcher, ...], *, rule: LabelRule | None, row: int) -> str | None:
    if rule is None:
        return value_for(own)
    preferred = (*rule.every[row:], *rule.every, *rule.allowed, *matched_by(rule.matches))
    return value_for((*own, *_matchers(rule)), preferred=preferred)


def _matchers(rule: LabelRule) -> Iterator[Matcher]:
    if rule.matches:
        yield Matcher(rule.label, MatchOp.REGEX, rule.matches)
    if rule.not_matches:
        yield Matcher(rule.label, MatchOp.NOT_REGEX, rule.not_matches)
    if rule.is_required:
        yield Matcher(rule.label, MatchOp.NOT_EQUAL, "")


def mislabelled(subject: Subject, *, rule: LabelRule, sets: LabelSets) -> Iterator[LabelSets]:
    """The same series, each time something else about that label changed."""
    series = subject.expectation.series
    first, *rest = sets
    own = () if series is None else series.matchers
    matchers = tuple(each for each in own if each.label == rule.label)
    preferred = ("unexpected", *matched_by(rule.not_matches))
    for value in (*values_for(matchers, preferred=preferred), ""):
        changed = {name: text for name, text in first.items() if name != rule.label}
        yield ({**changed, **({rule.label: value} if value else {})}, *rest)
    if rest:
        yield tuple(rest)
