"""The hints of a profile: for each expectation the queries worth pasting. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from metrics_check.assertions.selectors import select
from metrics_check.generate.by_type import typed_hints
from metrics_check.generate.failing import failure_hints, groups_of, subject_of
from metrics_check.generate.hint import IT_HOLDS, NOT_THERE, ExpectationHints, Hint
from metrics_check.model.profile import Expectation, Profile, Target
from metrics_check.model.series import Labels


def hints_of(profile: Profile) -> tuple[ExpectationHints, ...]:
    """The hints of each expectation, in file order. The profile leaves no param open."""
    return tuple(
        expectation_hints(expectation, target=profile.targets[expectation.target])
        for expectation in profile.expectations
    )


def expectation_hints(expectation: Expectation, *, target: Target) -> ExpectationHints:
    """The hints of one expectation: of its series by its type, then for when it fails.

    A label `job` that is only implied is left out: a server may well call it otherwise.
    """
    labels = target.labels if target.is_labelled else {}
    must_be_absent = any(assertion.kind == "absent" for assertion in expectation.assertions)
    found = [*_of_series(expectation, labels=labels)] if not must_be_absent else []
    found += failure_hints(expectation, labels=labels)
    if must_be_absent:
        found = [replace(hint, empty_when=IT_HOLDS) for hint in found]
    elif expectation.is_optional:
        found = [replace(hint, empty_when=hint.empty_when or NOT_THERE) for hint in found]
    return ExpectationHints(expectation, tuple(_distinct(found)))


def _of_series(expectation: Expectation, *, labels: Labels) -> tuple[Hint, ...]:
    if expectation.series is None:
        return ()
    selection = select(subject_of(expectation, labels=labels))
    selection = replace(selection, groups=groups_of(expectation))
    return typed_hints(selection)


def _distinct(hints: Iterable[Hint]) -> Iterator[Hint]:
    """Each query once, said of all assertions that it is about."""
    by_promql: dict[str, Hint] = {}
    for hint in hints:
        first = by_promql.get(hint.promql)
        by_promql[hint.promql] = hint if first is None else _joined(first, hint)
    yield from by_promql.values()


def _joined(first: Hint, second: Hint) -> Hint:
    assertions = (*first.assertions, *second.assertions)
    return replace(first, title=f"{first.title}; {second.title}", assertions=assertions)
