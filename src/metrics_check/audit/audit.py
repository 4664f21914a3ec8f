"""An audit as a whole: what was read, what is wrong with it, and what nobody uses."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from metrics_check.audit.contents import Read
from metrics_check.audit.expression import Unread
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.judge import findings_of
from metrics_check.audit.known import Knowledge, Source
from metrics_check.audit.matrix import Row, matrix_of
from metrics_check.audit.uses import Uses
from metrics_check.model.audit import INFO
from metrics_check.record import record

_FOUND, _NOT_JUDGED = 1, 3


@record
class Audit:
    """The result. `expressions` counts those that were read; `unparsed` are those that were not,
    `others` those in another language.
    """

    findings: tuple[AuditFinding, ...]
    unparsed: tuple[Unread, ...]
    others: tuple[Unread, ...]
    matrix: tuple[Row, ...]
    files: tuple[str, ...]
    expressions: int
    sources: tuple[str, ...]

    @property
    def unused(self) -> tuple[Row, ...]:
        """What is known, and used by no rule and no dashboard."""
        return tuple(row for row in self.matrix if row.is_unused)

    @property
    def live(self) -> tuple[AuditFinding, ...]:
        """The findings that are not waived."""
        return tuple(each for each in self.findings if not each.is_waived)

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 an error or a warning, 3 an expression that could not be read."""
        if self.unparsed:
            return _NOT_JUDGED
        return _FOUND if any(each.severity != INFO for each in self.live) else 0


def audit_of(
    read: Read,
    uses: Uses,
    *,
    sources: Iterable[Source],
    is_waived: Callable[[AuditFinding], bool] = lambda _: False,
) -> Audit:
    """The audit of what was read, against these sources of what is known."""
    known = Knowledge(sources, recorded=read.contents.recorded)
    unread = (*read.contents.unread, *uses.unread)
    return Audit(
        tuple(
            replace(each, is_waived=is_waived(each))
            for each in findings_of(uses.judged, known=known)
        ),
        tuple(each for each in unread if not each.is_other),
        tuple(each for each in unread if each.is_other),
        matrix_of(uses.judged, known=known),
        read.files,
        len(uses.judged),
        tuple(source.shown for source in known.sources),
    )
