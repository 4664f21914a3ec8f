"""An audit as JSON, `metrics-check/audit/v1`."""

import json

from metrics_check.audit.audit import Audit
from metrics_check.audit.expression import Unread
from metrics_check.audit.finding import AuditFinding
from metrics_check.audit.groups import Group, groups_of
from metrics_check.audit.matrix import COLUMNS, KNOWING, Row

SCHEMA = "metrics-check/audit/v1"


def render_json(audit: Audit) -> str:
    """The document."""
    groups = groups_of(audit.live)
    document = {
        "schema": SCHEMA,
        "exit_code": audit.exit_code,
        "summary": {
            "files": len(audit.files),
            "expressions": audit.expressions,
            **{
                severity: sum(group.first.severity == severity for group in groups)
                for severity in ("error", "warning", "info")
            },
            "waived": len(audit.findings) - len(audit.live),
            "unused": len(audit.unused),
            "unparsed": len(audit.unparsed),
        },
        "missing": [_group(group) for group in groups],
        "unused": [_unused(row) for row in audit.unused],
        "unparsed": [_unread(each) for each in audit.unparsed],
        "other_languages": [_unread(each) for each in audit.others],
        "matrix": [_row(row) for row in audit.matrix],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _group(group: Group) -> dict[str, object]:
    first = group.first
    optional = {"label": first.label, "value": first.value, "near": first.near}
    return {
        "metric": first.metric,
        **{key: text for key, text in optional.items() if text},
        "code": first.code,
        "severity": first.severity,
        "used_in": list(group.places),
        "message": first.message,
        "places": [_place(finding) for finding in group.findings],
    }


def _place(finding: AuditFinding) -> dict[str, object]:
    expression, place = finding.judged.expression, finding.place
    return {
        "where": finding.where,
        "kind": expression.kind,
        "name": expression.name,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "expr": expression.text,
        "offset": finding.offset,
        "length": finding.length,
    }


def _unused(row: Row) -> dict[str, object]:
    return {"metric": row.metric, "type": row.type, "known_by": sorted(row.known)}


def _unread(unread: Unread) -> dict[str, object]:
    place = unread.place
    return {
        "where": unread.where,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "expr": unread.text,
        "reason": unread.reason,
    }


def _row(row: Row) -> dict[str, object]:
    cells: dict[str, object] = {
        column: column in row.known if column in KNOWING else row.uses.get(column, 0)
        for column in COLUMNS
    }
    return {"metric": row.metric, "type": row.type, **cells}
