"""A metric that is there, and matchers that leave out all of it: which, and what there is."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import combinations

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.diagnose.value import (
    MOST_VALUES,
    counted,
    listed_of,
    own_labels,
    values_there_are,
)
from metrics_check.check.matching import accepts, accepts_all
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.model.outcome import Diagnosis
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.notation.labels import shown_labels, shown_value
from metrics_check.notation.series import format_label
from metrics_check.notation.visible import visible

# Comparing a word with more than this many takes longer than it helps.
_MOST_COMPARED = 1000


def explain_matchers(
    sought: Sought, *, seen: tuple[SeenSeries, ...], target: TargetView
) -> tuple[Diagnosis, ...]:
    """Which matcher, taken alone, leaves out every series; else which do together.

    Nothing to say where a series satisfies all of them, or none was kept to be looked at.
    """
    kept = frozenset(
        frozenset(n for n, m in enumerate(sought.matchers) if accepts_all([m], series.labels))
        for series in seen
    )
    every = frozenset(range(len(sought.matchers)))
    if not kept or every in kept:
        return ()
    alone = sorted(every - frozenset[int]().union(*kept))
    if alone:
        return tuple(
            _explain_one(sought.matchers[n], sought=sought, seen=seen, target=target) for n in alone
        )
    pairs = (frozenset(pair) for pair in combinations(sorted(every), 2))
    clash = next((pair for pair in pairs if not any(pair <= held for held in kept)), every)
    matchers = tuple(sought.matchers[n] for n in sorted(clash))
    return (_explain_together(matchers, sought=sought, seen=seen, target=target),)


def explain_label(label: str, *, sought: Sought, target: TargetView) -> Diagnosis | None:
    """Which of the matching series have no such label; None where all have."""
    matching = matching_series(sought, target=target)
    lacking = sum(not series.labels.get(label) for series in matching)
    if not lacking:
        return None
    if lacking == len(matching):
        return _absent_label(label, sought=sought, seen=matching, target=target)
    name = format_label(label)
    without = Matcher(label, MatchOp.EQUAL, "")
    selector = command.select(sought.sample, target=target, matchers=(*sought.matchers, without))
    message = f"{lacking} of {counted(len(matching))} have no label {name}"
    return Diagnosis("absent-label", visible(message), command.query(selector, target=target))


def matching_series(sought: Sought, *, target: TargetView) -> tuple[SeenSeries, ...]:
    """The series kept of the target that every matcher takes."""
    return tuple(
        series
        for series in target.series.get(sought.sample, ())
        if accepts_all(sought.matchers, series.labels)
    )


def _explain_one(
    matcher: Matcher, *, sought: Sought, seen: tuple[SeenSeries, ...], target: TargetView
) -> Diagnosis:
    label = matcher.label
    values = [series.labels.get(label, "") for series in seen]
    if not any(values):
        return _absent_label(label, sought=sought, seen=seen, target=target)
    message = f"the metric is there, with {format_label(label)} in {values_there_are(values)}"
    message += _why_left_out(matcher, values=values)
    selector = command.select(sought.sample, target=target)
    if label not in own_labels({label: ""}, target=target):
        message += f"; {format_label(label)} comes from the target, not from the service"
    else:
        selector = command.count_by([label], selector)
    return Diagnosis("other-values", visible(message), command.query(selector, target=target))


def _why_left_out(matcher: Matcher, *, values: list[str]) -> str:
    text = f"{format_label(matcher.label)}{matcher.op}{shown_value(matcher.value)}"
    match matcher.op:
        case MatchOp.EQUAL:
            return _did_you_mean(matcher.value, values=values)
        case MatchOp.REGEX:
            return f"; {text} matches none of them whole"
        case _:
            return f"; {text} leaves out every one"


def _did_you_mean(value: str, *, values: Iterable[str]) -> str:
    unique = sorted({other for other in values if other})
    near = get_close_matches(value, unique[:_MOST_COMPARED], n=1, cutoff=0.8)
    return f"; did you mean {shown_value(near[0])}?" if near else ""


def _absent_label(
    label: str, *, sought: Sought, seen: tuple[SeenSeries, ...], target: TargetView
) -> Diagnosis:
    found_labels = (own_labels(series.labels, target=target) for series in seen)
    names = sorted({name for labels in found_labels for name, value in labels.items() if value})
    there = listed_of([format_label(n) for n in names[:MOST_VALUES]], total=len(names))
    found = f"the labels there are {there}" if names else "it has no label at all"
    near = get_close_matches(label, names, n=1, cutoff=0.6)
    hint = f"; did you mean {format_label(near[0])}?" if near else ""
    message = f"the metric is there, without a label {format_label(label)}: {found}{hint}"
    selector = command.count_by(names[:MOST_VALUES], command.select(sought.sample, target=target))
    return Diagnosis("absent-label", visible(message), command.query(selector, target=target))


def _explain_together(
    matchers: tuple[Matcher, ...],
    *,
    sought: Sought,
    seen: tuple[SeenSeries, ...],
    target: TargetView,
) -> Diagnosis:
    labels = list(dict.fromkeys(matcher.label for matcher in matchers))
    shown = {
        tuple(series.labels.get(label, "") for label in labels): series.labels for series in seen
    }
    ordered = sorted(shown.items(), key=lambda item: (-_satisfied(matchers, item[1]), item[0]))
    texts = [
        shown_labels(dict(zip(labels, values, strict=True))) for values, _ in ordered[:MOST_VALUES]
    ]
    both = "both" if len(matchers) == 2 else "all"
    asked = " and ".join(f"{format_label(m.label)}{m.op}{shown_value(m.value)}" for m in matchers)
    message = (
        f"each of {asked} matches a series alone, none matches {both};"
        f" the combinations there are {listed_of(texts, total=len(ordered))}"
    )
    selector = command.count_by(labels, command.select(sought.sample, target=target))
    query = command.query(selector, target=target)
    return Diagnosis("no-such-combination", visible(message), query)


def _satisfied(matchers: tuple[Matcher, ...], labels: Labels) -> int:
    return sum(accepts(matcher, labels.get(matcher.label, "")) for matcher in matchers)
