"""No series carries a label beyond those that the expectation names, target labels apart.

Expectation:

    series: callbacks_total{mode, result}
    only_labels: true

Passes:

    callbacks_total{mode="a",result="success"} 1

Fails:

    callbacks_total{mode="a",result="success",user_id="17"} 1
"""

from metrics_check.assertions.fields import read_flag, read_texts
from metrics_check.assertions.kind import Entry, Kind
from metrics_check.assertions.shapes import no_series, nothing_there
from metrics_check.located import Fields
from metrics_check.model.probe import Evidence, Judgement, Shape, Subject
from metrics_check.model.profile import Assertion
from metrics_check.model.series import Labels
from metrics_check.notation.words import listed

SCHEMA = {
    "only_labels": {
        "type": "boolean",
        "description": "True: no label beyond those named here; the target's own do not count.",
    }
}


def _read(entry: Entry) -> tuple[Assertion, ...]:
    if entry.series is None or not read_flag(entry.fields, key="only_labels"):
        return ()
    names = _named(entry)
    place = entry.fields.fields["only_labels"].key.place
    expected = f"no label beyond {', '.join(names)}" if names else "no label"
    return (Assertion("only_labels", "only_labels", place, expected, names),)


def _named(entry: Entry) -> tuple[str, ...]:
    series, labels, by = entry.series, entry.fields.get("labels"), entry.fields.get("by")
    in_series: tuple[str, ...] = ()
    if series is not None:
        in_series = (*(matcher.label for matcher in series.matchers), *series.bare_labels)
    in_labels = tuple(labels.fields) if isinstance(labels, Fields) else ()
    in_by = () if by is None else tuple(text.text for text in read_texts(by, key="by"))
    return tuple(dict.fromkeys((*in_series, *in_labels, *in_by)))


def _judge(subject: Subject, shape: Shape) -> Judgement:
    named = subject.assertion.detail
    if not isinstance(named, tuple):
        raise TypeError(f"{subject.assertion.name} names no labels: {named!r}")
    label_sets = [labels for instance in shape for labels in instance.label_sets]
    if not label_sets:
        return nothing_there(subject)
    found = sorted({label for labels in label_sets for label in labels})
    violations = tuple(
        Evidence(dict(labels), note=f"extra: {', '.join(extra)}")
        for labels in label_sets
        if (extra := _extra(labels, named=named))
    )
    code = "extra-label" if violations else ""
    return Judgement(", ".join(found) or "no label", violations, code=code)


def _extra(labels: Labels, *, named: tuple[str, ...]) -> list[str]:
    return sorted(label for label in labels if label not in named)


def _message(subject: Subject) -> str:
    named = subject.assertion.detail
    names = listed(named) if isinstance(named, tuple) and named else "none"
    return f"a series carries a label that is not named; named are {names}"


KIND = Kind(
    code="extra-label",
    message=_message,
    unproven_code="absent-series",
    unproven_message=no_series,
    schema=SCHEMA,
    read=_read,
    judge=_judge,
)
