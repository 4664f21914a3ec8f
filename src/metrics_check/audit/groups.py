"""Findings that say the same of several places, told once."""

from collections.abc import Iterable

from metrics_check.audit.finding import AuditFinding
from metrics_check.model.audit import ERROR, INFO, WARNING
from metrics_check.record import record

_ORDER = (ERROR, WARNING, INFO)


@record
class Group:
    """What was found, and everywhere it was found."""

    findings: tuple[AuditFinding, ...]

    @property
    def first(self) -> AuditFinding:
        """The first, which says it."""
        return self.findings[0]

    @property
    def places(self) -> tuple[str, ...]:
        """Where it was found, each once."""
        return tuple(dict.fromkeys(each.where for each in self.findings))


def groups_of(findings: Iterable[AuditFinding]) -> tuple[Group, ...]:
    """The findings by what they say, the worst first, else in the order of the files."""
    by_message: dict[tuple[str, str], list[AuditFinding]] = {}
    for finding in findings:
        by_message.setdefault((finding.code, finding.message), []).append(finding)
    groups = [Group(tuple(found)) for found in by_message.values()]
    return tuple(sorted(groups, key=lambda group: _ORDER.index(group.first.severity)))
