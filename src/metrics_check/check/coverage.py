"""How much of what the targets expose is declared. Pure, but for what a server is asked.

Declared is what an expectation reads by name: its `series`, or a selector of its PromQL that names
a metric or has a pattern for names. Judged or not, it is told in the file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from metrics_check.check.plan import Plan, selectors_of
from metrics_check.check.reach import targets_read
from metrics_check.check.sight import Sight
from metrics_check.errors import UnansweredQuery, UnreadableSource
from metrics_check.exposition.candidates import FAMILIES, candidates
from metrics_check.exposition.grammar import compile_pattern
from metrics_check.exposition.model import Exposition, Format
from metrics_check.exposition.runtime import runtime_of
from metrics_check.model.coverage import Coverage, Family, TargetCoverage, Unexercised
from metrics_check.model.outcome import Finding, Outcome, Report, Verdict
from metrics_check.model.profile import Expectation, Profile
from metrics_check.model.series import MetricType
from metrics_check.record import record

BELOW, UNTOLD = "coverage-below", "coverage-untold"
"""The codes of the findings about a minimum."""

_PARTS = ("_bucket", "_count", "_sum", "_gcount", "_gsum")
# What says that nothing ran, or that nothing is there; each is told again by its own outcome.
_UNEXERCISED = frozenset(
    {"absent-series", "no-observations", "not-exercised", "not-seen", "optional-absent"}
)
# What a server makes of a target's samples and no target exposes (Prometheus docs, Jobs and
# instances; Alerting rules). A colon is for recording rules (Metric names and labels).
_OF_SERVERS = frozenset({"up", "ALERTS", "ALERTS_FOR_STATE"})
_OF_RULES = ":"


@record
class _Declared:
    """The names and patterns of names that are read of one target.

    `unwanted` are those of them that must not be there.
    """

    names: frozenset[str]
    patterns: tuple[str, ...]
    unwanted: frozenset[str]

    def has(self, name: str, types: Collection[MetricType]) -> bool:
        """Whether a metric is declared, by its own name or by a part of it."""
        parts = _PARTS if FAMILIES.intersection(types) else ()
        known = (name, *(name + part for part in parts))
        if not self.names.isdisjoint(known):
            return True
        compiled = (compile_pattern(pattern.encode()) for pattern in self.patterns)
        return any(pattern.fullmatch(each.encode()) for pattern in compiled for each in known)


def coverage_of(plan: Plan, sight: Sight, *, outcomes: Iterable[Outcome]) -> Coverage:
    """The coverage of one profile."""
    profile = plan.profile
    return Coverage(
        tuple(_target(name, profile=profile, sight=sight) for name in profile.targets),
        _unexercised(outcomes),
        where=str(profile.place),
    )


def with_coverage(report: Report, *, coverage: Coverage) -> Report:
    """The report with its coverage, and what is to be said of a minimum."""
    kept = tuple(each for each in report.findings if each.code not in {BELOW, UNTOLD})
    return replace(report, coverage=coverage, findings=(*kept, *_gate(coverage)))


def _gate(coverage: Coverage) -> Iterator[Finding]:
    asked = "" if coverage.minimum is None else f"{coverage.minimum:g} %"
    if coverage.is_untold:
        message = f"whether {asked} are declared could not be told: {coverage.why_untold}"
        yield Finding(UNTOLD, "error", "", coverage.where, message)
    if coverage.is_below:
        message = (
            f"{coverage.declared} of {coverage.exposed} exposed families are declared, "
            f"{coverage.percent:g} %; expected at least {asked}"
        )
        yield Finding(BELOW, "error", "", coverage.where, message)


def _unexercised(outcomes: Iterable[Outcome]) -> tuple[Unexercised, ...]:
    found: dict[str, Unexercised] = {}
    for each in outcomes:
        if each.code in _UNEXERCISED and each.verdict not in {Verdict.PASS, Verdict.ERROR}:
            told = Unexercised(each.profile, each.id, each.code, each.where)
            found.setdefault(each.id, told)
    return tuple(found.values())


def _target(name: str, *, profile: Profile, sight: Sight) -> TargetCoverage:
    view = sight.views[name]
    sources = tuple(sorted(view.urls))
    if name in sight.told:
        # Two targets of a server differ in what they select of it.
        sources = (*sources, *(f"{k}={v}" for k, v in sorted(view.labels.items())))
    if view.error is not None:
        return TargetCoverage(name, sources, error=str(view.error).rstrip("."))
    try:
        expositions = _expositions(name, sight=sight)
    except (UnansweredQuery, UnreadableSource) as error:
        return TargetCoverage(name, sources, error=str(error).rstrip("."))
    names = {each for exposition in expositions for each in exposition.names}
    declared = _declared(name, profile=profile)
    found = candidates(expositions)
    families = tuple(
        Family(
            metric,
            _type(types),
            is_declared=declared.has(metric, types),
            runtime=runtime_of(metric, exposed=names),
        )
        for metric, types in found.items()
    )
    return TargetCoverage(name, sources, families, _absent(declared, found, names=names))


def _expositions(name: str, *, sight: Sight) -> tuple[Exposition, ...]:
    instances = tuple(instance.exposition for instance in sight.instances[name])
    if name not in sight.told:
        return instances
    # What is kept of a server are the samples that were asked for; the names are its own to tell,
    # and it tells them in another order each time.
    own = {
        each: count
        for each, count in sorted(sight.views[name].names.items())
        if each not in _OF_SERVERS and _OF_RULES not in each
    }
    families = {key: family for each in instances for key, family in each.families.items()}
    described = dict(sorted(families.items()))
    return (Exposition(Format.OPENMETRICS_UTF8, families=described, names=own),)


def _declared(target: str, *, profile: Profile) -> _Declared:
    names: set[str] = set()
    patterns: set[str] = set()
    unwanted: set[str] = set()
    for expectation in profile.expectations:
        if expectation.series is not None and expectation.target == target:
            names.add(expectation.series.name)
            if any(each.kind == "absent" for each in expectation.assertions):
                unwanted.add(expectation.series.name)
        elif expectation.series is None and target not in targets_read(
            expectation, profile=profile
        ):
            continue
        named, unnamed = _of_promql(expectation)
        names |= named
        patterns |= unnamed
    return _Declared(frozenset(names), tuple(sorted(patterns)), frozenset(unwanted))


def _of_promql(expectation: Expectation) -> tuple[set[str], set[str]]:
    """The names and patterns of a PromQL's selectors. One that says neither declares nothing."""
    selectors = selectors_of(expectation)
    names = {each.name for each in selectors if each.name is not None}
    patterns = {
        matcher.value
        for each in selectors
        for matcher in each.matchers
        if each.name is None and matcher.label == "__name__" and matcher.op == "=~"
    }
    return names, patterns


def _absent(
    declared: _Declared,
    found: Mapping[str, Collection[MetricType]],
    *,
    names: Collection[str],
) -> tuple[str, ...]:
    """What is declared by name, and not exposed."""
    # A family without a series yet shows no part of it.
    parts = {
        name + part for name, types in found.items() if FAMILIES & set(types) for part in _PARTS
    }
    there = {*found, *names, *parts, *_OF_SERVERS}
    return tuple(sorted(declared.names - declared.unwanted - there))


def _type(types: Collection[MetricType]) -> str:
    told = {each.value for each in types} - {MetricType.UNKNOWN.value}
    return min(told) if len(told) == 1 else ""
