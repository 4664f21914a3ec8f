"""The alerts that a profile's own expectations ask for, before it is shown that they can fire."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from metrics_check.assertions.compile import compile_assertion
from metrics_check.assertions.registry import kind
from metrics_check.errors import InvalidInput
from metrics_check.generate.artefact import declared
from metrics_check.generate.guard import guarded
from metrics_check.generate.naming import alert_name
from metrics_check.generate.options import is_alerting, options_of
from metrics_check.generate.plain import foreign_label, own_metric
from metrics_check.generate.prose import annotations_of
from metrics_check.located import Place, Problem
from metrics_check.model.probe import Probe, Subject
from metrics_check.model.profile import Assertion, Expectation, Profile, Target
from metrics_check.model.series import Bound, MetricType
from metrics_check.model.settings import Defaults
from metrics_check.notation.words import listed, shown
from metrics_check.promql.printing import print_duration
from metrics_check.record import record

# These say nothing but that series are there.
_OF_PRESENCE = frozenset({"presence"})


@record
class Alert:
    """One alerting rule: `expr` holds the violation of `probe` byte for byte.

    `labels` and `annotations` are plain texts. `subject` is what it is about, None for a target
    that is down.
    """

    name: str
    expr: str
    hold_ms: int
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    target: Target
    place: Place
    subject: Subject | None = None
    probe: Probe | None = None

    @property
    def fired_labels(self) -> Mapping[str, str]:
        """What an alert bears beside the labels of its evidence."""
        return {**self.labels, "alertname": self.name}


@record
class Wish:
    """An assertion that is to be an alert: the alert, or why it is none.

    `is_wrong`: that is for the file to mend. `is_silent`: nobody needs to be told of it.
    """

    expectation: Expectation
    assertion: Assertion
    alert: Alert | None = None
    problem: Problem | None = None
    is_wrong: bool = False
    is_silent: bool = False


def wishes_of(profile: Profile, *, defaults: Defaults) -> Iterator[Wish]:
    """An alert, or a reason, for each assertion that is opted in, in file order."""
    taken: set[str] = set()
    for expectation in declared(profile):
        if not is_alerting(expectation, profile=profile):
            continue
        for assertion in expectation.assertions:
            wish = _wish(expectation, assertion=assertion, profile=profile, defaults=defaults)
            alert = wish.alert
            if alert is not None:
                name = alert_name(profile.name, expectation.id, assertion.name, taken=taken)
                taken.add(name)
                wish = replace(wish, alert=replace(alert, name=name))
            yield wish


def refused(wish: Wish, *, code: str, reason: str) -> Wish:
    """The wish, not granted for that reason."""
    return _refused(wish.expectation, assertion=wish.assertion, code=code, reason=reason)


def _wish(
    expectation: Expectation, *, assertion: Assertion, profile: Profile, defaults: Defaults
) -> Wish:
    reason = _why_none(expectation, assertion=assertion, profile=profile)
    if reason:
        code, text = reason
        return _refused(expectation, assertion=assertion, code=code, reason=text)
    try:
        options = options_of(expectation, assertion=assertion, profile=profile, defaults=defaults)
    except InvalidInput as wrong:
        return Wish(expectation, assertion, problem=wrong.problems[0], is_wrong=True)
    target = profile.targets[expectation.target]
    window = print_duration(options.window_ms)
    subject = Subject(expectation, assertion, target.labels, expectation.type, window)
    probe = compile_assertion(subject)
    expr = guarded(probe.violation, subject=subject)
    open_here = _open_params(expr, assertion=assertion, profile=profile)
    if open_here:
        return _open(expectation, assertion=assertion, names=open_here)
    unfit = _why_unfit(expr, target=target)
    if unfit is not None:
        code, text = unfit
        return _refused(expectation, assertion=assertion, code=code, reason=text)
    alert = Alert(
        name="",
        expr=expr,
        hold_ms=options.hold_ms,
        labels={**options.labels, **_identity(expectation, assertion=assertion, profile=profile)},
        annotations={
            **annotations_of(expectation, assertion=assertion, profile=profile, defaults=defaults),
            **options.annotations,
        },
        target=target,
        place=assertion.place,
        subject=subject,
        probe=probe,
    )
    return Wish(expectation, assertion, alert)


def _identity(
    expectation: Expectation, *, assertion: Assertion, profile: Profile
) -> dict[str, str]:
    return {"profile": profile.name, "expectation": f"{expectation.id}#{assertion.name}"}


def _why_none(
    expectation: Expectation, *, assertion: Assertion, profile: Profile
) -> tuple[str, str] | None:
    if kind(assertion.kind).compile is None:
        return "judged-on-shape", "it is judged on metadata, which a rule does not see"
    if expectation.only_in == "run":
        return "only-in-run", "it is judged in a run only"
    if expectation.series is not None and expectation.type is MetricType.UNKNOWN:
        return "unknown-type", f"the type of {shown(expectation.series.name)} is not told. Say it"
    if expectation.target not in profile.targets:
        return "unknown-target", "its target is only given by who extends this. Name it here"
    if assertion.kind in _OF_PRESENCE and expectation.exercised_by:
        return "exercised-by", "series that come with work may be absent where nobody works"
    return None


def _why_unfit(expr: str, *, target: Target) -> tuple[str, str] | None:
    foreign, own = foreign_label(expr, labels=target.labels), own_metric(expr)
    if foreign:
        return "utf8-label", f"Prometheus 2 takes no label {shown(foreign)} in a rule"
    if own:
        return "own-metric", f"Prometheus makes {shown(own)} itself, of rules such as this"
    return None


def _refused(expectation: Expectation, *, assertion: Assertion, code: str, reason: str) -> Wish:
    name = shown(f"{expectation.id}#{assertion.name}")
    problem = Problem(assertion.place, code, f"no alert is made of {name}: {reason}")
    is_silent = code in {"judged-on-shape", "only-in-run", "exercised-by"}
    return Wish(expectation, assertion, problem=problem, is_silent=is_silent)


def _open(expectation: Expectation, *, assertion: Assertion, names: list[str]) -> Wish:
    noun = "param" if len(names) == 1 else "params"
    message = (
        f"no alert can be made of {shown(expectation.id)}: the {noun} {listed(names)} "
        f"{'is' if len(names) == 1 else 'are'} open here. Give a value under `generate: params:` "
        "in metrics-check.yaml"
    )
    problem = Problem(expectation.place, "open-param", message)
    return Wish(expectation, assertion, problem=problem, is_wrong=True)


def _open_params(expr: str, *, assertion: Assertion, profile: Profile) -> list[str]:
    """The params that stand as typed in an alert, since an abstract profile leaves them open."""
    bound = assertion.detail if isinstance(assertion.detail, Bound) else None
    compared = {part.quantity.param for part in bound.comparisons} if bound is not None else set()
    return [
        name
        for name in profile.open_params
        if name in compared or f"${{{name}}}" in expr or f"${{{name}:regex}}" in expr
    ]
