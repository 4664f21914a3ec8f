"""What a check of one profile will do, told before anything is read. Pure."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from metrics_check.errors import InvalidInput
from metrics_check.exposition.model import Wanted
from metrics_check.model.profile import Assertion, Expectation, Profile, Target
from metrics_check.model.series import Bound
from metrics_check.promql.rewrite import Selector, selectors
from metrics_check.record import record

# What a family's samples may be called: which of these exist depends on its type.
_SUFFIXES = ("", "_bucket", "_sum", "_count")
# When a process began (Prometheus docs, Writing client libraries), and a series (OpenMetrics 1.0).
PROCESS_START = "process_start_time_seconds"
CREATED = "_created"


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
    """A profile's tasks in file order, and the sample names they read.

    `is_run`: what rises is judged by its increase between two reads.
    """

    profile: Profile
    tasks: tuple[Task, ...]
    wanted: Wanted
    is_run: bool = False


def plan_check(profile: Profile, *, selection: Selection, is_run: bool = False) -> Plan:
    """The plan of one profile, in the state reading or in that of a run."""
    reading = "run" if is_run else "state"
    tasks = tuple(
        Task(expectation, assertion, profile.targets[expectation.target], skipped_code)
        for expectation in profile.expectations
        for assertion in (_of_run(expectation) if is_run else expectation.assertions)
        for skipped_code in (
            _why_skipped(expectation, assertion, selection=selection, reading=reading),
        )
    )
    wanted = wanted_of(profile.expectations)
    if is_run:
        wanted = Wanted(wanted.names | _tell_restarts(wanted.names), wanted.patterns)
    return Plan(profile, tasks, wanted, is_run)


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


def _of_run(expectation: Expectation) -> tuple[Assertion, ...]:
    """The assertions in a run: each aggregate of `run` in place of the same one of `expect`."""
    own = {_aggregate(assertion) for assertion in expectation.run}
    kept = (
        each
        for each in expectation.assertions
        if each.is_warning or not _aggregate(each) or _aggregate(each) not in own
    )
    return (*kept, *expectation.run)


def _aggregate(assertion: Assertion) -> str:
    return assertion.detail.aggregate if isinstance(assertion.detail, Bound) else ""


def _tell_restarts(names: Iterable[str]) -> frozenset[str]:
    """The samples that tell when a process, or the series of these names, began."""
    created = (f"{name.removesuffix('_total')}{CREATED}" for name in names)
    return frozenset({PROCESS_START, *created})


def _why_skipped(
    expectation: Expectation, assertion: Assertion, *, selection: Selection, reading: str
) -> str:
    if not _is_selected(expectation, assertion=assertion, selection=selection):
        return "deselected"
    is_other = bool(expectation.only_in) and expectation.only_in != reading
    return f"only-in-{expectation.only_in}" if is_other else ""


def _is_selected(expectation: Expectation, *, assertion: Assertion, selection: Selection) -> bool:
    if selection.owner and expectation.owner != selection.owner:
        return False
    names = (expectation.id, f"{expectation.id}#{assertion.name}")
    return not selection.only or any(
        fnmatchcase(name, glob) for name in names for glob in selection.only
    )
