"""What is noticed on the way: beside the outcomes, never instead of one."""

from collections.abc import Iterator

from metrics_check.check.remarks import remarks_of
from metrics_check.check.restarted import restart_findings
from metrics_check.check.shape import metadata_of
from metrics_check.check.sight import Sight
from metrics_check.check.soundness import broken_elsewhere, broken_in
from metrics_check.model.outcome import Finding
from metrics_check.model.profile import Expectation
from metrics_check.model.series import MetricType

_UNTOLD = frozenset({MetricType.UNTYPED, MetricType.UNKNOWN})


def findings_of(sight: Sight) -> tuple[Finding, ...]:
    """The findings of one profile: broken data, types that differ, lines that break the format."""
    return (
        *_types_of_instances(sight),
        *_types_of_targets(sight),
        *_types_implied(sight),
        *broken_elsewhere(sight),
        *remarks_of(sight),
        *_format_problems(sight),
        *_notes(sight),
        *_server_notes(sight),
        *restart_findings(sight),
    )


def _types_of_instances(sight: Sight) -> Iterator[Finding]:
    for target, instances in sight.instances.items():
        seen: dict[str, dict[str, str]] = {}
        for instance in instances:
            for name, family in instance.exposition.families.items():
                if family.type not in _UNTOLD:
                    seen.setdefault(name, {}).setdefault(family.type.value, instance.name)
        for name, types in seen.items():
            if len(types) > 1:
                told = ", ".join(f"{kind} on {where}" for kind, where in sorted(types.items()))
                message = f"{name} has another type on each replica: {told}"
                yield Finding("types-differ", "warning", target, "", message, metric=name)


def _types_of_targets(sight: Sight) -> Iterator[Finding]:
    """Families that several targets show, each with one type of its own."""
    seen: dict[str, dict[str, str]] = {}
    for target, instances in sight.instances.items():
        own: dict[str, set[str]] = {}
        for instance in instances:
            for name, family in instance.exposition.families.items():
                if family.type not in _UNTOLD:
                    own.setdefault(name, set()).add(family.type.value)
        for name, types in own.items():
            if len(types) == 1:
                seen.setdefault(name, {}).setdefault(min(types), target)
    for name, targets in seen.items():
        if len(targets) > 1:
            told = ", ".join(f"{kind} on {where}" for kind, where in sorted(targets.items()))
            message = f"{name} has another type on each target: {told}"
            yield Finding("types-differ", "warning", "", "", message, metric=name)


def _types_implied(sight: Sight) -> Iterator[Finding]:
    for expectation in sight.profile.expectations:
        told = _told_type(expectation, sight=sight)
        if expectation.series is not None and told and told != expectation.type.value:
            message = (
                f"{expectation.series.name} is a {told} by its metadata, and is read as a "
                f"{expectation.type.value} here; say which with `type:`"
            )
            yield Finding(
                "type-differs",
                "warning",
                expectation.target,
                str(expectation.place),
                message,
                metric=expectation.series.name,
            )


def _told_type(expectation: Expectation, *, sight: Sight) -> str:
    # A declared type is an outcome of its own; this is about the ones that were implied.
    is_judged = any(assertion.kind == "type" for assertion in expectation.assertions)
    if expectation.series is None or expectation.type is MetricType.UNKNOWN or is_judged:
        return ""
    for instance in sight.instances[expectation.target]:
        family = metadata_of(expectation.series.name, instance.exposition)
        if family is not None and family.type not in _UNTOLD:
            return family.type.value
    return ""


def _format_problems(sight: Sight) -> Iterator[Finding]:
    for target, instances in sight.instances.items():
        for instance in instances:
            told = {
                broken.code
                for name in instance.exposition.families
                for broken in broken_in(name, instance=instance)
            }
            problems = [
                each
                for each in instance.exposition.problems
                if each.is_ingestible and each.code not in told
            ]
            for code in dict.fromkeys(problem.code for problem in problems):
                same = [problem for problem in problems if problem.code == code]
                more = f" (and {len(same) - 1} more like it)" if len(same) > 1 else ""
                message = f"line {same[0].line}: {same[0].message}{more}"
                yield Finding(code, "warning", target, instance.name, message)


def _notes(sight: Sight) -> Iterator[Finding]:
    for target, instances in sight.instances.items():
        for instance in instances:
            for note in instance.notes:
                yield Finding(note.code, "warning", target, instance.name, note.message)


def _server_notes(sight: Sight) -> Iterator[Finding]:
    by_server = {told.server: told.answers.notes for told in sight.told.values()}
    for server, notes in by_server.items():
        for note in notes:
            severity = "info" if note.code == "server-info" else "warning"
            yield Finding(note.code, severity, "", server, note.message)
