"""The rules of all profiles: alerts that can fire and can be silent, and why others are none."""

from collections.abc import Collection, Iterable, Iterator
from typing import cast

from metrics_check.errors import InvalidInput
from metrics_check.generate.alerts import Alert, Wish, refused, wishes_of
from metrics_check.generate.artefact import Request
from metrics_check.generate.down import down_alert
from metrics_check.generate.proof.prove import Proof, prove, ranges_ms
from metrics_check.located import Problem
from metrics_check.model.profile import Profile
from metrics_check.model.series import Labels
from metrics_check.record import record

_KEPT = "rules"
# Steps between samples that make round numbers, longest first. Prometheus looks back 5 minutes for
# a sample, so that they must lie closer.
_STEPS_MS = (240_000, 120_000, 60_000, 30_000, 15_000, 5_000, 1_000)
_STEPS_IN_RANGE = 5


@record
class Rule:
    """An alert and what was shown of it."""

    alert: Alert
    proof: Proof


@record
class Book:
    """The alerts of one profile, those of its targets last, and the step of their data."""

    profile: Profile
    rules: tuple[Rule, ...]
    step_ms: int


@record
class Books:
    """Those of the profiles that have rules, in order of their names; and what was left out."""

    books: tuple[Book, ...]
    notes: tuple[Problem, ...]


def books_of(request: Request) -> Books:
    """The rules of all profiles, made once for a request.

    Raises `InvalidInput` with all that is wrong: what no alert can say, and an expectation that
    asks for an alert itself and gets none.
    """
    if _KEPT not in request.kept:
        request.kept[_KEPT] = _make(request)
    # Only this function keeps anything by that name.
    return cast(Books, request.kept[_KEPT])


def _make(request: Request) -> Books:
    profiles = [request.profiles[name] for name in sorted(request.profiles)]
    granted: dict[str, list[Rule]] = {}
    steps: dict[str, int] = {}
    wishes: list[Wish] = []
    for profile in profiles:
        own = list(wishes_of(profile, defaults=request.defaults))
        alerts = [wish.alert for wish in own if wish.alert is not None]
        steps[profile.name] = min((step_of(alert) for alert in alerts), default=_STEPS_MS[2])
        proven = [_proven(wish, step_ms=steps[profile.name]) for wish in own]
        granted[profile.name] = [rule for _, rule in proven if rule is not None]
        wishes += [wish for wish, _ in proven]
    _raise_wrong(wishes)
    unguarded = [rule.alert.target.labels for rules in granted.values() for rule in rules]
    for profile in profiles:
        step_ms = steps[profile.name]
        found = _of_targets(profile, watched=unguarded, step_ms=step_ms, request=request)
        granted[profile.name] += found
        downs = [rule.alert.target.labels for rule in found]
        unguarded = [labels for labels in unguarded if labels not in downs]
    books = (
        Book(profile, tuple(granted[profile.name]), steps[profile.name])
        for profile in profiles
        if granted[profile.name]
    )
    return Books(tuple(books), tuple(_notes(wishes)))


def step_of(alert: Alert) -> int:
    """The step that puts enough samples into the shortest range that an alert looks back over."""
    shortest = min(ranges_ms(alert.expr), default=_STEPS_MS[2] * _STEPS_IN_RANGE)
    longest = shortest // _STEPS_IN_RANGE
    return next((step for step in _STEPS_MS if step <= longest), max(longest, 1))


def _proven(wish: Wish, *, step_ms: int) -> tuple[Wish, Rule | None]:
    if wish.alert is None:
        return wish, None
    proof = prove(wish.alert, step_ms=step_ms)
    if not proof.shown:
        return refused(wish, code=proof.code, reason=proof.reason), None
    return wish, Rule(wish.alert, proof)


def _of_targets(
    profile: Profile, *, watched: Collection[Labels], step_ms: int, request: Request
) -> list[Rule]:
    """The alerts of the targets that a profile's own file declares, of those that are watched."""
    alerts = [
        down_alert(target, profile=profile, defaults=request.defaults)
        for target in profile.targets.values()
        if target.place.path == profile.place.path and target.labels in watched
    ]
    return [Rule(alert, prove(alert, step_ms=step_ms)) for alert in alerts]


def _raise_wrong(wishes: Iterable[Wish]) -> None:
    problems = [wish.problem for wish in wishes if wish.is_wrong and wish.problem is not None]
    problems += _vain(wishes)
    if problems:
        distinct = tuple(dict.fromkeys(problems))
        noun = "expectation" if len(distinct) == 1 else "expectations"
        raise InvalidInput(f"{len(distinct)} {noun} cannot be alerts", problems=distinct)


def _vain(wishes: Iterable[Wish]) -> Iterator[Problem]:
    """For each expectation that asks for an alert itself and gets none, the first reason."""
    by_expectation: dict[tuple[str, str], list[Wish]] = {}
    for wish in wishes:
        key = (str(wish.expectation.place), wish.expectation.id)
        by_expectation.setdefault(key, []).append(wish)
    for own in by_expectation.values():
        asked = own[0].expectation.alert
        # What nobody needs to be told otherwise comes last.
        told = sorted((wish for wish in own if not wish.is_wrong), key=lambda wish: wish.is_silent)
        problems = [wish.problem for wish in told if wish.problem is not None]
        if asked and len(problems) == len(own):
            yield problems[0]


def _notes(wishes: Iterable[Wish]) -> Iterator[Problem]:
    for wish in wishes:
        if wish.problem is not None and not wish.is_silent:
            yield wish.problem
