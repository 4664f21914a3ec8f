"""The queries for when an expectation fails: what violates it, what it was judged on, what is there
beside it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.conditions import with_target
from metrics_check.assertions.registry import kind
from metrics_check.assertions.selectors import (
    Selection,
    grouping,
    select,
    selector,
    target_matchers,
)
from metrics_check.generate.hint import IT_HOLDS, NOTHING_RAN, Hint
from metrics_check.model.probe import Subject
from metrics_check.model.profile import Assertion, Expectation
from metrics_check.model.series import Bound, Labels, Matcher, MatchOp
from metrics_check.notation.text import quote_regex
from metrics_check.promql.convert import NAME
from metrics_check.promql.parse import parse
from metrics_check.promql.rewrite import selectors, with_matchers
from metrics_check.promql.structure import top
from metrics_check.promql.tree import Aggregation, Selector, walk

# What a bound of a histogram or a quantile is told by, which no answer is grouped by.
_OF_PARTS = frozenset({"le", "quantile"})


def failure_hints(expectation: Expectation, *, labels: Labels) -> Iterator[Hint]:
    """The hints of each assertion that PromQL can judge, then those of what is there beside it."""
    for assertion in expectation.assertions:
        if kind(assertion.kind).compile is None:
            continue
        subject = Subject(expectation, assertion, labels, expectation.type)
        probe = compile_assertion(subject)
        names, says = (assertion.name,), _said(assertion)
        verb = "warns of" if assertion.is_warning else "violates"
        # What is judged by increases over a run no query of now can tell.
        if expectation.only_in != "run":
            yield Hint("violation", f"{verb} {says}", probe.violation, IT_HOLDS, names)
        if isinstance(assertion.detail, Bound) or assertion.kind == "holds":
            yield Hint("judged", f"judged by {says}", probe.observed, assertions=names)
    if expectation.exercised_by:
        workload = with_matchers(expectation.exercised_by, labels)
        yield Hint("workload", "whether the work ran", workload, NOTHING_RAN)
    yield from _around(expectation, labels=labels)


def subject_of(expectation: Expectation, *, labels: Labels) -> Subject:
    """The expectation as a whole, for what looks at its series and at none of its assertions.

    It may have none: of an optional series alone nothing is judged.
    """
    presence = Assertion("presence", "presence", expectation.place, "")
    return Subject(expectation, presence, labels, expectation.type)


def declared_labels(expectation: Expectation) -> tuple[str, ...]:
    """The labels that an expectation names, in its order, each once."""
    series = expectation.series
    named = [] if series is None else [matcher.label for matcher in series.matchers]
    named += [] if series is None else series.bare_labels
    named += [
        assertion.name.partition(".")[2]
        for assertion in expectation.assertions
        if assertion.kind == "labels"
    ]
    distinct = dict.fromkeys((*named, *expectation.by))
    return tuple(label for label in distinct if label not in _OF_PARTS)


def groups_of(expectation: Expectation) -> tuple[str, ...]:
    """The labels that answers are told apart by; `job`, which every series has, where none is."""
    return declared_labels(expectation) or ("job",)


def _said(assertion: Assertion) -> str:
    """The assertion in a title: as the file says it, but for the PromQL of `holds` and `never`."""
    return assertion.kind if assertion.kind in {"holds", "never"} else assertion.expected


def _around(expectation: Expectation, *, labels: Labels) -> Iterator[Hint]:
    subject = subject_of(expectation, labels=labels)
    if expectation.series is not None:
        everything = _of_any_value(select(subject), labels=labels)
        by = grouping(groups_of(expectation))
        is_told_apart = bool(declared_labels(expectation))
        title = "which label values are there" if is_told_apart else "how many series are there"
        yield Hint("values", title, f"count {by} ({everything.judged})")
        return
    query = with_target(subject)
    compared = top(query).comparison
    if compared is not None and not compared.is_right_scalar:
        yield Hint("compared", "what it is compared with", compared.right)
    by = grouping((NAME, *_labels_in(query, but=labels)))
    for found in _read_by(query, labels=labels):
        yield Hint("series", "which series are there", f"count {by} ({found})")


def _of_any_value(selection: Selection, *, labels: Labels) -> Selection:
    kept = tuple(matcher for matcher in selection.matchers if matcher.label in labels)
    return replace(selection, matchers=kept)


def _labels_in(query: str, *, but: Labels) -> tuple[str, ...]:
    """The labels that a query matches or groups by, in its order, without the target's."""
    named: list[str] = []
    for node in walk(parse(query)):
        if isinstance(node, Selector):
            named += [matcher.label for matcher in node.matchers]
        elif isinstance(node, Aggregation) and node.labels and not node.is_without:
            named += node.labels
    return tuple(label for label in dict.fromkeys(named) if label not in {*but, *_OF_PARTS, NAME})


def _read_by(query: str, *, labels: Labels) -> Iterator[str]:
    """Selectors of every metric that a query reads, whatever the labels but the target's are.

    One for each set of target labels: `or` would drop what differs in its name alone.
    """
    names: dict[tuple[Matcher, ...], list[Matcher]] = {}
    for found in selectors(query):
        own = tuple(matcher for matcher in found.matchers if matcher.label in labels)
        there = (*own, *target_matchers(own, labels=labels))
        names.setdefault(there, []).extend(_name_matchers(found))
    for matchers, on_name in names.items():
        if on_name:
            name = _joined(on_name)
            is_plain = name.op is MatchOp.EQUAL
            yield selector(
                name.value if is_plain else "", matchers if is_plain else (name, *matchers)
            )


def _name_matchers(found: Selector) -> tuple[Matcher, ...]:
    if found.name is not None:
        return (Matcher(NAME, MatchOp.EQUAL, found.name),)
    on_name = (matcher for matcher in found.matchers if matcher.label == NAME)
    return tuple(matcher for matcher in on_name if matcher.op is MatchOp.REGEX)


def _joined(on_name: Iterable[Matcher]) -> Matcher:
    """One matcher for what any of these takes."""
    distinct = tuple(dict.fromkeys(on_name))
    if len(distinct) == 1:
        return distinct[0]
    is_name = all(each.op is MatchOp.EQUAL for each in distinct)
    patterns = [
        quote_regex(each.value) if each.op is MatchOp.EQUAL else each.value for each in distinct
    ]
    # A flag such as `(?i)` is of its own alternative only.
    whole = "|".join(patterns if is_name else map("(?:{})".format, patterns))
    return Matcher(NAME, MatchOp.REGEX, whole)
