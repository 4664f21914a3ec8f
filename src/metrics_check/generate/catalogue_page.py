"""One page of the catalogue: a profile's metrics, and what is expected of each."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

from metrics_check.assertions.label_rules import LabelRule
from metrics_check.generate.failing import declared_labels
from metrics_check.generate.hints import expectation_hints
from metrics_check.generate.hints_markdown import hint_item
from metrics_check.generate.markdown import block, code, link, prose, reference
from metrics_check.load.units import named_unit
from metrics_check.model.profile import Assertion, Expectation, Profile
from metrics_check.model.series import Labels, Matcher, MatchOp, MetricType
from metrics_check.notation.labels import shown_labels
from metrics_check.notation.text import quote
from metrics_check.promql.rewrite import selectors
from metrics_check.record import record

_ANY = "any value"
_OPERATORS: Mapping[MatchOp, str] = {
    MatchOp.EQUAL: "",
    MatchOp.NOT_EQUAL: "not ",
    MatchOp.REGEX: "matches ",
    MatchOp.NOT_REGEX: "does not match ",
}


@record
class Opted:
    """What asks for alerts: `of_file` for all of a file, by its path; and the names of those made.

    `names` are by the place of an expectation, and `panels` the titles of its panels by profile and
    id; both are empty where nobody made any.
    """

    of_file: Mapping[str, object]
    names: Mapping[str, Sequence[str]]
    panels: Mapping[tuple[str, str], Sequence[str]]


def page(profile: Profile, *, opted: Opted, index: str) -> str:
    """The page of a profile, ended by a newline. `index` is the way to the list of all."""
    parts = [f"# {prose(profile.name)}", f"{link('All metrics', url=index)}"]
    if profile.summary:
        parts.append(prose(profile.summary))
    parts.append("\n".join(_head(profile)))
    for name, own in _by_metric(profile).items():
        parts += _metric(name, own)
        for each in own:
            parts += _expectation(each, profile=profile, opted=opted)
    conditions = [each for each in profile.expectations if each.series is None]
    if conditions:
        parts.append("## Conditions")
    for each in conditions:
        parts += _expectation(each, profile=profile, opted=opted)
    return "\n\n".join(parts) + "\n"


def typed(expectation: Expectation) -> str:
    """The type of an expectation's metric in words."""
    is_known = expectation.type is not MetricType.UNKNOWN
    return expectation.type.value if is_known else "of a type that is not told"


def metrics_read(expectation: Expectation) -> tuple[str, ...]:
    """The metrics that a condition names, in its order, each once; none of a series."""
    if expectation.promql is None:
        return ()
    names = (found.name for found in selectors(expectation.promql))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _head(profile: Profile) -> Iterator[str]:
    if profile.owner:
        yield f"- Owner: {prose(profile.owner)}"
    for name, target in profile.targets.items():
        yield f"- Target {code(name)}: {code(shown_labels(target.labels))}"
    for env in profile.env:
        allowed = " or ".join(map(code, env.allowed))
        yield f"- Needs {code(env.name)} to be {allowed}"
    for http in profile.http:
        answer = ", ".join(f"{key}: {json.dumps(value)}" for key, value in http.json.items())
        yield f"- Needs {code(f'GET {urlsplit(http.url).path}')} to answer {code(answer)}"


def _by_metric(profile: Profile) -> dict[str, list[Expectation]]:
    found: dict[str, list[Expectation]] = {}
    for each in profile.expectations:
        if each.series is not None:
            found.setdefault(each.series.name, []).append(each)
    return dict(sorted(found.items()))


def _metric(name: str, expectations: Sequence[Expectation]) -> Iterator[str]:
    types = sorted({typed(each) for each in expectations})
    units = sorted({each.unit or named_unit(name) for each in expectations} - {""})
    targets = sorted({each.target for each in expectations})
    said = ", ".join([*types, *(f"in {prose(unit)}" for unit in units)])
    yield f"## {code(name)}"
    yield f"{said[0].upper()}{said[1:]}; exposed by {', '.join(map(code, targets))}."
    labels = "\n".join(_labels(expectations))
    if labels:
        yield labels


