"""Every series carries a label, and its values are those that the file allows or asks for.

Expectation:

    series: callbacks_total{result}
    labels:
      result: {in: [success, failure], all: [success]}

Passes:

    callbacks_total{result="success"} 1

Fails:

    callbacks_total{result="success"} 1
    callbacks_total{result="ok"} 1
"""

from metrics_check.assertions.kind import Entry, Kind, Reason
from metrics_check.assertions.label_rules import SCHEMA, LabelRule, read_label_rules
from metrics_check.assertions.selectors import Selection, grouping, select_now
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.notation.text import quote, quote_regex
from metrics_check.notation.words import shown


def _read(entry: Entry) -> tuple[Assertion, ...]:
    return tuple(
        Assertion("labels", f"labels.{rule.label}", rule.place, rule.expected, rule)
        for rule in read_label_rules(entry)
    )


def _compile(subject: Subject) -> Probe:
    selection, rule = select_now(subject), _rule_of(subject)
    bad = (*_not_allowed(rule, selection=selection), *_not_shown(rule, selection=selection))
    return Probe(
        violation=" or ".join(dict.fromkeys(bad)),
        # Absence is reported by `presence` or a bound; here it only means: nothing to judge.
        unproven="" if subject.expectation.is_optional else selection.missing(selection.judged),
        observed=_values(rule.label, selection=selection),
        exists=selection.exists(selection.judged),
    )


def _not_allowed(rule: LabelRule, *, selection: Selection) -> tuple[str, ...]:
    allowed = "|".join(quote_regex(value) for value in rule.allowed)
    checks = (
        (MatchOp.NOT_REGEX, allowed),
        (MatchOp.NOT_REGEX, rule.matches),
        (MatchOp.REGEX, rule.not_matches),
    )
    empty = Matcher(rule.label, MatchOp.EQUAL, "")
    there = Matcher(rule.label, MatchOp.NOT_EQUAL, "")
    bad = tuple(
        selection.narrowed(
            Matcher(rule.label, op, pattern), *(() if rule.is_required else (there,))
        ).judged
        for op, pattern in checks
        if pattern
    )
    return (*bad, selection.narrowed(empty).judged) if rule.is_required else bad


def _not_shown(rule: LabelRule, *, selection: Selection) -> tuple[str, ...]:
    by = grouping(tuple(group for group in selection.groups if group != rule.label))
    counted = f"count {by} ({selection.judged})"
    missing = []
    for value in rule.every:
        shown_value = selection.narrowed(Matcher(rule.label, MatchOp.EQUAL, value))
        lacking = f"{counted} unless count {by} ({shown_value.judged})"
        # `$` begins a group's reference in a replacement.
        replacement = quote(value.replace("$", "$$"))
        missing.append(f'label_replace({lacking}, {quote(rule.label)}, {replacement}, "", "")')
    return tuple(missing)


def _values(label: str, *, selection: Selection) -> str:
    groups = tuple(dict.fromkeys((*selection.groups, label)))
    return f"count {grouping(groups)} ({selection.judged})"


def _rule_of(subject: Subject) -> LabelRule:
    rule = subject.assertion.detail
    if not isinstance(rule, LabelRule):
        raise TypeError(f"{subject.assertion.name} has no rule: {rule!r}")
    return rule


def _reason(subject: Subject, evidence: tuple[Labels, ...]) -> Reason:
    rule = _rule_of(subject)
    found = {labels.get(rule.label, "") for labels in evidence}
    if rule.is_required and "" in found:
        return Reason("absent-label", f"a series has no label {shown(rule.label)}")
    lacking = sorted(found & set(rule.every))
    if lacking and found <= set(rule.every):
        values = ", ".join(shown(value) for value in lacking)
        return Reason("value-not-initialised", f"{shown(rule.label)} does not show {values}")
    return Reason("value-not-allowed", _message(subject))


def _note(subject: Subject, labels: Labels) -> str:
    # What is lacking is told by a count, which has no name; what is wrong by the series itself.
    is_lacking = "__name__" not in labels
    return "missing" if is_lacking and labels.get(_rule_of(subject).label) else ""


def _message(subject: Subject) -> str:
    rule = _rule_of(subject)
    return f"{shown(rule.label)} has a value that is not allowed: {rule.expected}"


def _unproven_message(subject: Subject) -> str:
    return f"no such series, so no label to judge: {subject.expectation.text}"


KIND = Kind(
    code="value-not-allowed",
    message=_message,
    unproven_code="absent-series",
    unproven_message=_unproven_message,
    schema=SCHEMA,
    read=_read,
    compile=_compile,
    reason=_reason,
    counts_series=True,
    note=_note,
)
