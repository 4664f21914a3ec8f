"""What reads a metric: an expectation, the names that it names, and the series that it takes."""

from collections.abc import Iterable, Iterator

from metrics_check.check.attach import attach_labels
from metrics_check.check.matching import accepts_all
from metrics_check.check.plan import Task, selectors_of, wanted_of
from metrics_check.check.poll import Seen
from metrics_check.check.reach import targets_read
from metrics_check.exposition.grammar import compile_pattern
from metrics_check.model.outcome import Outcome
from metrics_check.model.profile import Expectation, Target
from metrics_check.model.series import Labels, Matcher, MatchOp
from metrics_check.mutate.part import BOUNDS
from metrics_check.record import record

_NAME = "__name__"
_ENDS = ("", "_bucket", "_sum", "_count")


@record
class Reader:
    """An expectation, its tasks with their outcomes before any change, and what it reads.

    `names` are those that it names, `wanted` all sample names that its judgement looks at,
    `patterns` those of names; `targets` whose samples it sees.
    """

    expectation: Expectation
    tasks: tuple[tuple[Task, Outcome], ...]
    names: frozenset[str]
    wanted: frozenset[str]
    patterns: tuple[str, ...]
    targets: frozenset[str]

    @property
    def is_judged(self) -> bool:
        """Whether any of it is judged in this reading."""
        return any(not task.skipped_code for task, _ in self.tasks)

    def reads(self, names: Iterable[str]) -> bool:
        """Whether its judgement looks at any of these names."""
        given = tuple(names)
        if not self.wanted.isdisjoint(given):
            return True
        compiled = [compile_pattern(pattern.encode()) for pattern in self.patterns]
        return any(each.fullmatch(name.encode()) for each in compiled for name in given)

    def declares(self, metric: str, *, target: Target, members: Iterable[str]) -> bool:
        """Whether it names a metric, `members` its sample names, of a target."""
        return target.name in self.targets and not self.names.isdisjoint((metric, *members))

    def takes(self, labels: Labels, *, metric: str, target: Target, members: Iterable[str]) -> bool:
        """Whether it names a metric of a target and takes its series with these labels."""
        given = (metric, *members)
        if not self.declares(metric, target=target, members=given):
            return False
        attached = attach_labels(labels, target=target, instance="")
        return any(
            accepts_all(asked, attached) for asked in _asked(self.expectation, frozenset(given))
        )


def readers_of(seen: Seen) -> tuple[Reader, ...]:
    """The readers of what a profile was judged on; those that name metrics stand first."""
    judged = tuple(zip(seen.plan.tasks, seen.outcomes, strict=True))
    profile = seen.plan.profile
    readers = []
    for expectation in profile.expectations:
        wanted = wanted_of([expectation])
        readers.append(
            Reader(
                expectation,
                tuple(pair for pair in judged if pair[0].expectation is expectation),
                frozenset(_named(expectation)),
                wanted.names,
                wanted.patterns,
                frozenset(targets_read(expectation, profile=profile)),
            )
        )
    # A pattern of names is asked of all there is.
    return tuple(sorted(readers, key=lambda reader: bool(reader.patterns)))


def _named(expectation: Expectation) -> Iterator[str]:
    if expectation.series is not None:
        yield from (expectation.series.name + end for end in _ENDS)
    for selector in selectors_of(expectation):
        if selector.name is not None:
            yield selector.name
        yield from (
            each.value
            for each in selector.matchers
            if each.label == _NAME and each.op is MatchOp.EQUAL
        )


def _asked(expectation: Expectation, names: frozenset[str]) -> Iterator[tuple[Matcher, ...]]:
    """The matchers of what it selects of these names, but for names, bounds and the instance."""
    series = expectation.series
    if series is not None and not names.isdisjoint(series.name + end for end in _ENDS):
        yield _own(series.matchers)
    for selector in selectors_of(expectation):
        if selector.name in names:
            yield _own(selector.matchers)


def _own(matchers: Iterable[Matcher]) -> tuple[Matcher, ...]:
    left_out = {_NAME, "instance", *BOUNDS}
    return tuple(each for each in matchers if each.label not in left_out)
