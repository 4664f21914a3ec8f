"""What an audit says: findings, each with its place in the expression and in the file."""

from metrics_check.audit.uses import Judged
from metrics_check.located import Place
from metrics_check.model.audit import AUDIT_CODES
from metrics_check.record import record


@record
class AuditFinding:
    """One thing found in one expression.

    `offset` and `length` mark the piece of the expression that it is about.
    """

    code: str
    metric: str
    message: str
    judged: Judged
    offset: int
    length: int
    label: str = ""
    value: str = ""
    near: str = ""
    is_waived: bool = False

    @property
    def severity(self) -> str:
        """`error`, `warning` or `info`."""
        return AUDIT_CODES[self.code].severity

    @property
    def place(self) -> Place:
        """Where the marked piece stands in its file."""
        return self.judged.expression.place_of(self.offset)

    @property
    def where(self) -> str:
        """`dashboard/panel/query`, or path:line:column."""
        expression = self.judged.expression
        return expression.where if expression.kind == "dashboard" else str(self.place)
