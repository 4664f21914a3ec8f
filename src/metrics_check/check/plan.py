"""What a check of one profile will do, told before anything is read. Pure."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from metrics_check.errors import InvalidInput
from metrics_check.exposition.model import Wanted
from metrics_check.model.profile import Assertion, Expectation, Profile, Target
from metrics_check.promql.rewrite import Selector, selectors
from metrics_check.record import record

# What a family's samples may be called: which of these exist depends on its type.
_SUFFIXES = ("", "_bucket", "_sum", "_count")


@record
class Selection:
    """Which assertions the user wants judged; empty means all. Globs, as the shell's."""

    only: tuple[str, ...] = ()
    owner: str = ""


@record
class Task:
    """One outcome to be: an assertion of an expectation, on a target.

    `skipped_code` says why it is not judged, `""` that it is.
    """

    expectation: Expectation
    assertion: Assertion
    target: Target
    skipped_code: str = ""


@record
class Plan:
    """A profile's tasks in file order, and the sample names they read."""

    profile: Profile
    tasks: tuple[Task, ...]
    wanted: Wanted


def plan_check(profile: Profile, *, selection: Selection) -> Plan:
    """The plan of one profile in the state reading."""
    tasks = tuple(
        Task(expectation, assertion, profile.targets[expectation.target], skipped_code)
        for expectation in profile.expectations
        for assertion in expectation.assertions
        for skipped_code in (_why_skipped(expectation, assertion=assertion, selection=selection),)
    )
    return Plan(profile, tasks, wanted_of(profile.expectations))


def require_matches(plans: Iterable[Plan], *, selection: Selection) -> None:
    """Raises `InvalidInput` where `--only` or `--owner` deselects everything."""
    if any(task.skipped_code != "deselected" for plan in plans for task in plan.tasks):
        return
    if selection.only:
        asked = ", ".join(repr(glob) for glob in selection.only)
        raise InvalidInput(f"--only {asked} matches no expectation and no id#assertion.")
    if selection.owner:
        raise InvalidInput(f"--owner {selection.owner!r} owns no expectation.")


def wanted_of(expectations: Iterable[Expectation]) -> Wanted:
    """The sample names, and patterns of names, that these expectations read."""
    names: set[str] = set()
    patterns: set[str] = set()
    for expectation in expectations:
        if expectation.series is not None:
            names.update(expectation.series.name + suffix for suffix in _SUFFIXES)
        for selector in selectors_of(expectation):
            found, unnamed = _names_of(selector)
            names |= found
            patterns |= unnamed
    return Wanted(frozenset(names), tuple(sorted(patterns)))


def selectors_of(expectation: Expectation) -> tuple[Selector, ...]:
    """Every selector in an expectation's own PromQL (`holds`, `never`, `exercised_by`)."""
    texts = (expectation.promql, expectation.exercised_by)
    return tuple(selector for text in texts if text for selector in selectors(text))


def _names_of(selector: Selector) -> tuple[set[str], set[str]]:
    if selector.name is not None:
        return {family + suffix for family in families_of(selector) for suffix in _SUFFIXES}, set()
    regexes = {
        matcher.value
        for matcher in selector.matchers
        if matcher.label == "__name__" and matcher.op == "=~"
    }
    return set(), regexes or {".*"}


def families_of(selector: Selector) -> tuple[str, ...]:
    """The families that a selector may read a part of; none where it names no metric.

    A family is sound or broken by all of its parts, though a query reads only one of them.
    """
    name = selector.name
    return () if name is None else tuple(sorted({name.removesuffix(end) for end in _SUFFIXES}))


def _why_skipped(expectation: Expectation, *, assertion: Assertion, selection: Selection) -> str:
    if not _is_selected(expectation, assertion=assertion, selection=selection):
        return "deselected"
    return "only-in-run" if expectation.only_in == "run" else ""


def _is_selected(expectation: Expectation, *, assertion: Assertion, selection: Selection) -> bool:
    if selection.owner and expectation.owner != selection.owner:
        return False
    names = (expectation.id, f"{expectation.id}#{assertion.name}")
    return not selection.only or any(
        fnmatchcase(name, glob) for name in names for glob in selection.only
    )
