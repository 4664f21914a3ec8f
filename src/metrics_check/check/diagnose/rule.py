"""A label whose values break its rule: which value is wrong, or missing, and in which group."""

from collections.abc import Iterable, Mapping

from metrics_check.check.diagnose import command
from metrics_check.check.diagnose.matcher import explain_label, matching_series
from metrics_check.check.diagnose.sought import Sought
from metrics_check.check.diagnose.value import counted, own_labels, values_there_are
from metrics_check.check.view import SeenSeries, TargetView
from metrics_check.model.outcome import Diagnosis, Outcome
from metrics_check.model.series import Labels, MatchOp
from metrics_check.notation.labels import shown_value
from metrics_check.notation.series import format_label
from metrics_check.notation.visible import visible

# Labels that name a group, with their values.
_Group = tuple[tuple[str, str], ...]


def explain_values(outcome: Outcome, *, sought: Sought, target: TargetView) -> Diagnosis | None:
    """For an assertion `labels.LABEL`: whether the label is missing, or has which values."""
    key, _, label = outcome.assertion.partition(".")
    if key != "labels":
        return None
    absent = explain_label(label, sought=sought, target=target)
    if absent is not None and outcome.code == "absent-label":
        return absent
    seen = matching_series(sought, target=target)
    found = [each.labels for each in outcome.evidence if each.labels.get(label)]
    if not found or not any(series.labels.get(label) for series in seen):
        return absent
    wrong = [labels for labels in found if _bearing(labels, seen=seen)]
    fixed = {m.label for m in sought.matchers if m.op is MatchOp.EQUAL}
    lacking: dict[_Group, list[str]] = {}
    for labels in found:
        if labels not in wrong:
            group = _group(labels, without=fixed | {label}, target=target)
            lacking.setdefault(group, []).append(labels[label])
    told = [*_told_wrong(label, wrong=wrong, seen=seen), *_told_lacking(label, lacking=lacking)]
    # What one group shows is to be held against what it lacks; of several there is too much.
    alone = next(iter(lacking)) if len(lacking) == 1 and not wrong else ()
    shown = (series.labels.get(label, "") for series in _bearing(dict(alone), seen=seen))
    there = {value for value in shown if value}
    is_all = not lacking and there == {labels[label] for labels in wrong}
    rest = f"the values there are {values_there_are(there)}"
    rest = "there is no other value" if is_all else rest
    message = f"{'; '.join(told)}; {rest}"
    groups = dict.fromkeys(name for group in lacking for name, _ in group)
    selector = command.select(sought.sample, target=target, matchers=sought.matchers)
    query = command.query(command.count_by([*groups, label], selector), target=target)
    return Diagnosis("other-values", visible(message), query)


def _bearing(labels: Labels, *, seen: tuple[SeenSeries, ...]) -> tuple[SeenSeries, ...]:
    """The series that have all of these labels; a probe's element may have a name beside."""
    asked = [(name, value) for name, value in labels.items() if name != "__name__"]
    return tuple(
        series
        for series in seen
        if all(series.labels.get(name, "") == value for name, value in asked)
    )


def _group(labels: Labels, *, without: set[str], target: TargetView) -> _Group:
    own = own_labels(labels, target=target)
    return tuple((name, value) for name, value in sorted(own.items()) if name not in without)


def _told_wrong(label: str, *, wrong: list[Labels], seen: tuple[SeenSeries, ...]) -> Iterable[str]:
    values = sorted({labels[label] for labels in wrong})
    if values:
        number = sum(series.labels.get(label) in values for series in seen)
        listed = ", ".join(map(shown_value, values))
        yield f"{format_label(label)} is {listed} in {counted(number)}"


def _told_lacking(label: str, *, lacking: Mapping[_Group, list[str]]) -> Iterable[str]:
    for group, values in lacking.items():
        named = ", ".join(f"{format_label(name)}={shown_value(value)}" for name, value in group)
        listed = ", ".join(map(shown_value, sorted(set(values))))
        within = f" with {named}" if named else ""
        yield f"no series{within} has {format_label(label)} {listed} yet"