def _labels(expectations: Sequence[Expectation]) -> Iterator[str]:
    """One line a label: everything that is said of its values, each once."""
    rules: dict[str, dict[str, None]] = {}
    for expectation in expectations:
        for label in declared_labels(expectation):
            rules.setdefault(label, {}).update(dict.fromkeys(_said(label, of=expectation)))
    for label, said in rules.items():
        yield f"- {code(label)}: {'; '.join(said)}"


def _said(label: str, *, of: Expectation) -> Iterator[str]:
    matchers: tuple[Matcher, ...] = () if of.series is None else of.series.matchers
    fixed = [each for each in matchers if each.label == label]
    yield from (f"{_OPERATORS[each.op]}{_text(each.value)}" for each in fixed)
    details = (each.detail for each in of.assertions)
    rule = next((d for d in details if isinstance(d, LabelRule) and d.label == label), None)
    told = [] if rule is None else list(_ruled(rule))
    yield from told
    if not fixed and not told:
        yield _ANY


def _text(value: str) -> str:
    return code(value if value.strip() else quote(value))


def _ruled(rule: LabelRule) -> Iterator[str]:
    if rule.allowed:
        yield f"one of {', '.join(map(code, rule.allowed))}"
    if rule.every:
        yield f"each of {', '.join(map(code, rule.every))}"
    if rule.matches:
        yield f"matches {code(rule.matches)}"
    if rule.not_matches:
        yield f"does not match {code(rule.not_matches)}"
    if not rule.is_required:
        yield "may be missing"


def _expectation(each: Expectation, *, profile: Profile, opted: Opted) -> Iterator[str]:
    yield f"### {prose(each.id)}"
    yield block(" ".join(each.text.split()), language="promql")
    titles = opted.panels.get((profile.name, each.id), ())
    yield "\n".join(_facts(each, opted=opted, panels=titles))
    hints = expectation_hints(each, target=profile.targets[each.target]).hints
    yield "Worth asking:"
    yield from map(hint_item, hints)


def _facts(each: Expectation, *, opted: Opted, panels: Sequence[str]) -> Iterator[str]:
    yield from _expected("Expected", (one for one in each.assertions if not one.is_warning))
    yield from _expected("Warns unless", (one for one in each.assertions if one.is_warning))
    yield from _expected("Over one run", each.run)
    if each.promql is not None:
        named = ", ".join(map(code, metrics_read(each)))
        yield f"- Reads: {named or 'whatever its selectors match'}"
    if each.is_optional:
        yield "- Optional: nothing is expected where no such series is there"
    if each.only_in:
        yield f"- Judged only in a {each.only_in}"
    if each.exercised_by:
        yield f"- Judged where this is not empty: {code(' '.join(each.exercised_by.split()))}"
    for word, text in (("Why", each.why), ("Owner", each.owner), ("Severity", each.severity)):
        if text:
            yield f"- {word}: {prose(text)}"
    yield from _alerts(each, opted=opted)
    if panels:
        yield f"- Panels: {', '.join(map(code, panels))}"
    yield from _opted("Panel", each.panel)
    if each.runbook:
        yield f"- Runbook: {reference(each.runbook)}"
    yield f"- Declared in {code(PurePath(each.place.path).name)}"


def _expected(word: str, assertions: Iterable[Assertion]) -> Iterator[str]:
    is_promql = {"holds": "it holds", "never": "it is empty"}
    said = [
        is_promql[each.kind] if each.kind in is_promql else code(each.expected)
        for each in assertions
    ]
    if said:
        yield f"- {word}: {', '.join(said)}"


def _alerts(each: Expectation, *, opted: Opted) -> Iterator[str]:
    names = opted.names.get(str(each.place), ())
    of_file = opted.of_file.get(each.place.path)
    asked = of_file if each.alert is None else each.alert
    if names:
        yield f"- Alerts: {', '.join(map(code, names))}"
    # Alerts are opt-in: where nothing is said there is none.
    yield from _opted("Alert", asked or False)


def _opted(word: str, asked: object) -> Iterator[str]:
    """A line of what `alert` or `panel` says; none where nothing is said."""
    if asked is None:
        return
    if isinstance(asked, Mapping):
        said = ", ".join(f"{key} {_value(value)}" for key, value in asked.items())
        yield f"- {word}: {said or 'yes'}"
    else:
        yield f"- {word}: {'yes' if asked else 'no'}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        texts: Labels = {str(key): str(text) for key, text in value.items()}
        return code(shown_labels(texts))
    return code(str(value))
